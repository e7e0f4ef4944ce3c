-- Kept rows whose contact point is null or blank.
select row from contacts where is_missing
