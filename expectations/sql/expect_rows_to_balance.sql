-- One row for each row that was lost or invented.
select row, unnest(range(abs(kept + removed - audience))) as n from totals
