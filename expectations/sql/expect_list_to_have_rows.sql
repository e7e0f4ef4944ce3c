-- A row when the list is empty.
select p.row
from probes p
where p.is_planted or not exists (select 1 from kept where row >= 0)
