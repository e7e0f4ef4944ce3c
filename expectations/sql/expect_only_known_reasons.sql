-- Removed rows with a reason that the contract does not know.
with said as (
    select row, reason from removed where reason is not null
    union all
    select row, unnest(string_split(reasons, '|')) from removed where reasons is not null
)
select distinct row from said where reason not in (select reason from reasons_in_order)
