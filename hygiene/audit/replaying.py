"""Replay: the screening runs again from what a snapshot holds, without any address."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit.contents import EVIDENCE_IDS, SCHEMAS, SEPARATOR
from hygiene.audit.tables import in_order
from hygiene.campaign import Campaign
from hygiene.deciding import Run
from hygiene.judging import Evidence, decide_judged, judge
from hygiene.rulebook import rulebook_number
from hygiene.sources.staging import Engine
from hygiene.transforms.traits import Traits
from hygiene.vocabulary import Reason, SubscriberType

_RANK_DIGITS = 12


def replayed(
    campaign: Campaign,
    tables: Mapping[str, pl.DataFrame],
    *,
    has_wordings: bool,
    engine: Engine = "streaming",
) -> pl.DataFrame:
    """Return the decisions that the stored tables of a campaign lead to.

    The very code that decides a screening decides here (`hygiene.judging`); it only
    ever compares keys, and pseudonyms are keys.

    Args:
        campaign: The campaign, made of the stored rules.
        tables: The stored tables.
        has_wordings: Whether the campaign supplied wordings.
        engine: The Polars engine.
    """
    evidence: dict[str, Any] = {
        table: _evidence(table, tables[table]) for table in (*EVIDENCE_IDS, "wordings")
    }
    if not has_wordings:
        evidence["wordings"] = None
    audience = _audience(tables["audience"], campaign)
    with tempfile.TemporaryDirectory(prefix="hygiene-") as folder:
        run = Run(Path(folder), engine, lambda *_: None, ())
        judged = judge(audience, Evidence(**evidence), campaign, run.sink, _STORED)
        decided = decide_judged(judged.masked, campaign, _STORED, run.sink)
        return _as_stored(decided.collect(), tables["audience"])


def _digests(algorithm: str) -> tuple[pl.Expr, ...]:
    return pl.col(f"{algorithm}_strict"), pl.col(f"{algorithm}_wide")


_STORED = Traits(
    domains=pl.col("domains").str.split(SEPARATOR),
    digests=_digests,
    is_role=pl.col("is_role"),
    is_disposable=pl.col("is_disposable"),
    is_slip=pl.col("is_slip"),
    is_mixed_script=pl.col("is_mixed_script"),
)


def _audience(stored: pl.DataFrame, campaign: Campaign) -> pl.LazyFrame:
    """Return the rows as `key_audience` gives them, in the order of the audience."""
    bits = {
        reason.value: reason.bit
        for reason in (Reason.ADDRESS_MISSING, Reason.ADDRESS_INVALID)
    }
    type_ = pl.col("subscriber_type")
    ordered = stored.sort("row").lazy()
    return ordered.with_columns(
        pl.col("row").cast(pl.UInt32),
        contact_id=pl.col("person"),
        strict_key=pl.col("pid"),
        wide_key=pl.col("wide"),
        address_mask=pl.col("address_problem").replace_strict(
            bits, default=0, return_dtype=pl.UInt32
        ),
        rulebook=rulebook_number(campaign, pl.col("country"), type_),
        origin=pl.col("has_source"),
        individual=type_ != SubscriberType.CORPORATE,
    ).drop("pid", "wide", "address_problem", "country", "subscriber_type", "has_source")


def _evidence(table: str, stored: pl.DataFrame) -> pl.LazyFrame:
    """Return the records as `stage` gives them; an id sorts as it did."""
    frame = stored.lazy()
    if table == "wordings":
        return frame
    ordered = "ref_order" in SCHEMAS[table]
    rank = pl.col("ref_order").cast(pl.String).str.zfill(_RANK_DIGITS)
    ref = rank + pl.col("ref") if ordered else pl.col("ref")
    keys = {"strict_key": "pid", "wide_key": "wide"}
    return frame.with_columns(
        ref.alias(EVIDENCE_IDS[table]),
        **{name: pl.col(own) for name, own in keys.items() if own in SCHEMAS[table]},
    )


def _as_stored(decided: pl.DataFrame, audience: pl.DataFrame) -> pl.DataFrame:
    """Return decisions as the snapshot holds them: refs without their ranks."""
    refs = pl.col("blocked_by").list.eval(pl.element().str.slice(_RANK_DIGITS))
    lists = ("reasons", "blocked_by", "flags")
    frame = (
        decided.with_columns(
            pl.col("row").cast(pl.Int64),
            pl.col("basis_evidence").str.slice(_RANK_DIGITS),
            refs.list.join(SEPARATOR),
            pl.col("reasons", "flags").list.join(SEPARATOR),
        )
        .with_columns(pl.col(lists).replace("", None))
        .join(
            audience.select("row", "pid", "person"),
            on="row",
            how="left",
            validate="1:1",
        )
    )
    return in_order("decisions", frame)
