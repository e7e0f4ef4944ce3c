-- The list: the keys of each row, and the policy that decides it. Of a list that another
-- tool made, the audience says who a contact is; a row that may mean several people is
-- judged as each of them, so that a row has one contact or more.

create macro region_of(country, c) as coalesce(country_code(country), c.default_region);

create view known_people as
select distinct
    strict_key(a.point, c.channel, region_of(a.country, c)) as key,
    filled(a.person) as person,
    filled(a.origin) is not null as has_origin,
    as_given(a.subscriber_type) as subscriber_type,
    country_code(a.country) as country,
    true as is_known
from audience a, campaign c
where c.completes_list;

create table contacts as
with people as (
    select
        k.row,
        k.point,
        coalesce(a.person, filled(k.person)) as person,
        case
            when c.completes_list then coalesce(a.has_origin, false)
            else filled(k.origin) is not null
        end as has_origin,
        case
            when a.is_known then a.subscriber_type else as_given(k.subscriber_type)
        end as subscriber_type,
        case when a.is_known then a.country else country_code(k.country) end as country
    from kept k
    cross join campaign c
    left join known_people a on
        a.key = strict_key(k.point, c.channel, region_of(k.country, c))
        and (filled(k.person) is null or coalesce(a.person = filled(k.person), false))
),
judged as (
    select
        p.row,
        p.point,
        p.person,
        p.has_origin,
        coalesce(p.subscriber_type, 'individual') as subscriber_type,
        c.channel,
        c.permission_key as permission_by,
        coalesce(p.country, c.default_region) as region,
        coalesce(n.policy, c.default_policy) as policy,
        is_missing(p.point, c.channel) as is_missing
    from people p
    cross join campaign c
    left join countries n on n.country = p.country
),
keyed as (
    select
        *,
        case when is_missing then false else is_valid(point, channel, region) end as is_valid
    from judged
),
named as (
    select
        *,
        case when is_valid then strict_key(point, channel, region) end as strict_key,
        case when is_valid then wide_key(point, channel, region) end as wide_key
    from keyed
)
select
    row_number() over () as id,
    row, point, person, has_origin, subscriber_type, policy, is_missing, is_valid,
    strict_key, wide_key,
    case when permission_by = 'contact_id' then person else strict_key end as permission_key
from named;

create view permission_keys as
select distinct permission_key as key from contacts where permission_key is not null;
