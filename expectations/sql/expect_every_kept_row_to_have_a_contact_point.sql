-- Kept rows whose contact point is null or blank.
select distinct row from contacts where is_missing
