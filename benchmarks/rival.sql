-- The same decision and primary reason for the benchmark's world, by hand.
-- ASCII addresses and the features that the world holds; nothing else of the contract.
create temp macro strict(t) as lower(trim(t, E' \t\r\n'));
create temp macro wide(t) as regexp_replace(strict(t), '^([^+@]+)\+[^@]*@', '\1@');

create temp table a as
select row_number() over () - 1 as row, strict(email) as k, wide(email) as w,
       nullif(trim(contact_id), '') as p, coalesce(subscriber_type, 'individual') as kind,
       coalesce(trim(source), '') <> '' as origin,
       regexp_full_match(strict(email), '[a-z0-9.+_-]+@[a-z0-9.-]+\.[a-z]+') as valid
from read_parquet('audience.parquet');

create temp table e as
select *, strict(address) as k, wide(address) as w, nullif(trim(contact_id), '') as p,
       controller = 'northpay' as ours,
       controller = 'northpay' and channel = 'email' and purpose = 'marketing.newsletter' as scoped,
       action in ('given', 'confirmed') as says_yes,
       coalesce(method, '') in ('preticked_box', 'import', 'purchased_list', 'referral') as refused
from read_parquet('consents.parquet');

-- Strongest claim of each address: 1 consent, 2 soft opt-in; gaps as the contract ranks.
create temp table claims as
select k, min(ground) as ground, min(gap) as gap, max(lift) as lift from (
  select k, case when scoped and says_yes and not refused then 1 end as ground,
         case when scoped and says_yes and refused then 17
              when scoped and action = 'requested' then 19
              when says_yes and ours and channel = 'email' then 21
              when says_yes and ours then 22
              when says_yes then 26 end as gap,
         case when scoped and says_yes and not refused then occurred_at end as lift
  from e where action in ('given', 'confirmed', 'requested')
           and occurred_at <= timestamptz '2026-11-24 09:00:00Z'
           and recorded_at <= timestamptz '2026-11-24 09:00:00Z'
  union all
  select strict(address),
         case when meets and fresh then 2 end,
         case when meets and not fresh then 23
              when controller = 'northpay' and role = 'controller' then 24
              when role = 'processor' then 25 else 26 end,
         null
  from (select *, controller = 'northpay' and role = 'controller'
                  and kind in ('purchase', 'negotiation', 'contract')
                  and opt_out_offered as meets,
               cast(timezone('Europe/London', occurred_at) as date) >= date '2023-11-24' as fresh
        from read_parquet('relationships.parquet')
        where occurred_at <= timestamptz '2026-11-24 09:00:00Z'))
group by k;

create temp table yes as
select k, w, p from e where scoped and says_yes
  and occurred_at <= timestamptz '2026-11-24 09:00:00Z'
  and recorded_at <= timestamptz '2026-11-24 09:00:00Z';
create temp table other as
select distinct row from (
  select a.row from a join (select w, min(k) as lo, max(k) as hi from yes group by w) y
    on a.w = y.w where a.k <> y.lo or a.k <> y.hi
  union all
  select a.row from a join (select p, min(k) as lo, max(k) as hi from yes group by p) y
    on a.p = y.p where a.k <> y.lo or a.k <> y.hi);

create temp table facts as
select case match when 'address' then wide(value) when 'sha256' then lower(value) end as v,
       case match when 'contact_id' then trim(value) end as p, match,
       case reason when 'erased' then 4 when 'objected' then 5 when 'complained' then 6
            when 'unsubscribed' then 7 when 'on_register' then 9 when 'paused' then 10
            when 'hard_bounced' then 11 end as reason,
       reason in ('erased', 'objected', 'unsubscribed') as liftable, effective_from as since
from read_parquet('suppressions.parquet')
where channel in ('email', '*') and purpose in ('*', 'marketing', 'marketing.newsletter')
  and effective_from <= timestamptz '2026-11-24 09:00:00Z'
union all
select w, p, 'address', case action when 'withdrawn' then 12 else 13 end, true, occurred_at
from e where action in ('withdrawn', 'refused') and controller = 'northpay'
  and channel in ('email', '*') and purpose in ('*', 'marketing', 'marketing.newsletter')
  and least(occurred_at, recorded_at) <= timestamptz '2026-11-24 09:00:00Z'
  and recorded_at <= timestamptz '2026-11-24 09:00:00Z';

create temp table lifted as
select a.row, a.w, a.k, a.p, c.lift from a left join claims c on a.k = c.k;
create temp table blocked as
select row, min(reason) as reason from (
  select l.row, f.reason, f.liftable, f.since, l.lift from lifted l join facts f on l.w = f.v and f.match = 'address'
  union all
  select l.row, f.reason, f.liftable, f.since, l.lift from lifted l join facts f on l.p = f.p
  union all
  select l.row, f.reason, f.liftable, f.since, l.lift from lifted l join facts f on sha256(l.k) = f.v and f.match = 'sha256'
  union all
  select l.row, f.reason, f.liftable, f.since, l.lift from lifted l join facts f on sha256(l.w) = f.v and f.match = 'sha256')
where not ((liftable and coalesce(lift > since, false)) or (reason = 9 and lift is not null))
group by row;

create temp table capped as
select strict(address) as k from read_parquet('sends.parquet')
where sent_at > timestamptz '2026-11-17 09:00:00Z' and sent_at <= timestamptz '2026-11-24 09:00:00Z'
group by 1 having count(*) >= 2;

create temp table judged as
select a.row, a.k,
       least(case when not a.valid then 1 end, b.reason,
             case when c.ground is null and not (a.kind = 'corporate' and a.origin)
                  then least(c.gap, case when o.row is not null then 20 end, 27) end,
             case when p.k is not null then 29 end) as reason
from a left join claims c on a.k = c.k left join blocked b on a.row = b.row
       left join other o on a.row = o.row left join capped p on a.k = p.k;

copy (
  select row, case when reason is null then 'keep' else 'remove' end as decision,
         case when reason is not null then list_extract([
           'address_invalid', 'deceased', 'minor', 'erased', 'objected', 'complained',
           'unsubscribed', 'blocked', 'on_register', 'paused', 'hard_bounced',
           'consent_withdrawn', 'consent_refused', 'wording_invalid', 'evidence_missing',
           'x', 'method_refused', 'consent_expired', 'consent_pending', 'other_address',
           'other_purpose', 'other_channel', 'relationship_expired', 'transaction_only',
           'processor_only', 'other_controller', 'unknown_origin', 'role_address',
           'frequency_cap', 'duplicate'], reason) end as reason
  from (select row, case when reason is null
                          and row_number() over (partition by k, reason is null order by row) > 1
                         then 30 else reason end as reason
        from judged) order by row
) to 'rival.parquet';
