-- Rows of the audience that were not written as they were given, in their order.
select coalesce(row, 0) as row from changed
