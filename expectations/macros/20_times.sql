-- How the texts of time columns are read (contract section 5). An instant is counted in
-- microseconds since 1970 in UTC; the days of a zone stand in the table local_days. What
-- is not plainly written, or lies on a day on which a clock changes, is read by the
-- functions odd_first() and odd_last().

create macro is_day(txt) as regexp_full_match(txt, '\d{4}-\d\d-\d\d');

create macro is_local_time(txt) as regexp_full_match(
    txt, '\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?'
);

create macro is_instant(txt) as regexp_full_match(
    txt,
    '\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?'
    || '(Z|[+-]([01]\d|2[0-3]):[0-5]\d)'
);

-- The local day that a text without a zone speaks of.
create macro day_of(txt) as case
    when not ends_with(txt, 'Z') then try_cast(left(txt, 10) as date)
end;

create macro since_midnight(moment) as epoch_us(moment) - epoch_us(date_trunc('day', moment));

-- Nanoseconds are cut off, before 1970 too; a cast would round them.
create macro without_nanoseconds(moment) as make_timestamp(
    (epoch_ns(moment) - (epoch_ns(moment) % 1000 + 1000) % 1000) // 1000
);

create macro shape_of(txt) as case
    when txt is null then null
    when is_instant(txt) then 'instant'
    when is_day(txt) then 'day'
    when is_local_time(txt) then 'local'
    else 'odd'
end;

-- day_first, day_last and has_jump are those of the day in its zone; null when it is not
-- listed.
create macro first_of_day(txt, day_first, zone) as case
    when txt is null then null
    when day_first is not null then day_first
    else odd_first(txt::varchar, zone)
end;

create macro last_of_day(txt, day_last, zone) as case
    when txt is null then null
    when day_last is not null then day_last
    else odd_last(txt::varchar, zone)
end;

create macro instant_of(moment, day_first, has_jump, zone) as case
    when moment is null then null
    when not has_jump then day_first + since_midnight(moment)
    else odd_first(moment::varchar, zone)
end;

create macro first_of_text(txt, shape, day_first, has_jump, zone) as case shape
    when 'instant' then epoch_us(try_cast(txt as timestamptz))
    when 'day' then coalesce(day_first, odd_first(txt, zone))
    when 'local' then case
        when not has_jump then day_first + since_midnight(try_cast(txt as timestamp))
        else odd_first(txt, zone)
    end
    when 'odd' then odd_first(txt, zone)
end;

create macro last_of_text(txt, shape, first, day_last, has_jump, zone) as case shape
    when 'instant' then first
    when 'day' then coalesce(day_last, odd_last(txt, zone))
    when 'local' then case when not has_jump then first else odd_last(txt, zone) end
    when 'odd' then odd_last(txt, zone)
end;

create macro yes_or_no(txt) as case
    when lower(stripped(txt)) in ('true', '1', 'yes') then true
    when lower(stripped(txt)) in ('false', '0', 'no') then false
end;
