"""Overlap: which reasons hold for the same contacts."""

from __future__ import annotations

import polars as pl

from hygiene.vocabulary import Decision


def reason_overlaps(decisions: pl.LazyFrame) -> pl.DataFrame:
    """Return `reasons`, `contacts`: the sets of reasons that removed contacts have.

    Every removed contact is in one set, so that `contacts` adds up to the removed
    ones. `reasons` (List) is in precedence order; most contacts first.

    >>> decisions = pl.LazyFrame(
    ...     {"decision": ["remove", "keep"], "reasons": [["minor", "paused"], []]}
    ... )
    >>> reason_overlaps(decisions).rows()
    [(['minor', 'paused'], 1)]
    """
    said = pl.col("reasons").list.join("|").alias("_said")
    return (
        decisions.filter(pl.col("decision") == Decision.REMOVE)
        .group_by(said)
        .agg(contacts=pl.len().cast(pl.Int64))
        .sort("contacts", "_said", descending=[True, False])
        .select(pl.col("_said").str.split("|").alias("reasons"), "contacts")
        .collect()
    )
