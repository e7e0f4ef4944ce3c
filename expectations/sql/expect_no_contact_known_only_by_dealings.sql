-- Contacts without a ground whom only dealings with the controller brought in.
select distinct row from ungrounded where is_dealt_with
