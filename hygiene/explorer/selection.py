"""Selections: which contacts of a screening to look at."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from hygiene.vocabulary import Decision

REMOVED = "removed"
"""A choice beside `kept` and the reasons."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which contacts to look at; None is any.

    Attributes:
        reason: A primary reason, or `kept` or `removed`.
        source: Where the row came from.
        period: A year such as `2026`, a quarter such as `2026 Q3`, or `no record`.
    """

    reason: str | None = None
    source: str | None = None
    period: str | None = None


def is_reason(reason: str | None) -> pl.Expr:
    """Return whether a contact is of a reason, or kept or removed."""
    if reason == REMOVED:
        return pl.col("decision") == Decision.REMOVE
    return pl.lit(value=True) if reason is None else pl.col("state") == reason


def is_source(source: str | None) -> pl.Expr:
    """Return whether a contact has the label of a source."""
    return pl.lit(value=True) if source is None else pl.col("source") == source


def is_period(period: str | None) -> pl.Expr:
    """Return whether a contact is filed under a period."""
    if period is None:
        return pl.lit(value=True)
    return pl.col("quarter").str.starts_with(period)
