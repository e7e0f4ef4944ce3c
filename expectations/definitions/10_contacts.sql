-- The list: the keys of each row, and the policy that decides it. Of a list that another
-- tool made, the audience says who a contact is; a row that may mean several people is
-- judged as each of them, so that a row has one contact or more.

-- Removed rows are judged beside the list: their numbers begin here, and those of planted
-- ones further up. No rule about the list counts them.
create macro removed_from() as 1099511627776;
create macro planted_from() as 2199023255552;

create macro region_of(country, c) as coalesce(country_code(country), c.default_region);

create view listed_people as
select
    k.row,
    k.point,
    strict_key(k.point, c.channel, region_of(k.country, c)) as key,
    k.person,
    k.origin,
    as_given(k.subscriber_type) as subscriber_type,
    country_code(k.country) as country
from judged k, campaign c;

create view known_people as
select distinct
    strict_key(a.point, c.channel, region_of(a.country, c)) as key,
    a.person,
    a.origin,
    as_given(a.subscriber_type) as subscriber_type,
    country_code(a.country) as country,
    true as is_known
from audience a, campaign c
where c.completes_list;

-- Whom the audience knows under the address of a row: those who are what the list says in
-- every column that it has, or else all of them.
create view completed_people as
with met as (
    select
        l.row,
        l.point,
        l.person as listed_person,
        a.*,
        coalesce(a.is_known, false)
        and (not c.lists_person or a.person is not distinct from l.person)
        and (not c.lists_origin or a.origin is not distinct from l.origin)
        and (not c.lists_country or a.country is not distinct from l.country)
        and (
            not c.lists_subscriber_type
            or a.subscriber_type is not distinct from l.subscriber_type
        ) as is_exact
    from listed_people l
    cross join campaign c
    left join known_people a on a.key = l.key
    where c.completes_list
)
select
    row,
    point,
    coalesce(person, listed_person) as person,
    origin,
    subscriber_type,
    country
from met
qualify is_exact or not bool_or(is_exact) over (partition by row);

create table contacts as
with people as (
    select * from completed_people
    union all
    select l.* exclude (key) from listed_people l, campaign c where not c.completes_list
),
judged as (
    select
        p.row,
        p.point,
        p.person,
        p.origin is not null as has_origin,
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
