"""Freshness: how old each suppression list is when the decision speaks."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from hygiene.freshness import Age, ages
from hygiene.inputs import Inputs
from hygiene.metrics.labels import shown
from hygiene.sources.staging import Staged

_A_DAY = 86_400
_SCHEMA: dict[str, pl.DataType] = {
    "list": pl.String(),
    "files": pl.Int64(),
    "taken_at": pl.Datetime("us", "UTC"),
    "said_by": pl.String(),
    "age_days": pl.Float64(),
    "limit_days": pl.Float64(),
    "state": pl.String(),
}


def suppression_freshness(inputs: Inputs, staged: Staged) -> pl.DataFrame:
    """Return one row a suppression list: how old it is, and how old it may be.

    Args:
        inputs: What the screening reads.
        staged: The staged suppressions.

    Returns:
        `list` (its file, the first where there are several), `files`, `taken_at`,
        `said_by` (`as_at`, `newest record` or null), `age_days` at `as_of`,
        `limit_days` (null where the campaign sets none) and `state`: `fresh`, `stale`
        or `no limit`. In the order of the campaign.
    """
    found = ages(inputs.campaign, inputs.evidence.get("suppressions", []), staged)
    rows = [[*_row(age, inputs)] for age in found]
    table = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return table.with_columns(shown(pl.col("list")).alias("list"))


def _row(age: Age, inputs: Inputs) -> Iterator[object]:
    as_of = inputs.campaign.as_of
    yield age.entry.sources[0].label
    yield len(age.entry.sources)
    yield age.taken
    yield "as_at" if age.entry.as_at else "newest record" if age.taken else None
    yield age.taken and (as_of - age.taken).total_seconds() / _A_DAY
    yield age.earliest and (as_of - age.earliest).total_seconds() / _A_DAY
    yield "no limit" if age.earliest is None else "stale" if age.is_stale else "fresh"
