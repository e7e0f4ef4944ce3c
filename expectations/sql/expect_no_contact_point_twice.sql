-- Contact points that are on the list more than once.
select address
from contacts
where address is not null
group by address
having count(*) > 1
