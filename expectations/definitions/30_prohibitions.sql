-- What forbids a message (contract sections 5 to 7), matched as widely as may be.

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
    coalesce(stripped(controller), '*') in (c.controller, '*')
    and coalesce(stripped(channel), '*') in (c.channel, '*')
    and (
        coalesce(stripped(purpose), '*') in (c.purpose, '*')
        or starts_with(c.purpose, stripped(purpose) || '.')
    );

-- In force at as_of. The end of a date without a time is the end of its day; an exact
-- end is itself no longer in force. A start that cannot be read is long past.
create macro is_in_force(from_first, until_first, until_last, as_of) as
    coalesce(from_first <= as_of, true)
    and case
        when until_last is null then true
        when until_first = until_last then as_of < until_last
        else as_of <= until_last
    end;

create macro domain_key(txt) as case when txt is not null then odd_domain(txt) end;

-- Suppressions in scope, active or not, with the key under which each one names somebody.
create table scoped_suppressions as
with scoped as (
    select
        coalesce(filled(s.match), 'address') as matched_by,
        s.value,
        s.contact_id as person,
        not r.is_liftable and s.reason <> 'on_register' as is_final,
        s.reason = 'on_register' as is_register,
        coalesce(filled(s.blocks), r.blocks) as blocks,
        s.effective_from_first, s.effective_from_last,
        s.effective_until_first, s.effective_until_last,
        s.recorded_at_first, s.recorded_at_last
    from suppressions s
    join suppression_reasons r on r.reason = s.reason
    cross join campaign c
    where in_scope(s.controller, s.channel, s.purpose, c)
)
select
    s.* exclude (value),
    case s.matched_by
        when 'address' then wide_key(s.value, c.channel, c.default_region)
        when 'contact_id' then s.value
        when 'domain' then domain_key(s.value)
        else lower(s.value)
    end as key
from scoped s, campaign c;

-- Active suppressions. is_final: nothing lifts it. A register yields to any lifting
-- consent where the policy of the contact says so.
create view active_suppressions as
select
    s.matched_by, s.key, s.person, s.is_final, s.is_register,
    s.effective_from_last as began_at
from scoped_suppressions s, campaign c
where
    is_in_force(
        s.effective_from_first, s.effective_until_first, s.effective_until_last, c.as_of
    )
    and coalesce(s.recorded_at_first <= c.known_at, true)
    and (c.is_marketing or s.blocks = 'all');

-- Active withdrawals and refusals in scope; a client's clock may run ahead of ours.
create view active_refusals as
select
    'address' as matched_by,
    wide_key(e.address, c.channel, c.default_region) as key,
    e.contact_id as person,
    false as is_final,
    false as is_register,
    e.occurred_at_last as began_at
from consents e, campaign c
where
    c.is_marketing
    and e.action in ('withdrawn', 'refused')
    and in_scope(e.controller, e.channel, e.purpose, c)
    and least(e.occurred_at_first, e.recorded_at_first) <= c.as_of
    and e.recorded_at_first <= c.known_at;

create view prohibitions as
with facts as (
    select 'suppression' as kind, * from active_suppressions
    union all
    select 'refusal' as kind, * from active_refusals
)
select kind, matched_by, key, is_final, is_register, began_at
from facts
union all
select kind, 'contact_id', person, is_final, is_register, began_at
from facts
where person is not null;

-- What stands against each key: for the whole of it, the strongest fact decides.
create table standing as
select
    kind,
    matched_by,
    key,
    bool_or(is_final) as is_final,
    bool_or(is_register) as is_register,
    bool_or(not is_final and not is_register) as is_liftable,
    max(coalesce(began_at, 'infinity')) filter (not is_final and not is_register) as began_at
from prohibitions
where key is not null
group by kind, matched_by, key;

-- Every key under which a contact may be prohibited.
create view contact_digests as
with keys as (
    select id, strict_key as key from contacts where strict_key is not null
    union all
    select id, wide_key from contacts where wide_key is distinct from strict_key
),
wanted as (
    select distinct matched_by as algorithm
    from standing
    where matched_by in ('md5', 'sha1', 'sha256', 'sha512')
)
select
    k.id,
    w.algorithm as matched_by,
    digest(w.algorithm, k.key) as key
from keys k, wanted w
where k.key is not null;

create view contact_domains as
with domains as (
    select distinct split_part(strict_key, '@', -1) as domain
    from contacts, campaign c
    where
        c.channel = 'email'
        and strict_key is not null
        and exists (select 1 from standing where matched_by = 'domain')
),
parents as (
    select domain, unnest(range(len(string_split(domain, '.')))) as level
    from domains
)
select
    k.id,
    'domain' as matched_by,
    array_to_string(string_split(p.domain, '.')[p.level + 1:], '.') as key
from parents p
join contacts k on split_part(k.strict_key, '@', -1) = p.domain;

create table hits as
select k.id, s.* exclude (matched_by, key)
from contacts k
join standing s on s.matched_by = 'address' and s.key = k.wide_key
union all
select k.id, s.* exclude (matched_by, key)
from contacts k
join standing s on s.matched_by = 'contact_id' and s.key = k.person
union all
select d.id, s.* exclude (matched_by, key)
from contact_digests d
join standing s on s.matched_by = d.matched_by and s.key = d.key
union all
select d.id, s.* exclude (matched_by, key)
from contact_domains d
join standing s on s.matched_by = d.matched_by and s.key = d.key;

-- The contacts that are kept in spite of a prohibition of one kind.
create macro kept_despite(wanted) as table
select distinct k.row
from hits h
join contacts k on k.id = h.id
join policies p on p.policy = k.policy
left join lifts l on l.key = k.permission_key and l.policy = k.policy
where
    h.kind = wanted
    and (
        h.is_final
        or (h.is_register and not (p.consent_lifts_register and l.key is not null))
        or (h.is_liftable and not coalesce(l.consented_at > h.began_at, false))
    );
