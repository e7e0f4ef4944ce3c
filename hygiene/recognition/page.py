"""The table of an inspection in a notebook."""

from __future__ import annotations

from collections.abc import Sequence

from hygiene.display.cells import Line
from hygiene.display.page import Display, Table
from hygiene.recognition.columns import ColumnFacts

_HEADS = ("Column", "Holds", "Could be", "Filled", "Found")


def display_of(
    title: str, what: str, warnings: Sequence[str], columns: Sequence[ColumnFacts]
) -> Display:
    """Return what one file shows of itself.

    >>> "&lt;b&gt;" in display_of("<b>", "", [], []).html()
    True
    """
    table = Table("What its columns hold", _HEADS, [_line(one) for one in columns])
    remarks = [f"! {warning}" for warning in warnings]
    return Display(title, what, remarks=remarks, tables=[table])


def _line(column: ColumnFacts) -> Line:
    return (
        column.name,
        column.holds,
        ", ".join(column.canonical),
        column.filled,
        "; ".join(column.details),
    )
