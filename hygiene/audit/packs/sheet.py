"""The sample as sheets to tick off: for a spreadsheet, and for paper."""

from __future__ import annotations

from typing import Any

import polars as pl

from hygiene.audit.loading import Snapshot
from hygiene.audit.packs.records import FACTS
from hygiene.pages import render_page
from hygiene.text import guarded_csv
from hygiene.vocabulary import REASONS, Reason

TO_FILL = ("checked_by", "checked_on", "seen_in_source", "agrees", "remark")
"""The columns that stay empty, for whoever checks a decision by hand."""

_DECIDED = {
    "decision": "decision",
    "reason": "reason",
    "ground": "basis",
    "all_reasons": "reasons",
    "policy": "policy",
}


def sample_csv(snapshot: Snapshot, sample: pl.DataFrame, records: pl.DataFrame) -> str:
    """Return `sample.csv`: a line a decision, its most telling record beside it.

    A cell that a spreadsheet would take for a formula begins with a quote.

    Args:
        snapshot: The snapshot.
        sample: What `draw` returned.
        records: What `records_of` returned.
    """
    first = records.unique("number", keep="first", maintain_order=True)
    renamed = {name: f"record_{name.removeprefix('record')}" for name in FACTS}
    renamed |= {"recorded_at": "record_recorded_at"}
    others = records.group_by("number").agg(
        other_records=pl.col("record").slice(1).str.join(" ")
    )
    table = (
        sample.join(first.rename(renamed), on="number", how="left", validate="1:1")
        .join(others, on="number", how="left", validate="1:1")
        .sort("number")
        .select(
            "number",
            "draw",
            snapshot=pl.lit(snapshot.snapshot_id),
            campaign=pl.col("campaign").replace(_names(snapshot)),
            row="row",
            pid="pid",
            person="person",
            **_DECIDED,
            record_stands=pl.col("stands").cast(pl.String),
            record_table="table",
            record="record",
            **{name: pl.col(name) for name in renamed.values()},
            other_records="other_records",
            **{name: pl.lit(None, pl.String) for name in TO_FILL},
        )
    )
    return guarded_csv(table)


def sample_page(
    snapshot: Snapshot, sample: pl.DataFrame, records: pl.DataFrame, seed: str
) -> str:
    """Return `sample.html`: every sampled decision with its records and boxes to tick.

    One page without a script or an outside reference; it prints on A4.

    Args:
        snapshot: The snapshot.
        sample: What `draw` returned.
        records: What `records_of` returned.
        seed: What the draw hung on.
    """
    names = _names(snapshot)
    behind = {
        number: frame.rows(named=True)
        for (number,), frame in records.group_by("number", maintain_order=True)
    }
    rows = [
        {
            **row,
            "campaign": names[row["campaign"]],
            "says": _sentence(row),
            "records": [_facts(one) for one in behind.get(row["number"], [])],
        }
        for row in sample.rows(named=True)
    ]
    return render_page(
        "pack_sample.html.j2",
        ["report.css", "pack.css"],
        snapshot_id=snapshot.snapshot_id,
        seed=seed,
        sides=[
            (name, [row for row in rows if row["decision"] == decision])
            for name, decision in (("Kept", "keep"), ("Removed", "remove"))
        ],
    )


def _names(snapshot: Snapshot) -> dict[str, str]:
    """Return what each campaign is called: its id, and the prefix of its files."""
    return {
        said["prefix"]: f"{said['id']} ({said['prefix']})"
        for said in snapshot.campaigns
    }


def _sentence(row: dict[str, Any]) -> str:
    if row["reason"] is None:
        return f"Kept on the ground {row['basis']}."
    return REASONS[Reason(row["reason"])].sentence


def _facts(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with its facts in the words of a line."""
    told = ("recorded_at", "until", *FACTS[4:])
    facts = [
        f"{name.replace('_', ' ')} {record[name]}"
        for name in told
        if record[name] and not (name == "recorded_at" and record[name] == record["at"])
    ]
    return {**record, "facts": facts}
