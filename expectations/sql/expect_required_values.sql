-- Rows that lack a value which their table requires, or that name nobody.
select row from flawed where flaws & 1 > 0
