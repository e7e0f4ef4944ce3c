-- Rows that repeat a contact point which is on the list before them.
select k.row
from contacts k, campaign c
where case when c.aliases_repeat then k.wide_key else k.strict_key end is not null
qualify row_number() over (
    partition by case when c.aliases_repeat then k.wide_key else k.strict_key end
    order by k.row
) > 1
