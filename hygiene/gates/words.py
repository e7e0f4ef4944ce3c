"""Words: how the outcome of a check is shown, on a terminal and on a page.

A symbol and a word always stand together; colour only repeats what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import groupby
from typing import Literal, NamedTuple

from hygiene.masking import without_addresses

Outcome = Literal["passed", "failed", "not checked", "warning", "waived"]

SYMBOLS = {
    "passed": "✓",
    "failed": "✗",
    "not checked": "?",
    "warning": "!",
    "waived": "⚠",
    "does not apply": "-",
}
_LOUD = {"waived": "WAIVED"}

# JupyterLab's own colours where it gives them, in its light and its dark theme.
_COLOURS = {
    "passed": "var(--jp-success-color1, #2e7d32)",
    "failed": "var(--jp-error-color1, #d03a20)",
    "not checked": "var(--jp-error-color1, #d03a20)",
    "warning": "var(--jp-warn-color1, #b26a00)",
    "waived": "var(--jp-warn-color1, #b26a00)",
    "does not apply": "inherit",
}
_CELL = "text-align:left;vertical-align:top;padding:.2em .8em .2em 0"
_WRAPPED = f"{_CELL};white-space:normal;min-width:14em;max-width:34em"
_TABLE = "color:inherit;border-collapse:collapse;font-variant-numeric:tabular-nums"
_NOTE = "border-left:.3em solid var(--jp-warn-color1, #b26a00);padding-left:.6em"


class Line(NamedTuple):
    """One line of a table: a check, or an expectation that does not apply."""

    group: str
    outcome: str
    title: str
    found: int | None
    advice: str


def shown(outcome: str) -> str:
    """Return an outcome as it is shown: a symbol and a word.

    >>> shown("passed"), shown("waived")
    ('✓ passed', '⚠ WAIVED')
    """
    return f"{SYMBOLS[outcome]} {_LOUD.get(outcome, outcome)}"


def html_table(headline: str, remarks: Iterable[str], lines: Sequence[Line]) -> str:
    """Return a table for a notebook, readable on light and on dark paper.

    Args:
        headline: The verdict.
        remarks: What a reader must know before the table.
        lines: The checks, those of a suite together; every text is escaped.

    >>> "&lt;b&gt;" in html_table("<b>", [], [])
    True
    """
    head = "".join(f'<th scope="col" style="{_CELL}">{word}</th>' for word in _HEADS)
    body = "".join(
        _group(name, list(members))
        for name, members in groupby(lines, key=lambda line: line.group)
    )
    return (
        f"<p><strong>{_safe(headline)}</strong></p>"
        + "".join(f'<p style="{_NOTE}">{_safe(remark)}</p>' for remark in remarks)
        + f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead>{body}</table>'
    )


_HEADS = ("State", "What is expected", "Found", "What to do")


def _group(name: str, lines: list[Line]) -> str:
    title = f'<tr><th colspan="4" scope="rowgroup" style="{_CELL};padding-top:.7em">'
    rows = "".join(map(_row, lines))
    return f"<tbody>{title}{_safe(name)}</th></tr>{rows}</tbody>"


def _row(line: Line) -> str:
    weight = "normal" if line.outcome in {"passed", "does not apply"} else "bold"
    state = f"{_CELL};white-space:nowrap;color:{_COLOURS[line.outcome]}"
    found = "" if line.found is None else f"{line.found:,}"
    return (
        f'<tr><td style="{state};font-weight:{weight}">{shown(line.outcome)}</td>'
        f'<td style="{_WRAPPED}">{_safe(line.title)}</td>'
        f'<td style="{_CELL};text-align:right">{found}</td>'
        f'<td style="{_WRAPPED}">{_safe(line.advice)}</td></tr>'
    )


def _safe(text: str) -> str:
    return escape(without_addresses(text))
