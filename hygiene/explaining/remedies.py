"""Remedies: what alone would make a contact mailable, tried by deciding again.

A remedy is derived from the policy and from what stands against the contact, and is
only told when the engine, given it, finds no reason left. Where no single thing would
do, the fewest that would do together are told; where none would, that is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from hygiene.explaining.dossier import NOTHING, Change, Dossier
from hygiene.explaining.findings import Findings
from hygiene.explaining.steps import Step, steps_for
from hygiene.vocabulary import REASONS, Decision, Reason, ReasonKind

ALONE = "alone"
TOGETHER = "together"
NONE = "none"

_SCHEMA = pl.Schema(
    {
        "row": pl.UInt64(),
        "way": pl.String(),
        "kind": pl.String(),
        "said": pl.String(),
        "citation": pl.String(),
        "records": pl.List(pl.String()),
        "after": pl.Datetime("us", "UTC"),
        "at": pl.Datetime("us", "UTC"),
    }
)


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would make a removed row mailable, alone or with others.

    Attributes:
        row: The audience row.
        way: `alone`; `together` with the row's other ones; or `none`: nothing would.
        step: What it is.
    """

    row: int
    way: str
    step: Step


def remedies_for(
    dossier: Dossier, findings: Findings, decisions: pl.DataFrame
) -> list[Remedy]:
    """Return what would make each removed row of a contact mailable."""
    found = {row["row"]: row for row in findings.rows.iter_rows(named=True)}
    return [
        remedy
        for decision in decisions.iter_rows(named=True)
        if decision["decision"] == Decision.REMOVE
        for remedy in _of_row(dossier, findings, found[decision["row"]], decision)
    ]


def as_frame(remedies: Sequence[Remedy]) -> pl.DataFrame:
    """Return remedies as a table.

    Returns:
        `row`, `way`, `kind`, `said`, `citation`, `records`, `after` (the consent must
        come after it) and `at` (the decision must be for it, or for later); UTC.
    """
    rows = [
        (r.row, r.way, r.step.kind, r.step.said, r.step.citation,
         list(r.step.records), r.step.after, r.step.change.at)
        for r in remedies
    ]  # fmt: skip
    return pl.DataFrame(rows, _SCHEMA, orient="row")


def _of_row(
    dossier: Dossier,
    findings: Findings,
    found: Mapping[str, Any],
    decision: Mapping[str, Any],
) -> Iterator[Remedy]:
    row, reasons = found["row"], decision["reasons"]
    if reasons == [Reason.DUPLICATE]:
        said = "nothing needs to change: an earlier row with this address is kept"
        yield Remedy(row, NONE, Step("nothing", said))
        return
    if found["address_mask"]:
        said = (
            "nothing: the address cannot be written to. Another address of the person "
            "is another contact point and needs a ground of its own"
        )
        yield Remedy(row, NONE, Step("nothing", said))
        return
    steps = [*steps_for(dossier, findings, found)]
    alone = [s for s in steps if s.is_single and _left(dossier, row, s.change) == 0]
    yield from (Remedy(row, ALONE, step) for step in alone)
    if alone:
        return
    together = _fewest(dossier, row, steps)
    yield from (Remedy(row, TOGETHER, step) for step in together)
    if not together:
        said = "nothing that could be recorded, ended or waited for"
        yield Remedy(row, NONE, Step("nothing", said))


def _left(dossier: Dossier, row: int, change: Change) -> int:
    """Return how many things stand against a row, were something changed.

    Each fact counts, and each other reason but `duplicate`: of a row that is removed
    for it alone, an earlier one is kept.
    """
    masked = dossier.judged(change).masked.filter(pl.col("row") == row)
    mask, blocked = (
        masked.select("mask", pl.col("blocked_by").list.len()).collect().row(0)
    )
    others = [r for r in Reason if mask & r.bit and REASONS[r].kind not in _FACTS]
    return len(others) + int(blocked)


_FACTS = (ReasonKind.SUPPRESSION, ReasonKind.RESTRICTIVE_EVENT)


def _fewest(dossier: Dossier, row: int, steps: Sequence[Step]) -> list[Step]:
    """Return steps of which each takes something away and all of them everything."""
    taken: list[Step] = []
    change, left = NOTHING, _left(dossier, row, NOTHING)
    for step in steps:
        tried = change | step.change
        after = _left(dossier, row, tried)
        if after < left:
            taken, change, left = [*taken, step], tried, after
    return taken if left == 0 else []
