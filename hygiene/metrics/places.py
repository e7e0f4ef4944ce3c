"""Places: where contacts come from, and what becomes of them."""

from __future__ import annotations

import polars as pl

from hygiene.masking import withheld
from hygiene.metrics.flow import state
from hygiene.metrics.labels import top
from hygiene.text import stripped
from hygiene.vocabulary import Decision

_SHORT = 2
_MANY = 50
_SHARED = 10


def row_sources(decisions: pl.LazyFrame, source: pl.LazyFrame | None) -> pl.LazyFrame:
    """Return one column `source`, in row order: null in every row where there is none.

    Args:
        decisions: The decisions, in row order.
        source: One column `source` in the same order, or None when there is none.
    """
    if source is not None:
        return source
    return decisions.with_columns(source=pl.lit(None, pl.String)).select("source")


def by_source(decisions: pl.LazyFrame, source: pl.LazyFrame | None) -> pl.DataFrame:
    """Return `source`, `kept`, `removed`: contacts by where their row came from.

    Args:
        decisions: The decisions, in row order.
        source: One column `source` in the same order, or None when there is none.
    """
    source = row_sources(decisions, source)
    kept = pl.col("decision") == Decision.KEEP
    return (
        pl.concat([decisions.select("decision"), source], how="horizontal")
        .with_columns(withheld(pl.col("source")).alias("source"))
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


def names_groups(labels: pl.LazyFrame) -> bool:
    """Return whether a column names groups, and not single contacts.

    It does not if most contacts have a value of their own, nor if it has more than 50
    values that fewer than 10 contacts each share, on average. Values of two characters
    at most, such as countries, name nobody.

    >>> names_groups(pl.LazyFrame({"segment": ["new", "new", "old", "old"]}))
    True
    >>> names_groups(pl.LazyFrame({"name": ["Ann", "Bob", "Bob", "Cara"]}))
    False
    """
    value = stripped(pl.all().cast(pl.String))
    filled = labels.select(label=value).filter(pl.col("label").str.len_chars() > _SHORT)
    groups, contacts = (
        filled.select(groups=pl.col("label").n_unique(), contacts=pl.len())
        .collect()
        .row(0)
    )
    is_many = groups > _MANY and groups * _SHARED > contacts
    return not is_many and groups * 2 <= contacts
