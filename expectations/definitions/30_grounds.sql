-- What could permit a message (contract section 8). A ground needs more than stands
-- here: wording, method, age and category are left out, so nobody is refused wrongly.

-- Whether the source of a contact suffices: `types` are the subscriber types for which
-- some policy says so, '*' being all of them.
create macro source_suffices(origin, subscriber_type, types) as
    origin is not null
    and (
        list_contains(types, '*')
        or list_contains(types, subscriber_type)
        or (subscriber_type = '*' and len(types) > 0)
    );

-- Known yeses for exactly this controller, channel and purpose. A date without a time
-- counts once its day is over.
create table consent_events as
select
    evidence_key(e.address, e.contact_id, c.permission_key, c.channel) as key,
    e.occurred_at_first
from consents e, campaign c
where
    e.controller = c.controller
    and e.channel = c.channel
    and e.purpose = c.purpose
    and (e.action = 'confirmed' or (e.action = 'given' and c.given_is_consent))
    and e.occurred_at_last <= c.as_of
    and e.recorded_at_last <= c.known_at;

-- Every record of dealings, of whatever controller, role and time.
create table dealings as
select
    evidence_key(r.address, r.contact_id, c.permission_key, c.channel) as key,
    r.controller = c.controller
    and r.role = 'controller'
    and list_contains(c.relationship_kinds, r.kind)
    and (r.opt_out_offered or list_contains(c.kinds_without_offer, r.kind))
    and r.occurred_at_last <= c.as_of
    and r.recorded_at_last <= c.known_at as could_be_ground
from relationships r, campaign c;

create view grounds as
select e.key from consent_events e, campaign c where c.consent_is_ground and e.key is not null
union all
select key from dealings where could_be_ground and key is not null;

-- Contacts for whom no ground is on record, and whether they are in the relationships
-- table at all.
create view ungrounded as
select
    k.*,
    coalesce(k.permission_key in (select key from dealings where key is not null), false)
    or coalesce(k.loose_key in (select key from dealings where key is not null), false)
        as has_dealings
from contacts k, campaign c
where
    c.is_marketing
    and k.can_be_looked_up
    and not coalesce(k.permission_key in (select key from grounds), false)
    and not coalesce(k.loose_key in (select key from grounds), false)
    and not source_suffices(k.origin, k.subscriber_type, c.source_types);
