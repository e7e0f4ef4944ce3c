-- Long lists that name nobody in a large audience.
select row
from long_lists
where listed >= long_enough() and audience >= long_enough() and not meets_someone
