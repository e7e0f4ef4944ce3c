"""Places: where contacts come from, and what becomes of them."""

from __future__ import annotations

import polars as pl

from hygiene.metrics.flow import state
from hygiene.metrics.labels import shown, top
from hygiene.vocabulary import Decision


def by_source(decisions: pl.LazyFrame, source: pl.LazyFrame | None) -> pl.DataFrame:
    """Return `source`, `kept`, `removed`: contacts by where their row came from.

    Args:
        decisions: The decisions, in row order.
        source: One column `source` in the same order, or None when there is none.
    """
    if source is None:
        source = decisions.with_columns(source=pl.lit(None, pl.String)).select("source")
    kept = pl.col("decision") == Decision.KEEP
    return (
        pl.concat([decisions.select("decision"), source], how="horizontal")
        .with_columns(shown(pl.col("source")).alias("source"))
        .group_by("source")
        .agg(kept=kept.sum(), removed=(~kept).sum())
        .sort("source", nulls_last=True)
        .collect()
    )


def reasons_by(
    decisions: pl.LazyFrame, labels: pl.LazyFrame, *, most: int = 12
) -> pl.DataFrame:
    """Return `label`, `reason`, `contacts`: what becomes of each group of contacts.

    Args:
        decisions: The decisions, in row order.
        labels: One column, such as the country, in the same order.
        most: How many groups have a name; the rest are `(others)`.

    Returns:
        `reason` is the primary one, or `kept`; most contacts first.
    """
    (name,) = labels.collect_schema().names()
    label = labels.select(pl.col(name).cast(pl.String).alias("label"))
    counted = (
        pl.concat([decisions.select(reason=state()), label], how="horizontal")
        .group_by("label", "reason")
        .agg(contacts=pl.len().cast(pl.Int64))
    )
    return (
        top(counted, "label", most)
        .group_by("label", "reason")
        .agg(pl.col("contacts").sum())
        .sort("contacts", "label", "reason", descending=[True, False, False])
        .collect()
    )
