-- Addresses that a campaign does without, and how often it may write.

create view role_addresses as
select distinct k.row
from contacts k, campaign c
where
    c.removes_roles
    and k.subscriber_type <> 'corporate'
    and split_part(k.strict_key, '@', 1) in (select name from role_mailboxes);

create view disposable_addresses as
select distinct k.row
from contacts k, campaign c
where
    c.removes_disposable
    and split_part(k.strict_key, '@', -1) in (select domain from disposable_domains);

create view at_their_limit as
with counted as (
    select strict_key(s.address, c.channel, c.default_region) as key, c.max_sends
    from sends s
    cross join campaign c
    anti join dropped_from('sends') d on d.id = s.send_id
    where
        c.max_sends is not null
        and s.controller = c.controller
        and s.channel = c.channel
        and s.flaws = 0
        and s.sent_at_last > c.sends_since
        and s.sent_at_last <= least(c.as_of, c.known_at)
),
full_up as (
    select key
    from counted
    where key is not null
    group by key
    having count(*) >= any_value(max_sends)
)
select distinct k.row from contacts k semi join full_up f on f.key = k.strict_key;
