-- Ids that stand in one table more than once, and the rows that a campaign drops for it.

create macro is_permissive(action) as action in ('requested', 'given', 'confirmed');

-- Ids are compared by a hash first: whatever is repeated has a hash that is repeated.
create view ids as
select 'consents' as of_table, row, entry, event_id as id,
    coalesce(is_permissive(action), false) as permits
from consents
union all
select 'relationships', row, entry, relationship_id, true from relationships
union all
select 'suppressions', row, entry, suppression_id, false from suppressions
union all
select 'sends', row, entry, send_id, true from sends
union all
select 'wordings', row, entry, wording, true from wordings;

create table repeated_hashes as
select hash(of_table, id) as hashed
from ids
where id is not null
group by hashed
having count(*) > 1;

-- Where the campaign says on_bad_rows = "remove", rows that permit and share an id are
-- dropped like other bad rows; an id that another row shares too is an error.
create table repeated_ids as
select
    i.of_table,
    i.id,
    min(i.row) as row,
    bool_and(i.permits and coalesce(e.drops_bad_rows, false)) as is_dropped
from ids i
left join entries e on e.row = 0 and e.of_table = i.of_table and e.entry = i.entry
where hash(i.of_table, i.id) in (select hashed from repeated_hashes)
group by i.of_table, i.id
having count(*) > 1;

create macro dropped_from(name) as table
select id from repeated_ids where is_dropped and of_table = name;
