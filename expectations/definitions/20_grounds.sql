-- What permits a message (contract section 8), one way of judging a record at a time.

create macro is_refused(method, is_indirect, w) as
    coalesce(list_contains(w.refused_methods, lower(stripped(method))), false)
    or (is_indirect and w.refuses_indirect);

create macro is_enough(action, w) as action = 'confirmed' or not w.double_opt_in;

-- A wording that cannot be read is not on the list.
create view known_wordings as
select w.wording, w.invalidated_at_first
from wordings w
anti join dropped_from('wordings') d on d.id = w.wording
where w.flaws = 0;

-- Known statements of consent in exact scope, by someone on the list. A date without a
-- time counts once its day is over.
create table statements as
with scoped as (
    select
        permission_key(e.address, e.contact_id, c.default_region, c) as key,
        e.action,
        e.method,
        coalesce(e.collected_by, e.controller) <> e.controller as is_indirect,
        e.occurred_at_first,
        timezone(c.timezone, e.occurred_at_last)::date as day,
        coalesce(e.expires_at_first <= c.as_of, false) as is_expired,
        not c.has_wordings
            or coalesce(w.invalidated_at_first > c.as_of, w.wording is not null)
            as has_wording
    from consents e
    cross join campaign c
    left join known_wordings w on w.wording = e.wording
    anti join dropped_from('consents') d on d.id = e.event_id
    where
        e.flaws = 0
        and e.controller = c.controller
        and e.channel = c.channel
        and e.purpose = c.purpose
        and e.action in ('given', 'confirmed')
        and e.occurred_at_last <= c.as_of
        and e.recorded_at_last <= c.known_at
)
select s.* from scoped s semi join permission_keys k on k.key = s.key;

create table consented as
select distinct s.key, w.way
from statements s
join consent_ways w on is_enough(s.action, w) and not is_refused(s.method, s.is_indirect, w)
where
    s.has_wording
    and not s.is_expired
    and coalesce(s.day >= w.oldest, true)
    and (not s.is_indirect or coalesce(s.day >= w.oldest_indirect, true));

-- The last moment at which a contact could have lifted a prohibition: expiry and age
-- of a consent do not matter for that (contract section 7).
create table lifts as
select s.key, p.policy, max(s.occurred_at_first) as consented_at
from statements s
join policies p on is_enough(s.action, p) and not is_refused(s.method, s.is_indirect, p)
where s.has_wording
group by s.key, p.policy;

-- Known dealings with someone on the list, of whatever controller and role.
create table dealings as
with known as (
    select
        permission_key(r.address, r.contact_id, c.default_region, c) as key,
        r.controller = c.controller and r.role = 'controller' as is_own,
        r.role = 'processor' as is_processed,
        r.kind,
        r.category,
        coalesce(r.opt_out_offered, false) as opt_out_offered,
        timezone(c.timezone, r.occurred_at_last)::date as day
    from relationships r
    cross join campaign c
    anti join dropped_from('relationships') d on d.id = r.relationship_id
    where
        r.flaws = 0
        and r.occurred_at_last <= c.as_of
        and r.recorded_at_last <= c.known_at
)
select d.* from known d semi join permission_keys k on k.key = d.key;

create table dealt as
select distinct d.key, w.way
from dealings d
join dealing_ways w on
    list_contains(w.kinds, d.kind)
    and (d.opt_out_offered or not w.needs_offer)
    and (w.categories is null or coalesce(list_contains(w.categories, d.category), false))
    and coalesce(d.day >= w.oldest, true)
    and coalesce(d.day >= w.not_before, true)
where d.is_own;

-- A ground may be limited to some types of subscriber.
create macro is_for(subscriber_types, subscriber_type) as
    subscriber_types is null or list_contains(subscriber_types, subscriber_type);

create table grounded as
select k.id
from contacts k
join consent_ways w on w.policy = k.policy and is_for(w.subscriber_types, k.subscriber_type)
semi join consented p on p.key = k.permission_key and p.way = w.way
union
select k.id
from contacts k
join dealing_ways w on w.policy = k.policy and is_for(w.subscriber_types, k.subscriber_type)
semi join dealt p on p.key = k.permission_key and p.way = w.way
union
select k.id
from contacts k
join regimes r on r.policy = k.policy and is_for(r.subscriber_types, k.subscriber_type)
where k.has_origin;

-- Contacts without a ground, and what dealings brought them into the books.
create table ungrounded as
with known as (
    select key, bool_or(is_own) as is_own, bool_or(is_processed) as is_processed
    from dealings
    group by key
)
select
    k.id,
    k.row,
    coalesce(d.is_own, false) as is_dealt_with,
    coalesce(d.is_processed and not d.is_own, false) as is_processed
from contacts k
cross join campaign c
anti join grounded g on g.id = k.id
left join known d on d.key = k.permission_key
where c.is_marketing and k.is_valid;
