-- Rows with a time that cannot be read in its zone.
select row from flawed where flaws & 4 > 0
