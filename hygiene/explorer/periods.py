"""Periods: the day of the record that the decision about a contact rests on."""

from __future__ import annotations

import polars as pl

from hygiene.deciding import Decided

_PROOFS = (
    ("consents", "event_id", "occurred_at"),
    ("relationships", "relationship_id", "occurred_at"),
)
_OBSTACLES = (
    ("suppressions", "suppression_id", "effective_from"),
    ("consents", "event_id", "occurred_at"),
)


def decisive_days(decided: Decided) -> pl.LazyFrame:
    """Return `row` and `day`: when the record was made that a decision rests on.

    For a contact whom records stand against, that is the latest of these; for a kept
    one, its proof; for any other, the latest consent or dealing of its address that is
    not after `as_of`. Days are those of the campaign's zone; a contact without any
    such record has none. Where two tables share an id, the later record counts.
    """
    zone = decided.inputs.campaign.timezone
    keys = decided.keyed.select("strict_key")
    rows = pl.concat([decided.decisions, keys], how="horizontal")
    is_against = pl.col("blocked_by").list.len() > 0
    is_proven = ~is_against & pl.col("basis_evidence").is_not_null()
    against = (
        rows.filter(is_against)
        .select("row", id="blocked_by")
        .explode("id")
        .join(_records(decided, _OBSTACLES), on="id", how="inner", validate="m:1")
        .group_by("row")
        .agg(pl.col("at").max())
    )
    proof = (
        rows.filter(is_proven)
        .select("row", id="basis_evidence")
        .join(_records(decided, _PROOFS), on="id", how="inner", validate="m:1")
    )
    latest = rows.filter(~is_against & ~is_proven).join(
        _latest(decided), on="strict_key", how="inner", validate="m:1"
    )
    dated = pl.concat([part.select("row", "at") for part in (against, proof, latest)])
    return (
        decided.decisions.select("row")
        .join(dated, on="row", how="left", validate="1:1", maintain_order="left")
        .select("row", day=pl.col("at").dt.convert_time_zone(zone).dt.date())
    )


def _records(
    decided: Decided, tables: tuple[tuple[str, str, str], ...]
) -> pl.LazyFrame:
    """Return the `id` and the time `at` of every record of some tables."""
    records = [
        decided.staged[table].frame.select(id=pl.col(key), at=_middle(time))
        for table, key, time in tables
    ]
    return pl.concat(records).group_by("id").agg(pl.col("at").max())


def _latest(decided: Decided) -> pl.LazyFrame:
    """Return the time `at` of the latest known consent or dealing of each key."""
    as_of = decided.inputs.campaign.as_of
    known = [
        decided.staged[table]
        .frame.filter(pl.col(f"{time}_last") <= as_of)
        .select("strict_key", at=_middle(time))
        for table, _, time in _PROOFS
    ]
    keyed = pl.concat(known).filter(pl.col("strict_key").is_not_null())
    return keyed.group_by("strict_key").agg(pl.col("at").max())


def _middle(time: str) -> pl.Expr:
    """Return the middle of a time: of a date, it lies on the same day in any zone."""
    first, last = pl.col(f"{time}_first"), pl.col(f"{time}_last")
    return first + (last - first) / 2
