-- What forbids a message (contract sections 5 to 7), matched by address and by person.
-- Aliases, digests and domains are left out.

-- Contract section 6, second column. Only a liftable fact yields to a later consent.
create view suppression_reasons as
select * from (
    values
    ('deceased', 'all', false),
    ('minor', 'marketing', false),
    ('erased', 'all', true),
    ('objected', 'marketing', true),
    ('complained', 'all', false),
    ('unsubscribed', 'marketing', true),
    ('blocked', 'all', false),
    ('on_register', 'marketing', false),
    ('paused', 'marketing', false),
    ('hard_bounced', 'all', false)
) as reasons (reason, blocks, is_liftable);

create macro in_scope(controller, channel, purpose, c) as
    coalesce(controller, '*') in (c.controller, '*')
    and coalesce(channel, '*') in (c.channel, '*')
    and (
        coalesce(purpose, '*') in (c.purpose, '*')
        or starts_with(c.purpose, purpose || '.')
    );

-- In force at as_of. The end of a date without a time is the end of its day; an exact
-- end is itself no longer in force.
create macro is_in_force(from_first, until_first, until_last, as_of) as
    from_first <= as_of
    and case
        when until_last is null then true
        when until_first = until_last then as_of < until_last
        else as_of <= until_last
    end;

-- Active suppressions in scope. is_final: nothing lifts it. lifted_after: a consent
-- after this instant may. A register yields to any consent where a policy says so.
create view active_suppressions as
select
    case when coalesce(s.match, 'address') = 'address' then comparable(s.value, c.channel) end
        as address,
    nullif(stripped(s.contact_id), '') as person,
    case when s.match = 'contact_id' then nullif(stripped(s.value), '') end as named_person,
    not (r.is_liftable or (s.reason = 'on_register' and c.consent_overrides_register))
        as is_final,
    case when s.reason = 'on_register' then '-infinity'::timestamptz
        else s.effective_from_last end as lifted_after
from suppressions s
join suppression_reasons r on r.reason = s.reason
cross join campaign c
where
    in_scope(s.controller, s.channel, s.purpose, c)
    and is_in_force(
        s.effective_from_first, s.effective_until_first, s.effective_until_last, c.as_of
    )
    and s.recorded_at_first <= c.known_at
    and (c.is_marketing or coalesce(s.blocks, r.blocks) = 'all');

-- Active withdrawals and refusals in scope; a client's clock may run ahead of ours.
create view active_refusals as
select
    comparable(e.address, c.channel) as address,
    nullif(stripped(e.contact_id), '') as person,
    null::varchar as named_person,
    false as is_final,
    e.occurred_at_last as lifted_after
from consents e, campaign c
where
    c.is_marketing
    and e.action in ('withdrawn', 'refused')
    and in_scope(e.controller, e.channel, e.purpose, c)
    and least(e.occurred_at_first, e.recorded_at_first) <= c.as_of
    and e.recorded_at_first <= c.known_at;

create table prohibitions as
with facts as (
    select 'suppression' as kind, * from active_suppressions
    union all
    select 'refusal' as kind, * from active_refusals
)
select kind, 'address' as matched_by, address as key, is_final, lifted_after from facts
union all
select kind, 'person', person, is_final, lifted_after from facts
union all
select kind, 'person', named_person, is_final, lifted_after from facts;

-- The last moment at which each contact could have lifted a prohibition. Where a
-- consent could hide behind another spelling, one is assumed.
create table lifts as
with latest as (
    select key, max(occurred_at_first) as at from consent_events where key is not null group by key
)
select
    k.point,
    k.person,
    k.address,
    case
        when k.can_be_looked_up then greatest(
            coalesce(a.at, '-infinity'::timestamptz),
            coalesce(b.at, '-infinity'::timestamptz)
        )
        else 'infinity'::timestamptz
    end as consented_at
from contacts k
left join latest a on a.key = k.permission_key
left join latest b on b.key = k.loose_key;

-- The contacts that are kept in spite of a prohibition of one kind.
create macro kept_despite(wanted) as table
with standing as (
    select matched_by, key, bool_or(is_final) as is_final,
        max(lifted_after) filter (not is_final) as lifted_after
    from prohibitions
    where kind = wanted and key is not null
    group by matched_by, key
)
select k.point
from lifts k
left join standing a on a.matched_by = 'address' and a.key = k.address
left join standing p on p.matched_by = 'person' and p.key = k.person
where
    coalesce(a.is_final, false)
    or coalesce(p.is_final, false)
    or coalesce(a.lifted_after >= k.consented_at, false)
    or coalesce(p.lifted_after >= k.consented_at, false);
