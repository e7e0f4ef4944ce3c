"""Removals: how many contacts each reason takes away."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from hygiene.vocabulary import Decision, Reason

_RANK = {reason.value: reason.place for reason in Reason}


def totals(decisions: pl.LazyFrame) -> pl.DataFrame:
    """Return one row: `audience`, `kept` and `removed` contacts."""
    kept = pl.col("decision") == Decision.KEEP
    return decisions.select(
        audience=pl.len(), kept=kept.sum(), removed=(~kept).sum()
    ).collect()


def removals_by_reason(decisions: pl.LazyFrame) -> pl.DataFrame:
    """Return `reason`, `contacts`, `also`: primary counts, and counts of any place.

    One row a reason that occurs, in precedence order; `contacts` adds up to the
    removed contacts, `also` counts a contact under each of its reasons.
    """
    removed = decisions.filter(pl.col("decision") == Decision.REMOVE)
    primary = removed.group_by("reason").agg(contacts=pl.len())
    every = (
        removed.select(pl.col("reasons").explode().alias("reason"))
        .group_by("reason")
        .agg(also=pl.len())
    )
    return (
        every.join(primary, on="reason", how="left", validate="1:1")
        .select("reason", pl.col("contacts").fill_null(0), "also")
        .sort(pl.col("reason").replace_strict(_RANK, return_dtype=pl.UInt8))
        .collect()
    )


def kept_by_basis(decisions: pl.LazyFrame) -> pl.DataFrame:
    """Return `basis`, `contacts`: kept contacts by ground, most first."""
    return (
        decisions.filter(pl.col("decision") == Decision.KEEP)
        .group_by("basis")
        .agg(contacts=pl.len())
        .sort("contacts", "basis", descending=[True, False])
        .collect()
    )


def waterfall(decisions: pl.LazyFrame) -> pl.DataFrame:
    """Return `step`, `contacts`, `left`: from the audience to the kept contacts.

    The first step is `audience`; then one step a primary reason, most contacts
    first, that takes `contacts` away and leaves `left`; the last step is `kept`.
    """
    total = totals(decisions).row(0, named=True)
    return steps(total, removals_by_reason(decisions))


def steps(total: Mapping[str, int], removals: pl.DataFrame) -> pl.DataFrame:
    """Return the steps of a waterfall, from counts that are already there.

    Args:
        total: `audience` and `kept`.
        removals: What `removals_by_reason` returns.

    >>> counted = {"reason": ["paused"], "contacts": [2], "also": [2]}
    >>> steps({"audience": 5, "kept": 3}, pl.DataFrame(counted)).rows()
    [('audience', 5, 5), ('paused', 2, 3), ('kept', 3, 3)]
    """
    reasons = removals.filter(pl.col("contacts") > 0)
    taken = reasons.sort("contacts", "reason", descending=[True, False]).select(
        step="reason",
        contacts=pl.col("contacts").cast(pl.Int64),
    )
    left = total["audience"] - taken["contacts"].cum_sum()
    ends = {
        "step": ["audience", "kept"],
        "contacts": [total["audience"], total["kept"]],
    }
    edge = pl.DataFrame(ends).with_columns(left=pl.col("contacts"))
    return pl.concat(
        [edge.head(1), taken.with_columns(left=left), edge.tail(1)], how="vertical"
    )
