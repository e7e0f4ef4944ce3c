-- Suppressions in force and in scope that no consent can lift.
CREATE TEMP TABLE unliftable AS SELECT * FROM suppressions WHERE
  list_contains($reasons, reason)
  AND (channel = '*' OR channel = $channel)
  AND (trim(controller) = '*' OR trim(controller) = $controller)
  AND (trim(purpose) = '*' OR trim(purpose) = $purpose
       OR starts_with($purpose, trim(purpose) || '.'))
  AND effective_from_first <= $as_of::TIMESTAMPTZ
  AND (effective_until_last IS NULL OR effective_until_last > $as_of::TIMESTAMPTZ)
  AND recorded_at_first <= $known_at::TIMESTAMPTZ
  AND ($marketing OR coalesce(blocks, CASE WHEN list_contains($all_messages, reason)
       THEN 'all' ELSE 'marketing' END) = 'all')
