"""Flow: who moved between which states, from one decision to another."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from hygiene.errors import InputError, nearest
from hygiene.vocabulary import Decision, Reason

KEPT = "kept"
"""Stands among the reasons for a contact that has none."""

ABSENT = "not in the audience"
"""Stands for who is in one of two audiences alone."""

REMOVED = "removed"
"""Stands for every reason, where none is told."""

# A person with several rows is kept if one is, else counts under the first reason.
_STATES = dict(enumerate([KEPT, *(reason.value for reason in Reason)]))
_RANKS = {name: rank for rank, name in _STATES.items()}


def state() -> pl.Expr:
    """Return what became of a row of decisions: `kept`, or the primary reason."""
    kept = pl.col("decision") == Decision.KEEP
    return pl.when(kept).then(pl.lit(KEPT)).otherwise(pl.col("reason"))


def count_flows(states: pl.LazyFrame) -> pl.DataFrame:
    """Return `before`, `after`, `contacts`: most first; equal states included.

    Args:
        states: One row a contact: `before` and `after`.

    >>> count_flows(pl.LazyFrame({"before": ["paused"], "after": ["kept"]})).rows()
    [('paused', 'kept', 1)]
    """
    return (
        states.group_by("before", "after")
        .agg(contacts=pl.len().cast(pl.Int64))
        .sort("contacts", "before", "after", descending=[True, False, False])
        .collect()
    )


def flow(
    before: pl.LazyFrame | pl.DataFrame,
    after: pl.LazyFrame | pl.DataFrame,
    *,
    by: str = "contact_id",
) -> pl.DataFrame:
    """Return who moved between which states, from one screening to a later one.

    A person with several rows counts once: as kept if one of them is kept, else under
    the first of their reasons. A row that names nobody is in one audience alone.

    Args:
        before: The decisions of the earlier screening.
        after: Those of the later one.
        by: The column that names a person in both; `row` when both are of one audience.

    Returns:
        `before`, `after`, `contacts`, as `count_flows` has them.

    Raises:
        InputError: One of them lacks a column of decisions, or `by`.

    >>> rows = {"contact_id": ["c1"], "decision": ["remove"], "reason": ["paused"]}
    >>> kept = {"contact_id": ["c1"], "decision": ["keep"], "reason": [None]}
    >>> flow(pl.LazyFrame(rows), pl.LazyFrame(kept)).rows()
    [('paused', 'kept', 1)]
    """
    sides = {"before": before.lazy(), "after": after.lazy()}
    for side, rows in sides.items():
        _check_columns(rows, side, ("decision", "reason", by))
    people = [_by_person(rows, by, side) for side, rows in sides.items()]
    joined = people[0].join(people[1], on=by, how="full", validate="1:1")
    # A null names nobody: each such row stays on its own.
    unnamed = [
        rows.filter(pl.col(by).is_null()).select(state().alias(side))
        for side, rows in sides.items()
    ]
    named = joined.select(pl.col(*sides).replace_strict(_STATES))
    states = pl.concat([named, *unnamed], how="diagonal")
    return count_flows(states.select(pl.col(*sides).fill_null(ABSENT)))


def _check_columns(rows: pl.LazyFrame, side: str, names: Iterable[str]) -> None:
    columns = rows.collect_schema().names()
    for name in names:
        if name not in columns:
            raise InputError(
                f"'{side}' has no column '{name}'.{nearest(name, columns)} It takes "
                "decisions, such as those of an earlier screening."
            )


def _by_person(decisions: pl.LazyFrame, by: str, side: str) -> pl.LazyFrame:
    """Return each person once, with the number of the state that counts."""
    rank = state().replace_strict(_RANKS, return_dtype=pl.UInt8)
    return (
        decisions.filter(pl.col(by).is_not_null())
        .select(by, _rank=rank)
        .group_by(by)
        .agg(pl.col("_rank").min().alias(side))
    )
