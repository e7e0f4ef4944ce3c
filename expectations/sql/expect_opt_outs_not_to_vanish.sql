-- A row when a tenth of the suppressions of the last release or more is gone.
select row from runs where before_suppressions >= 100
and suppressions < 0.9 * before_suppressions
