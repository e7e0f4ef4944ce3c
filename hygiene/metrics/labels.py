"""Labels: what a picture may call a group of contacts."""

from __future__ import annotations

import polars as pl

from hygiene.masking import withheld

OTHERS = "(others)"
"""Stands for the labels beyond those that are shown."""

UNTOLD = "reasons not told"
"""Stands for reasons whose counts are not told."""

UNKNOWN = "(none given)"
"""Stands for contacts without a label."""


def top(frame: pl.LazyFrame, label: str, most: int) -> pl.LazyFrame:
    """Return the frame with all but its `most` commonest labels called `(others)`.

    Args:
        frame: `label` and `contacts`.
        label: The column of the labels; null is `(none given)`.
        most: How many labels stay.
    """
    named = frame.with_columns(withheld(pl.col(label)).fill_null(UNKNOWN).alias(label))
    ranked = (
        named.group_by(label)
        .agg(_all=pl.col("contacts").sum())
        .sort("_all", label, descending=[True, False])
        .head(most)
    )
    kept = named.join(ranked, on=label, how="left", validate="m:1")
    is_top = pl.col("_all").is_not_null()
    return kept.with_columns(
        pl.when(is_top).then(label).otherwise(pl.lit(OTHERS)).alias(label)
    ).drop("_all")
