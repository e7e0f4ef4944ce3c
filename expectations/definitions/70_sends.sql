-- Past sends of this controller on this channel, and what was known against them.

create table past_sends as
select
    row_number() over () as send,
    s.row,
    s.sent_at_first as sent_at,
    wide_key(s.address, c.channel, c.default_region) as wide_key,
    strict_key(s.address, c.channel, c.default_region) as strict_key,
    s.contact_id as person
from sends s, campaign c
where
    s.controller = c.controller
    and s.channel = c.channel
    and s.sent_at_last <= least(c.as_of, c.known_at);

-- Sends to somebody whom a suppression named: it was known before, and still in force.
create table doubtful_sends as
with facts as (
    select
        matched_by,
        key,
        person,
        greatest(effective_from_last, recorded_at_last) as known_from,
        effective_until_first as until,
        is_final
    from scoped_suppressions
),
met as (
    select p.send, p.row, p.sent_at, p.strict_key, f.known_from, f.until, f.is_final
    from past_sends p
    join facts f on f.matched_by = 'address' and f.key = p.wide_key
    union all
    select p.send, p.row, p.sent_at, p.strict_key, f.known_from, f.until, f.is_final
    from past_sends p
    join facts f on f.matched_by = 'contact_id' and f.key = p.person
    union all
    select p.send, p.row, p.sent_at, p.strict_key, f.known_from, f.until, f.is_final
    from past_sends p
    join facts f on f.person = p.person
)
select send, row, sent_at, strict_key, known_from, is_final
from met
where known_from < sent_at and coalesce(sent_at < until, true);

-- Unless something final stood against them, people may have consented between.
create view careless_sends as
with agreed as (
    select strict_key(e.address, c.channel, c.default_region) as key, e.occurred_at_first as at_
    from consents e, campaign c
    where
        e.flaws = 0
        and e.controller = c.controller
        and e.channel = c.channel
        and e.purpose = c.purpose
        and e.action in ('given', 'confirmed')
        and exists (select 1 from doubtful_sends)
),
without_consent as (
    select d.send, d.row
    from doubtful_sends d
    left join agreed a on a.key = d.strict_key and a.at_ between d.known_from and d.sent_at
    where not d.is_final
    group by d.send, d.row, d.known_from
    having count(a.key) = 0
)
select row
from (
    select send, row from doubtful_sends where is_final
    union
    select send, row from without_consent
);
