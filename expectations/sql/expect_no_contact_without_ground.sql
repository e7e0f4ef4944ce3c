-- Contacts without a recorded ground who have no dealings on record either.
select point from ungrounded where not has_dealings
