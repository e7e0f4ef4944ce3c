-- The tables that came in: how many rows each entry has, how old it is, what is wrong.

-- Rows that break their contract. Where the campaign says on_bad_rows = "remove", bad
-- rows that permit are dropped and counted by the screening; a bad opt-out never is.
create table flawed as
with found as (
    select row, 'consents' as of_table, entry, flaws,
        coalesce(is_permissive(action), false) as permits
    from consents where flaws > 0
    union all
    select row, 'relationships', entry, flaws, true from relationships where flaws > 0
    union all
    select row, 'suppressions', entry, flaws, false from suppressions where flaws > 0
    union all
    select row, 'sends', entry, flaws, true from sends where flaws > 0
    union all
    select row, 'wordings', entry, flaws, true from wordings where flaws > 0
)
select f.row, f.flaws
from found f
left join entries e on e.row = 0 and e.of_table = f.of_table and e.entry = f.entry
where not (f.permits and coalesce(e.drops_bad_rows, false));

create table sizes as
with stamped as (
    select 'consents' as of_table, row, entry, recorded_at_last as made_at from consents
    union all
    select 'relationships', row, entry, recorded_at_last from relationships
    union all
    select 'suppressions', row, entry, recorded_at_last from suppressions
    union all
    select 'sends', row, entry, sent_at_last from sends
    union all
    select 'wordings', row, entry, null from wordings
)
select
    s.of_table,
    s.entry,
    count(*) as n,
    max(s.made_at) filter (s.made_at <= c.as_of) as newest
from stamped s, campaign c
where s.row = 0
group by s.of_table, s.entry;

-- How long a list must be before it is a wonder that it names nobody.
create macro long_enough() as 1000;

-- Whom each list names, by which kind of key; the domains of a list may all be strange.
create view named as
select 'suppressions' as of_table, entry, coalesce(match, 'address') as matched_by, value
from suppressions
where row = 0 and coalesce(match, 'address') <> 'domain'
union all
select 'suppressions', entry, 'contact_id', contact_id from suppressions where row = 0
union all
select 'consents', entry, 'address', address from consents where row = 0
union all
select 'consents', entry, 'contact_id', contact_id from consents where row = 0;

create macro named_key(matched_by, txt, c) as case matched_by
    when 'address' then wide_key(txt, c.channel, c.default_region)
    when 'contact_id' then txt
    else lower(txt)
end;

-- A row when anybody among so many of the audience is named by a list; it stops at the
-- first. Of the consents all entries are one list: one system may know nobody of a small
-- audience.
create macro meets_someone(this_table, this_entry, kind, most) as table
with listed as (
    select named_key(kind, n.value, c) as key
    from named n, campaign c
    where
        n.value is not null
        and n.of_table = this_table
        and (this_table = 'consents' or n.entry = this_entry)
        and n.matched_by = kind
),
people as (
    select
        a.person,
        strict_key(a.point, c.channel, region_of(a.country, c)) as strict_key,
        wide_key(a.point, c.channel, region_of(a.country, c)) as wide_key
    from (select * from audience where row >= 0 limit most) a, campaign c
),
asked as (
    select case kind
        when 'contact_id' then person
        when 'address' then wide_key
        else digest(kind, wide_key)
    end as key
    from people
    union all
    select digest(kind, strict_key) from people where kind not in ('address', 'contact_id')
)
select 1 from listed l semi join asked a on a.key = l.key limit 1;

create view long_lists as
select
    row,
    listed,
    (select count(*) from audience where row >= 0) as audience,
    meets_someone
from meetings
union all
select * from planted_lists;

create view runs as
select
    0 as row,
    (select count(*) from audience where row >= 0) as audience,
    (select count(*) from kept where row >= 0) as kept,
    (select coalesce(sum(n), 0) from sizes where of_table = 'suppressions') as suppressions,
    *
from last_runs
union all
select * from planted_runs;
