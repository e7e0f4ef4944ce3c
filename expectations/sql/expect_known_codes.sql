-- Rows with a code that the contract does not know.
select row from flawed where flaws & 2 > 0
