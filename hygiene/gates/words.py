"""Words: how the outcome of a check is shown, on a terminal and on a page.

A symbol and a word always stand together; colour only repeats what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Literal, NamedTuple

from hygiene.display.cells import Cell, State, Tone
from hygiene.display.page import Display, Sum, Table

Outcome = Literal["passed", "failed", "not checked", "warning", "waived"]

UNASKED = "does not apply"

SYMBOLS = {
    "passed": "✓",
    "failed": "✗",
    "not checked": "?",
    "warning": "!",
    "waived": "⚠",
    UNASKED: "-",
}
_LOUD = {"waived": "WAIVED"}

_TONES: dict[str, Tone] = {
    "passed": "good",
    "failed": "bad",
    "not checked": "bad",
    "warning": "warn",
    "waived": "warn",
    UNASKED: "quiet",
}
_HEADS = ("State", "What is expected", "Found", "What to do")
_NEXT = ["result.to_dict()  # as gate.json holds it"]
_NEXT_AFTER_A_NO = ["result.sentences()  # what is wrong and what to do, worst first"]


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


def display_of(headline: str, remarks: Sequence[str], lines: Sequence[Line]) -> Display:
    """Return what a gate shows of itself in a notebook.

    Args:
        headline: The verdict.
        remarks: What a reader must know before the table.
        lines: The checks, those of a suite together.

    >>> str(display_of("x", [], [Line("kept", "passed", "No x.", 0, "")]).sums[0])
    '1 checks = 1 passed'
    """
    outcomes = [line.outcome for line in lines if line.outcome != UNASKED]
    parts = {word: outcomes.count(word) for word in SYMBOLS if word in outcomes}
    groups = [
        (name, [_cells(line) for line in members])
        for name, members in groupby(lines, key=lambda line: line.group)
    ]
    caption = "What was checked, suite by suite"
    return Display(
        headline,
        sums=[Sum("checks", len(outcomes), parts)] if outcomes else [],
        remarks=remarks,
        tables=[Table(caption, _HEADS, groups=groups, head=1)],
        next=_NEXT_AFTER_A_NO if set(parts) - {"passed"} else _NEXT,
    )


def _cells(line: Line) -> tuple[Cell, ...]:
    state = State(shown(line.outcome), _TONES[line.outcome])
    return (state, line.title, line.found, line.advice)
