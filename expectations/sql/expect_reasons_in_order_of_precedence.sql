-- Removed rows whose reasons are not in the order of precedence, the first one named.
with said as (
    select distinct reason, reasons, string_split(reasons, '|') as parts from removed
),
spread as (
    select reason, reasons, parts, unnest(parts) as part, unnest(range(len(parts))) as turn
    from said
),
placed as (
    select s.reason, s.reasons, s.parts[1] as first_part, list(o.place order by s.turn) as places
    from spread s
    join reasons_in_order o on o.reason = s.part
    group by all
)
select r.row
from removed r
join placed p on p.reason = r.reason and p.reasons = r.reasons
where p.reason <> p.first_part or p.places <> list_sort(p.places)
