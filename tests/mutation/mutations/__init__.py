"""Every way in which the transform is broken."""

from tests.mutation.mutations import (
    claims,
    days,
    keys,
    lifting,
    people,
    permission,
    prohibition,
    reading,
    reasons,
    rows,
    times,
)

TOPICS = {
    "A reason is dropped": reasons.MUTATIONS,
    "A yes is read too widely": permission.MUTATIONS,
    "A yes counts for somebody else": people.MUTATIONS,
    "A no is read too narrowly": prohibition.MUTATIONS,
    "A no is lifted too easily": lifting.MUTATIONS,
    "A comparison is off by one": times.MUTATIONS,
    "A day or a zone is read wrongly": days.MUTATIONS,
    "A table is read wrongly": reading.MUTATIONS,
    "One address is taken for two": keys.MUTATIONS,
    "Rows are lost, doubled or changed": rows.MUTATIONS,
    "What is said of the rows is wrong": claims.MUTATIONS,
}
MUTATIONS = tuple(mutation for topic in TOPICS.values() for mutation in topic)
