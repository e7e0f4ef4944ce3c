-- How texts are compared. Plain ASCII is folded here; every other text is read by the
-- functions odd_...(), because the contract defines its keys by Python's libraries.

-- White space as Python's str.strip() knows it, written as the bytes of its UTF-8.
create macro white_space() as url_decode(
    '%09%0A%0B%0C%0D%1C%1D%1E%1F%20%C2%85%C2%A0%E1%9A%80%E2%80%80%E2%80%81'
    || '%E2%80%82%E2%80%83%E2%80%84%E2%80%85%E2%80%86%E2%80%87%E2%80%88%E2%80%89'
    || '%E2%80%8A%E2%80%A8%E2%80%A9%E2%80%AF%E2%81%9F%E3%80%80'
);

-- Invisible characters that may stand around an email address (contract section 4).
create macro invisible() as url_decode('%E2%80%8B%E2%80%8C%E2%80%8D%E2%81%A0%EF%BB%BF');

-- A text that begins and ends with a visible ASCII character has none to strip.
create macro stripped(txt) as case
    when ascii(txt) between 33 and 126 and ascii(txt[-1]) between 33 and 126 then txt
    else trim(txt, white_space())
end;

create macro is_ascii(txt) as strlen(txt) = length(txt);

create macro filled(txt) as nullif(stripped(txt), '');

-- The text itself, unless it is blank; most begin with a visible ASCII character.
create macro as_given(txt) as case
    when ascii(txt) between 33 and 126 or stripped(txt) <> '' then txt
end;

-- An address that is one in any reading: short, ASCII, one @, a domain of plain labels.
create macro is_plain(txt) as strlen(txt) <= 64 and regexp_full_match(
    txt, '[A-Za-z0-9_!#$%&''*+/=?^`{|}~.-]+@([A-Za-z0-9]+(-[A-Za-z0-9]+)*\.)+[A-Za-z]+'
);

-- The wide key of a plain, lower-case address: aliases of one mailbox are one.
create macro without_alias(key) as regexp_replace(key, '^([^+@]+)\+[^@]*@', '\1@');

create macro plain_wide_key(key) as case
    when ends_with(key, '@gmail.com') or ends_with(key, '@googlemail.com')
        then replace(split_part(without_alias(key), '@', 1), '.', '') || '@gmail.com'
    when contains(key, '+') then without_alias(key)
    else key
end;

-- Keys and validity are those of a text that was stripped where it was read: null where
-- nothing is left. A macro repeats what it is given, so nothing is stripped in here.
create macro strict_key(txt, channel, region) as case
    when txt is null then null
    when channel = 'email' and is_plain(txt) then lower(txt)
    when channel = 'post' and is_ascii(txt) then upper(txt)
    else odd_strict_key(txt, channel, coalesce(region, ''))
end;

create macro wide_key(txt, channel, region) as case
    when txt is null then null
    when channel = 'email' and is_plain(txt) then plain_wide_key(lower(txt))
    when channel = 'post' and is_ascii(txt) then upper(txt)
    else odd_wide_key(txt, channel, coalesce(region, ''))
end;

create macro is_missing(txt, channel) as
    txt is null or (channel = 'email' and trim(txt, white_space() || invisible()) = '');

-- Plain dots and an ordinary top-level domain are surely valid; the rest is asked.
create macro is_valid(txt, channel, region) as case
    when channel = 'email'
        and is_plain(txt)
        and not regexp_matches(txt, '^\.|\.\.|\.@')
        and not regexp_matches(txt, '(?i)[.@](arpa|invalid|local|localhost|onion|test)$')
        then true
    else odd_is_valid(txt, channel, coalesce(region, ''))
end;

create macro country_code(txt) as case
    when txt is null then null
    when is_ascii(txt) then nullif(upper(stripped(txt)), '')
    else nullif(odd_country(txt), '')
end;

-- The key of a record that permits: the exact address, or the person's id.
create macro permission_key(address, person, region, c) as case
    when c.permission_key = 'contact_id' then person
    else strict_key(address, c.channel, region)
end;

create macro digest(algorithm, key) as case algorithm
    when 'md5' then md5(key)
    when 'sha1' then sha1(key)
    when 'sha256' then sha256(key)
    when 'sha512' then sha512(key)
end;
