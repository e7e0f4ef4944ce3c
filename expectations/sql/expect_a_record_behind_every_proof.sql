-- Kept rows without a ground, or whose proof is no record of the tables.
with records as (
    select event_id as id from consents
    union all
    select relationship_id from relationships
)
select row from claims where is_kept and ground is null
union all
select k.row
from claims k
anti join records r on r.id = k.proof
where k.is_kept and k.ground not in (select name from grounds_without_record)
