"""An explanation in a notebook: what was decided, what would change it, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hygiene.display.cells import Code, Line, State
from hygiene.display.page import Display, Table
from hygiene.explaining.rules import HOLDS
from hygiene.explaining.telling import headline, what_would_do, when
from hygiene.vocabulary import REASONS, Decision, Reason

if TYPE_CHECKING:
    from hygiene.explaining.explanation import Explanation

_SCOPE = ("channel", "purpose", "controller")


def display_of(explanation: Explanation) -> Display:
    """Return what a notebook shows of an explanation; addresses are masked."""
    rows = [*explanation.decisions.iter_rows(named=True)]
    remarks = [
        line.strip() for row in rows for line in what_would_do(explanation, row["row"])
    ]
    if explanation.records.is_empty():
        remarks.append("No record is held about this contact.")
    return Display(
        f"{explanation.contact}: {explanation.outcome}",
        under=f"In {headline(explanation)}",
        remarks=remarks,
        tables=[_decisions(rows), _records(explanation), _rules(explanation)],
    )


def _decisions(rows: list[dict[str, Any]]) -> Table:
    lines = [line for row in rows for line in _decision(row)]
    return Table("The decision", ("Row", "Decision", "Because", "Meaning"), lines)


def _decision(row: Mapping[str, Any]) -> Iterator[Line]:
    number = str(row["row"])
    if row["decision"] == Decision.KEEP:
        proof = row["basis_evidence"]
        meaning = f"Proven by record {proof}." if proof else "No record is needed."
        yield number, State("✓ kept", "good"), Code(row["basis"]), meaning
    for code in row["reasons"]:
        meaning = REASONS[Reason(code)].sentence
        yield number, State("✗ removed", "bad"), Code(code), meaning


def _records(explanation: Explanation) -> Table:
    zone = explanation.campaign.timezone
    lines = [
        (
            Code(when(row, zone).strip()),
            Code(row["what"]),
            ", ".join(filter(None, (row[name] for name in _SCOPE))),
            f"{row['table']} {row['id']}",
            row["why"],
        )
        for row in explanation.records.iter_rows(named=True)
    ]
    heads = ("When", "What", "For", "Record", "What it does")
    return Table(f"The records, times in {zone}", heads, lines)


def _rules(explanation: Explanation) -> Table:
    lines = [
        (
            str(rule["row"]),
            rule["rule"],
            State(rule["outcome"], "warn" if rule["outcome"] == HOLDS else "quiet"),
            ", ".join(rule["records"]),
            rule["meaning"],
            "; ".join(filter(None, (rule["citation"], rule["lesson"]))),
        )
        for rule in explanation.rules.iter_rows(named=True)
    ]
    heads = ("Row", "Rule", "Outcome", "Records", "Meaning", "Rests on")
    count = explanation.rules.height
    caption = f"Every rule, in the order in which it is tried ({count})"
    return Table(caption, heads, lines, head=1, is_folded=True)
