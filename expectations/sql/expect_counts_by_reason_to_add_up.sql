-- Primary reasons whose rows are not as many as the summary says.
with counted as (
    select reason, count(*) as n from removed where row >= 0 group by reason
)
select coalesce(s.row, 0) as row
from counted f
full join stated_reasons s on s.reason = f.reason
where f.n is distinct from s.contacts
