"""Which columns each table of a snapshot has, and the order of its rows."""

from __future__ import annotations

import polars as pl

from hygiene.keys.digests import ALGORITHMS

_AT = pl.Datetime("us", "UTC")
DIGESTS = [f"{name}_{key}" for name in ALGORITHMS for key in ("strict", "wide")]
"""The digests of an audience row that a suppression lists."""


def _times(*names: str) -> dict[str, pl.DataType]:
    return {f"{name}_{end}": _AT for name in names for end in ("first", "last")}


def _columns(*names: str, dtype: pl.DataType | None = None) -> dict[str, pl.DataType]:
    return dict.fromkeys(names, dtype or pl.String())


_FLAG = pl.Boolean()
_TRAITS = ("is_role", "is_disposable", "is_slip", "is_mixed_script")
_RECORD = {**_columns("ref"), **_columns("ref_order", dtype=pl.Int64())}

SCHEMAS: dict[str, pl.Schema] = {
    "audience": pl.Schema(
        {
            **_columns("row", dtype=pl.Int64()),
            **_columns("pid", "wide", "person", "address_problem", "country"),
            **_columns("subscriber_type"),
            **_columns("has_source", *_TRAITS, dtype=_FLAG),
            **_columns("domains", *DIGESTS),
        }
    ),
    "decisions": pl.Schema(
        {
            **_columns("row", dtype=pl.Int64()),
            **_columns("pid", "person", "decision", "reason", "reasons", "basis"),
            **_columns("basis_evidence", "blocked_by", "policy", "flags"),
        }
    ),
    "consents": pl.Schema(
        {
            **_RECORD,
            **_columns("pid", "wide", "person", "channel", "purpose", "controller"),
            **_columns("action", "method", "collected_by", "wording"),
            **_times("occurred_at", "recorded_at", "expires_at"),
        }
    ),
    "relationships": pl.Schema(
        {
            **_RECORD,
            **_columns("pid", "person", "controller", "role", "kind", "category"),
            **_columns("opt_out_offered", dtype=_FLAG),
            **_times("occurred_at", "recorded_at"),
        }
    ),
    "suppressions": pl.Schema(
        {
            **_RECORD,
            **_columns("match", "wide", "value", "person", "reason", "channel"),
            **_columns("purpose", "controller", "blocks"),
            **_times("effective_from", "effective_until", "recorded_at"),
        }
    ),
    "sends": pl.Schema(
        {
            **_columns("ref", "pid", "person", "controller", "channel", "purpose"),
            **_times("sent_at"),
        }
    ),
    "wordings": pl.Schema({**_columns("wording"), **_times("invalidated_at")}),
}
"""Table of a campaign to its columns. A time is an interval: a date is its day."""

BRIDGE = pl.Schema(_columns("pid_old", "pid_new"))
"""The columns of the table that joins the pseudonyms of two keys."""

ORDER: dict[str, list[str]] = {
    "audience": ["pid", "row"],
    "decisions": ["pid", "row"],
    "consents": ["pid", "ref"],
    "relationships": ["pid", "ref"],
    "suppressions": ["wide", "ref"],
    "sends": ["pid", "ref"],
    "wordings": ["wording"],
}
"""Table to the columns by which its rows are sorted; no two rows agree in all."""

EVIDENCE_IDS = {
    "consents": "event_id",
    "relationships": "relationship_id",
    "suppressions": "suppression_id",
    "sends": "send_id",
}
"""Table to the column of the contract that holds the id of a record."""

FREE_TEXT: dict[str, list[str]] = {
    "consents": ["purpose", "controller", "method", "collected_by", "wording"],
    "relationships": ["controller", "kind", "category"],
    "suppressions": ["purpose", "controller"],
    "sends": ["controller", "purpose"],
    "wordings": ["wording"],
}
"""The columns that may hold anything: a text that may name a person is veiled."""

SEPARATOR = " "
"""Stands between the codes and pseudonyms of a cell that holds several."""
