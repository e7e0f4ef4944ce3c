"""Timeline: what is on record about one contact, in lanes."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from hygiene.campaign import Campaign
from hygiene.metrics.labels import shown
from hygiene.times import CALENDAR

LANES = {
    "consents": "consents",
    "relationships": "dealings",
    "suppressions": "suppressions",
    "sends": "sends",
}
"""The lane of each table, from top to bottom."""

_EDGE = timedelta(days=2)
"""So far from the ends of the calendar, a time exists in any zone."""

DECISION = "decision"
"""The lane of the moment of decision."""


def timeline(records: pl.DataFrame, campaign: Campaign) -> pl.DataFrame:
    """Return one row a record of a contact and one for the decision, by lane and time.

    Args:
        records: The records of an explanation.
        campaign: The campaign; times are those of its zone.

    Returns:
        `lane`, `at` (the middle of the day where only that is known), `ends` (null:
        none is on record), `what`, `effect` (a code of the explanation) and `record`.
        No address is in it.
    """
    zone = campaign.timezone
    marks = records.select(
        lane=pl.col("table").replace_strict(LANES, return_dtype=pl.String),
        at=(pl.col("at") + (pl.col("until") - pl.col("at")) / 2),
        ends="ends",
        what=shown(pl.col("what")),
        effect="effect",
        record="id",
    )
    decision = pl.DataFrame(
        {"lane": DECISION, "at": campaign.as_of, "what": DECISION},
        {"lane": pl.String, "at": marks.schema["at"], "what": pl.String},
    )
    order = [*LANES.values(), DECISION]
    first, last = (
        moment + _EDGE * side for moment, side in zip(CALENDAR, (1, -1), strict=True)
    )
    times = pl.col("at", "ends").clip(first, last).dt.convert_time_zone(zone)
    return (
        pl.concat([marks, decision], how="diagonal")
        .with_columns(times)
        .sort(pl.col("lane").replace_strict(order, range(len(order))), "at", "record")
    )
