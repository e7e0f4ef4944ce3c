-- Contact points that are on the list more often than in the audience.
with counted as (
    select distinct row, strict_key as key, 1 as n from contacts where strict_key is not null
    union all
    select
        null as row,
        strict_key(a.point, c.channel, region_of(a.country, c)) as key,
        -1 as n
    from audience a, campaign c
)
select any_value(row) as row
from counted
where key is not null
group by key
having sum(n) > 0
