-- Past sends to people who were already known not to want them.
select row from careless_sends
