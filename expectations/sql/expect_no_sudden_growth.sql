-- A row when far more of the audience is kept than at the last release.
select row
from runs
where
    least(audience, before_audience) >= 1000
    and kept > 1.5 * audience * before_kept / before_audience + 100
