"""The records behind sampled decisions, with what the snapshot holds of each."""

from __future__ import annotations

from typing import Any

import polars as pl

from hygiene.audit.contents import SCHEMAS, SEPARATOR
from hygiene.audit.loading import Snapshot

PROVES, BLOCKS, HELD = "proves the ground", "stands against it", "also held"
MOST_HELD = 5
"""How many further records of a person are listed."""

_TABLES = ("consents", "relationships", "suppressions")
_ROLES = pl.Enum([PROVES, BLOCKS, HELD])
_SAYS = {"consents": "action", "relationships": "kind", "suppressions": "reason"}
_FROM = {"suppressions": "effective_from"}
_UNTIL = {"consents": "expires_at", "suppressions": "effective_until"}
_TEXTS = ("controller", "channel", "purpose", "method", "wording", "collected_by")
_MORE = ("role", "category", "match")
FACTS = ("says", "at", "recorded_at", "until", *_TEXTS, *_MORE)
"""What is told of a record."""


def records_of(snapshot: Snapshot, sample: pl.DataFrame) -> pl.DataFrame:
    """Return the records behind decisions: one row a decision and record.

    A kept decision has the record that proves its ground; a removed one those that
    stand against it, or else the latest that are held of the person and did not do.

    Args:
        snapshot: The snapshot.
        sample: What `draw` returned.

    Returns:
        `number` of the decision, `stands` (for or against it), `table`, `record`
        (pseudonym of its id) and `FACTS`; the most telling one of a decision first.
        A time is `2026-05-01T10:00:00Z`, or `<first>/<last>` where only its day is
        known.

    Raises:
        FindingsError: A table cannot be read.
    """
    frames = [
        _of_campaign(snapshot, sample.filter(campaign=prefix), prefix)
        for prefix in sample["campaign"].unique(maintain_order=True)
    ]
    found = pl.concat(frames) if frames else _empty()
    is_reason = (pl.col("says") == pl.col("reason")).fill_null(value=False)
    told = found.sort(
        ["number", "stands", is_reason, "_at", "record"],
        descending=[False, False, True, True, False],
        nulls_last=True,
    )
    nth = pl.int_range(pl.len()).over("number", "stands")
    shown = told.filter((pl.col("stands") != HELD) | (nth < MOST_HELD))
    return shown.select("number", "stands", "table", "record", *FACTS)


def _empty() -> pl.DataFrame:
    texts = dict.fromkeys(("table", "record", *FACTS), pl.String)
    schema: dict[str, Any] = {
        "number": pl.UInt32,
        "reason": pl.String,
        "stands": _ROLES,
        **texts,
    }
    return pl.DataFrame(schema={**schema, "_at": pl.Datetime("us", "UTC")})


def _of_campaign(snapshot: Snapshot, sample: pl.DataFrame, prefix: str) -> pl.DataFrame:
    """Return the records behind the decisions of one campaign, in no order."""
    every = pl.concat([_facts(name, snapshot.table(prefix, name)) for name in _TABLES])
    permissive = every.filter(pl.col("table") != "suppressions")
    bare = sample.filter(pl.col("decision") == "remove", pl.col("blocked_by").is_null())
    blocked = sample.with_columns(pl.col("blocked_by").str.split(SEPARATOR))
    parts = [
        _joined(sample, "basis_evidence", permissive, "record", PROVES),
        _joined(blocked.explode("blocked_by"), "blocked_by", every, "record", BLOCKS),
        _joined(bare, "pid", permissive, "pid", HELD),
        _joined(bare, "person", permissive, "person", HELD),
    ]
    keys = ["number", "table", "record"]
    return pl.concat(parts).unique(keys, keep="first", maintain_order=True)


def _joined(
    sample: pl.DataFrame, name: str, records: pl.DataFrame, own: str, stands: str
) -> pl.DataFrame:
    """Return the records that a column of the sample names by one of their columns."""
    named = sample.select("number", "reason", pl.col(name).alias(own)).drop_nulls(own)
    found = named.join(records, on=own, how="inner", validate="m:m")
    return found.with_columns(stands=pl.lit(stands, _ROLES)).select(_empty().columns)


def _facts(table: str, stored: pl.DataFrame) -> pl.DataFrame:
    """Return every record of a table in the columns that all of them share."""
    start = _FROM.get(table, "occurred_at")
    none = pl.lit(None, pl.String)
    return stored.select(
        "person",
        pl.col("pid") if "pid" in SCHEMAS[table] else none.alias("pid"),
        table=pl.lit(table),
        record="ref",
        says=_SAYS[table],
        at=_told(start),
        recorded_at=_told("recorded_at"),
        until=_told(_UNTIL[table]) if table in _UNTIL else none,
        **{
            name: pl.col(name) if name in SCHEMAS[table] else none
            for name in (*_TEXTS, *_MORE)
        },
        _at=f"{start}_last",
    )


def _told(time: str) -> pl.Expr:
    """Return a time as text; a day is its first and last instant."""
    first, last = (
        pl.col(f"{time}_{end}").dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        for end in ("first", "last")
    )
    both = pl.concat_str(first, last, separator="/")
    return pl.when(first == last).then(first).otherwise(both)
