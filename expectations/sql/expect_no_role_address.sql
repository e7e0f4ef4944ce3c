-- Mailboxes of a function, such as info@, that stand for an individual.
select row from role_addresses
