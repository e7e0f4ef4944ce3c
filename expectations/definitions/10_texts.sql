-- How texts are compared. Only what is exact is compared: a text that another
-- spelling could equal yields null here, and null is equal to nothing.

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

-- A contact point in the one form in which equal texts surely are one contact point.
-- A phone number is one only with its country code: without, it depends on the row.
create macro comparable(txt, channel) as case
    when not is_ascii(txt) then null
    when channel in ('email', 'post') then nullif(lower(stripped(txt)), '')
    when starts_with(stripped(txt), '+') then stripped(txt)
end;

-- The ASCII letters and digits before the @. An address outside ASCII may be another
-- spelling of an ASCII one, but then these agree (chr(8490) is the Kelvin sign).
create macro local_letters(txt) as '~' || regexp_replace(
    replace(lower(split_part(txt, '@', 1)), chr(8490), 'k'), '[^a-z0-9]', '', 'g'
);
