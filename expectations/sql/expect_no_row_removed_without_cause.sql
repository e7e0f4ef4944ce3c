-- Removed rows whom no rule of the kept list refuses, and whose contact point is not kept.
with keys as (
    select
        k.row,
        case when c.aliases_repeat then k.wide_key else k.strict_key end as key
    from contacts k, campaign c
),
caused as (
    select row from contacts where is_missing or not is_valid
    union all
    select row from ungrounded
    union all
    select row from kept_despite('suppression')
    union all
    select row from kept_despite('refusal')
    union all
    select row from role_addresses
    union all
    select row from disposable_addresses
    union all
    select row from at_their_limit
    union all
    select row from keys
    where
        row >= removed_from()
        and key in (select key from keys where row between 0 and removed_from() - 1)
)
select case
    when row >= planted_from() then planted_from() - row
    else row - removed_from()
end as row
from contacts
where row >= removed_from() and row not in (select row from caused)
