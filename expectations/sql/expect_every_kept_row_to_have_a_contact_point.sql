-- Kept rows whose contact point is null or blank.
select k.point
from kept k, campaign c
where case
    when k.point is null then true
    -- it begins with a character that anyone can see
    when ascii(k.point) between 33 and 126 then false
    when c.channel = 'email' then trim(k.point, white_space() || invisible()) = ''
    else stripped(k.point) = ''
end
