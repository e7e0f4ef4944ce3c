"""The outcome as rows: the audience as given, parted by decision, in its order."""

from __future__ import annotations

import polars as pl

from hygiene.deciding import Decided
from hygiene.transforms.decide import explanation
from hygiene.vocabulary import Decision

_DECISION = "_hygiene_decision"


def kept_rows(decided: Decided) -> pl.LazyFrame:
    """Return the kept rows: columns, values and order exactly as given."""
    parted = _beside(decided, [pl.col("decision").alias(_DECISION)])
    return parted.filter(pl.col(_DECISION) == Decision.KEEP).drop(_DECISION)


def removed_rows(decided: Decided) -> pl.LazyFrame:
    """Return the removed rows as given, plus `reason`, `reasons`, `explanation`."""
    parted = _beside(
        decided,
        [
            pl.col("decision").alias(_DECISION),
            pl.col("reason"),
            pl.col("reasons"),
            explanation().alias("explanation"),
        ],
    )
    return parted.filter(pl.col(_DECISION) == Decision.REMOVE).drop(_DECISION)


def _beside(decided: Decided, columns: list[pl.Expr]) -> pl.LazyFrame:
    decided.require_unchanged()
    # Decisions are in row order, one a row: the two stand side by side, no join.
    return pl.concat(
        [decided.audience, decided.decisions.select(columns)], how="horizontal"
    )
