-- Consents and dealings that happened after the instant which is decided for.
select e.row from consents e, campaign c where e.occurred_at_first > c.as_of
union all
select r.row from relationships r, campaign c where r.occurred_at_first > c.as_of
