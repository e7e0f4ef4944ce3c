"""The table of an inspection in a notebook, readable on light and on dark paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from hygiene.masking import without_addresses
from hygiene.recognition.columns import ColumnFacts

_CELL = "text-align:left;vertical-align:top;padding:.2em .8em .2em 0"
_WRAPPED = f"{_CELL};white-space:normal;max-width:34em"
_TABLE = "color:inherit;border-collapse:collapse;font-variant-numeric:tabular-nums"
_NOTE = "border-left:.3em solid var(--jp-warn-color1, #b26a00);padding-left:.6em"
_HEADS = ("Column", "Holds", "Could be", "Filled", "Found")


def html_of(
    title: str, what: str, warnings: Sequence[str], columns: Sequence[ColumnFacts]
) -> str:
    """Return one file as a table; what looks like an address is withheld.

    >>> "&lt;b&gt;" in html_of("<b>", "", [], [])
    True
    """
    head = "".join(f'<th scope="col" style="{_CELL}">{word}</th>' for word in _HEADS)
    return (
        f"<p><strong>{_safe(title)}</strong><br>{_safe(what)}</p>"
        + "".join(f'<p style="{_NOTE}">! {_safe(warning)}</p>' for warning in warnings)
        + f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead>'
        + f"<tbody>{''.join(map(_row, columns))}</tbody></table>"
    )


def _row(column: ColumnFacts) -> str:
    cells = (
        f'<th scope="row" style="{_CELL}">{_safe(column.name)}</th>',
        f'<td style="{_CELL}">{_safe(column.holds)}</td>',
        f'<td style="{_CELL}">{_safe(", ".join(column.canonical))}</td>',
        f'<td style="{_CELL};text-align:right">{column.filled:,}</td>',
        f'<td style="{_WRAPPED}">{_safe("; ".join(column.details))}</td>',
    )
    return f"<tr>{''.join(cells)}</tr>"


def _safe(text: str) -> str:
    return escape(without_addresses(text))
