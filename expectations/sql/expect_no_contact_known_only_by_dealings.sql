-- Contacts without a ground whom only dealings with the controller brought in.
select row from ungrounded where is_dealt_with
