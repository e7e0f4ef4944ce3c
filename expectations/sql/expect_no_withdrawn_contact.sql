-- Contacts who withdrew or refused and did not consent anew.
select point from kept_despite('refusal')
