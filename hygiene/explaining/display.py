"""An explanation in a notebook: facts to tables, readable on light and dark paper."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from hygiene.explaining.telling import headline, what_would_do, when
from hygiene.masking import without_addresses
from hygiene.vocabulary import REASONS, Decision, Reason

if TYPE_CHECKING:
    from hygiene.explaining.explanation import Explanation

_INK = "color:var(--jp-content-font-color1, inherit)"
_SOFT = "color:var(--jp-content-font-color2, inherit)"
_CELL = (
    "text-align:left;vertical-align:top;padding:.2em .8em .2em 0;"
    "white-space:normal;max-width:34em"
)
_TABLE = f"{_INK};border-collapse:collapse;font-variant-numeric:tabular-nums"
_KEPT = "var(--jp-success-color1, #1a7f37)"
_REMOVED = "var(--jp-warn-color1, #b26a00)"


def html_of(explanation: Explanation) -> str:
    """Return an explanation as HTML; every text is escaped, addresses are masked."""
    contact = f"<strong>{escape(explanation.contact)}</strong>"
    said = _safe(f"and {headline(explanation)}")
    parts = [f'<p style="{_INK}">{contact} {said}</p>']
    for row in explanation.decisions.iter_rows(named=True):
        parts += [_decision(row), _remedies(explanation, row["row"])]
    parts += [_records(explanation), _rules(explanation)]
    return f"<div>{''.join(parts)}</div>"


def html_table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return facts as a table with a header; every text is escaped.

    >>> "&lt;b&gt;" in html_table(["Row"], [["<b>"]])
    True
    """
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(h)}</th>' for h in heads)
    body = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{_safe(v)}</td>' for v in row) + "</tr>"
        for row in rows
    )
    return (
        f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _decision(row: dict[str, Any]) -> str:
    kept = row["decision"] == Decision.KEEP
    colour = _KEPT if kept else _REMOVED
    style = f"{_INK};border-left:.3em solid {colour};padding-left:.6em"
    if kept:
        record = f", proven by record {row['basis_evidence']}"
        proof = record if row["basis_evidence"] else ""
        said = _safe(f"Row {row['row']} is kept on the ground '{row['basis']}'{proof}.")
        return f'<p style="{style}">{said}</p>'
    reasons = "".join(
        f"<br>{escape(code)}: {escape(REASONS[Reason(code)].sentence)}"
        for code in row["reasons"]
    )
    return f'<p style="{style}">Row {row["row"]} is removed:{reasons}</p>'


def _remedies(explanation: Explanation, row: int) -> str:
    lines = [_safe(line.strip()) for line in what_would_do(explanation, row)]
    return f'<p style="{_INK}">{"<br>".join(lines)}</p>' if lines else ""


def _records(explanation: Explanation) -> str:
    records, zone = explanation.records, explanation.campaign.timezone
    if records.is_empty():
        return f'<p style="{_INK}">No record is held about this contact.</p>'
    rows = [
        (
            when(row, zone),
            row["what"],
            ", ".join(
                filter(None, (row[n] for n in ("channel", "purpose", "controller")))
            ),
            f"{row['table']} {row['id']}",
            row["why"],
        )
        for row in records.iter_rows(named=True)
    ]
    note = f'<p style="{_SOFT}">Times in {escape(zone)}.</p>'
    return html_table(("When", "What", "For", "Record", "What it does"), rows) + note


def _rules(explanation: Explanation) -> str:
    rules = explanation.rules
    rows = [
        (
            rule["row"],
            rule["rule"],
            rule["outcome"],
            ", ".join(rule["records"]),
            rule["meaning"],
            "; ".join(filter(None, (rule["citation"], rule["lesson"]))),
        )
        for rule in rules.iter_rows(named=True)
    ]
    heads = ("Row", "Rule", "Outcome", "Records", "Meaning", "Rests on")
    summary = f"Every rule, in the order in which it is tried ({rules.height})"
    return (
        f'<details style="{_INK}"><summary>{summary}</summary>'
        f"{html_table(heads, rows)}</details>"
    )


def _safe(value: object) -> str:
    return escape(without_addresses(str(value)))
