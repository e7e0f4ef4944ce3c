-- Contacts without a ground whose data are held for another controller alone.
select row from ungrounded where is_processed
