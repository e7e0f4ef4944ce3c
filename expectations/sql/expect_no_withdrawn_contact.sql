-- Contacts who withdrew or refused and did not consent anew.
select row from kept_despite('refusal')
