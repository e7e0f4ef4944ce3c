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
    decisions, zone = decided.decisions, decided.inputs.campaign.timezone
    against = (
        decisions.select("row", id="blocked_by")
        .explode("id")
        .join(_records(decided, _OBSTACLES), on="id", how="inner", validate="m:1")
        .group_by("row")
        .agg(_against=pl.col("at").max())
    )
    proof = decisions.select("row", id="basis_evidence").join(
        _records(decided, _PROOFS), on="id", how="inner", validate="m:1"
    )
    latest = decided.keyed.select(pl.col("row").cast(pl.UInt64), "strict_key").join(
        _latest(decided), on="strict_key", how="inner", validate="m:1"
    )
    at = pl.coalesce("_against", "_proof", "_latest")
    return (
        decisions.select("row")
        .join(against, on="row", how="left", validate="1:1", maintain_order="left")
        .join(
            proof.select("row", _proof="at"),
            on="row",
            how="left",
            validate="1:1",
            maintain_order="left",
        )
        .join(
            latest.select("row", _latest="at"),
            on="row",
            how="left",
            validate="1:1",
            maintain_order="left",
        )
        .select("row", day=at.dt.convert_time_zone(zone).dt.date())
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
