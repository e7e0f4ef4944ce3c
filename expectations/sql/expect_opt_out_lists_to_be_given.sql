-- A row when no opt-out list is named.
select p.row
from probes p
where p.is_planted or not exists (select 1 from entries where of_table = 'suppressions')
