-- One row for each row that was lost or invented.
select unnest(range(abs(
    (select count(*) from kept) + removed_rows - (select count(*) from audience)
)))
from campaign
