-- Sends after the instant which is decided for.
select s.row from sends s, campaign c where s.sent_at_first > c.as_of
