-- Ids that stand in one table more than once.
select row from repeated_ids where not is_dropped
