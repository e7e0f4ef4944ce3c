-- Contacts who have had as many messages as the campaign's limit allows.
select row from at_their_limit
