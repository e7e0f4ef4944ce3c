"""Labels: what a picture may call a group of contacts."""

from __future__ import annotations

import polars as pl

WITHHELD = "(looks like an address)"
"""Stands for labels that seem to hold personal values."""

OTHERS = "(others)"
"""Stands for the labels beyond those that are shown."""

UNKNOWN = "(none given)"
"""Stands for contacts without a label."""

_PERSONAL = r"@|[0-9][0-9 ()-]{6,}[0-9]"


def shown(label: pl.Expr) -> pl.Expr:
    """Return a label, unless it looks like an address: no person is named.

    >>> pl.select(shown(pl.lit("ann@example.com"))).item()
    '(looks like an address)'
    """
    is_personal = label.str.contains(_PERSONAL)
    return pl.when(is_personal).then(pl.lit(WITHHELD)).otherwise(label)


def top(frame: pl.LazyFrame, label: str, most: int) -> pl.LazyFrame:
    """Return the frame with all but its `most` commonest labels called `(others)`.

    Args:
        frame: `label` and `contacts`.
        label: The column of the labels; null is `(none given)`.
        most: How many labels stay.
    """
    named = frame.with_columns(shown(pl.col(label)).fill_null(UNKNOWN).alias(label))
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
