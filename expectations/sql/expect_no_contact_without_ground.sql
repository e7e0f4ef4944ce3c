-- Contacts without a ground on record whom no known dealings brought in either.
select distinct row from ungrounded where not is_dealt_with and not is_processed
