-- What must hold of a snapshot. Each statement counts what breaks it; the line before
-- it names it and says it. DuckDB runs them over the tables as they were written.

-- every_row_once: Every audience row is decided once, and nothing else is.
SELECT count(*) FROM (SELECT row FROM audience EXCEPT ALL SELECT row FROM decisions
UNION ALL (SELECT row FROM decisions EXCEPT ALL SELECT row FROM audience));

-- kept_or_removed: A row is kept without a reason, or removed with its first reason.
SELECT count(*) FROM decisions WHERE NOT coalesce(decision = 'keep' AND reason IS NULL
AND reasons IS NULL AND basis IS NOT NULL AND blocked_by IS NULL OR decision = 'remove'
AND basis IS NULL AND basis_evidence IS NULL AND reason = string_split(reasons, ' ')[1],
false);

-- kept_can_be_reached: Nobody is kept without a valid address.
SELECT count(*) FROM decisions d LEFT JOIN audience a USING (row) WHERE d.decision =
'keep' AND (d.pid IS NULL OR a.address_problem IS NOT NULL);

-- kept_once: No address is kept twice.
SELECT count(*) FROM (SELECT pid FROM decisions WHERE decision = 'keep' GROUP BY pid
HAVING count(*) > 1);

-- evidence_is_there: The record that proves a ground is among the stored ones, of that person.
SELECT count(*) FROM decisions d LEFT JOIN (SELECT ref, pid, person FROM consents UNION
ALL SELECT ref, pid, person FROM relationships) e ON d.basis_evidence = e.ref AND (d.pid
= e.pid OR d.person = e.person) WHERE d.basis_evidence IS NOT NULL AND e.ref IS NULL;

-- suppressed_is_removed: Nobody is kept against a suppression in force that no consent can lift.
WITH kept AS (SELECT a.* FROM decisions d JOIN audience a USING (row) WHERE d.decision =
'keep'), keys AS (SELECT row, unnest([wide, person, md5_strict, md5_wide, sha1_strict,
sha1_wide, sha256_strict, sha256_wide, sha512_strict, sha512_wide] ||
coalesce(string_split(domains, ' '), [])) AS key FROM kept)
SELECT count(DISTINCT row) FROM keys JOIN (SELECT unnest([wide, person, value]) AS key
FROM unliftable) USING (key);
