-- Entries that are older than the campaign allows, or whose age is not known.
select e.row
from entries e
left join sizes s on e.row = 0 and s.of_table = e.of_table and s.entry = e.entry
where e.oldest is not null and coalesce(coalesce(e.as_at, s.newest) < e.oldest, true)
