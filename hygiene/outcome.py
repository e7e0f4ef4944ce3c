"""The outcome as rows: the audience as given, parted by decision, in its order."""

from __future__ import annotations

import polars as pl

from hygiene.deciding import Decided
from hygiene.keys.domains import domain_of
from hygiene.keys.lookalikes import meant_domain
from hygiene.transforms.decide import explanation
from hygiene.vocabulary import Decision, Flag

_DECISION = "_hygiene_decision"
_KEY = "_hygiene_key"


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
            (explanation() + _suggestion()).alias("explanation"),
        ],
    )
    return parted.filter(pl.col(_DECISION) == Decision.REMOVE).drop(_DECISION)


def flagged_rows(decided: Decided) -> pl.DataFrame:
    """Return what is to be reviewed: see `hygiene.screening.Screening.flagged`."""
    return (
        pl.concat([decided.decisions, _address(decided)], how="horizontal")
        .filter(pl.col("flags").list.len() > 0)
        .select(
            "row",
            "contact_id",
            "decision",
            "flags",
            address=_KEY,
            suggested_domain=meant_domain(domain_of(pl.col(_KEY))),
        )
        .collect()
    )


def _suggestion() -> pl.Expr:
    """Return the domain that may have been meant, in words, or nothing."""
    meant = meant_domain(domain_of(pl.col(_KEY)))
    words = pl.format(" The domain may be a slip for {}.", meant)
    is_typo = pl.col("flags").list.contains(Flag.DOMAIN_TYPO.value)
    return pl.when(is_typo).then(words).otherwise(pl.lit(""))


def _address(decided: Decided) -> pl.LazyFrame:
    return decided.keyed.select(pl.col("strict_key").alias(_KEY))


def _beside(decided: Decided, columns: list[pl.Expr]) -> pl.LazyFrame:
    # Decisions and keys are in row order, one a row: they stand side by side, no join.
    beside = pl.concat([decided.decisions, _address(decided)], how="horizontal")
    return pl.concat([decided.audience, beside.select(columns)], how="horizontal")
