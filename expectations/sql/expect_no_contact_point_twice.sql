-- Rows that repeat a contact point which is on the list before them, and contact points
-- of which a screening kept another row than the first.
with points as (
    select distinct
        k.row,
        case when c.aliases_repeat then k.wide_key else k.strict_key end as key
    from contacts k, campaign c
)
select row
from points
where key is not null
qualify row_number() over (partition by key order by row) > 1
union all
select 0 as row from kept_after_their_duplicates
