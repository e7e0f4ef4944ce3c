-- Contact points that are kept more often than the audience holds them.
select point
from (
    select point, 1 as n from kept where stripped(point) <> ''
    union all
    select point, -1 as n from audience
)
group by point
having sum(n) > 0
