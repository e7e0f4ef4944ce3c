-- Contacts without a ground whose data are held for another controller alone.
select distinct row from ungrounded where is_processed
