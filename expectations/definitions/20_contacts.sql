-- The kept rows, with the keys on which permissions are looked up.

create table contacts as
select
    k.point,
    nullif(stripped(k.person), '') as person,
    nullif(stripped(k.origin), '') as origin,
    -- '*' where the list does not say
    coalesce(nullif(stripped(k.subscriber_type), ''), 'individual') as subscriber_type,
    comparable(k.point, c.channel) as address,
    -- whether a permission of this contact would surely be found
    c.permission_key = 'contact_id'
    or (c.channel = 'email' and comparable(k.point, c.channel) is not null)
        as can_be_looked_up,
    case
        when c.permission_key = 'contact_id' then nullif(stripped(k.person), '')
        when c.channel = 'email' then comparable(k.point, c.channel)
    end as permission_key,
    case
        when c.permission_key = 'address' and c.channel = 'email' and is_ascii(k.point)
            then local_letters(k.point)
    end as loose_key
from kept k, campaign c;

-- The key of a record that permits: it is compared with permission_key and loose_key.
create macro evidence_key(address, person, permission_key, channel) as case
    when permission_key = 'contact_id' then nullif(stripped(person), '')
    when channel <> 'email' then null
    when is_ascii(address) then nullif(lower(stripped(address)), '')
    else local_letters(address)
end;
