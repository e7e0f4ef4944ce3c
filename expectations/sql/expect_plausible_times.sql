-- Times before 1995: an empty cell that some program wrote as its first day.
select row from consents where occurred_at_first < '1995-01-01 00:00:00+00'
union all
select row from relationships where occurred_at_first < '1995-01-01 00:00:00+00'
union all
select row from suppressions where effective_from_first < '1995-01-01 00:00:00+00'
union all
select row from sends where sent_at_first < '1995-01-01 00:00:00+00'
