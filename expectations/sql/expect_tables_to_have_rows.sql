-- Tables that were given, have no row, and let people in by being empty.
select t.row
from named_tables t
where
    not exists (select 1 from sizes s where s.of_table = t.of_table and s.n > 0)
    and not (t.of_table = 'audience' and exists (select 1 from audience where row >= 0))
