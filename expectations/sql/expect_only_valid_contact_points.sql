-- Contact points that no message can reach.
select distinct row from contacts where not is_missing and not is_valid
