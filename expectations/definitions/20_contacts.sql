-- The list, one row a row: its keys, and the policy that decides it.

create table contacts as
with read as (
    select
        row_number() over () - 1 as row,
        k.point,
        filled(k.person) as person,
        filled(k.origin) is not null as has_origin,
        case
            when filled(k.subscriber_type) is null then 'individual'
            else k.subscriber_type
        end as subscriber_type,
        country_code(k.country) as country
    from kept k
),
judged as (
    select
        r.*,
        c.channel,
        c.permission_key as permission_by,
        coalesce(r.country, c.default_region) as region,
        coalesce(p.policy, c.default_policy) as policy,
        is_missing(r.point, c.channel) as is_missing
    from read r
    cross join campaign c
    left join countries p on p.country = r.country
),
keyed as (
    select
        *,
        case when is_missing then false else is_valid(point, channel, region) end as is_valid
    from judged
)
select
    row, point, person, has_origin, subscriber_type, policy, is_missing, is_valid,
    case when is_valid then strict_key(point, channel, region) end as strict_key,
    case when is_valid then wide_key(point, channel, region) end as wide_key,
    case when permission_by = 'contact_id' then person else strict_key end as permission_key
from keyed;

create view permission_keys as
select distinct permission_key as key from contacts where permission_key is not null;
