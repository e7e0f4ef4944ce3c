"""Review tables: what a person is to look at, in a notebook and on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from hygiene.masking import without_addresses

MOST_SHOWN = 50
"""How many lines a notebook or a terminal shows; a file holds all of them."""

SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

_CELL = "text-align:left;vertical-align:top;padding:.2em .8em .2em 0"
_WRAPPED = f"{_CELL};white-space:normal;max-width:34em"
_TABLE = "color:inherit;border-collapse:collapse;font-variant-numeric:tabular-nums"
_NOTE = "border-left:.3em solid var(--jp-warn-color1, #b26a00);padding-left:.6em"


def html_review(
    headline: str,
    remarks: Iterable[str],
    heads: Sequence[str],
    lines: Sequence[Sequence[object]],
) -> str:
    """Return a table for a notebook; every text is escaped, addresses are withheld.

    An address that is to be shown must be masked before.

    >>> "&lt;b&gt;" in html_review("<b>", [], ["Row"], [[1]])
    True
    """
    head = "".join(f'<th scope="col" style="{_CELL}">{escape(h)}</th>' for h in heads)
    body = "".join(
        f"<tr>{''.join(f'<td style={_WRAPPED!r}>{_shown(v)}</td>' for v in line)}</tr>"
        for line in lines
    )
    table = f'<table style="{_TABLE}"><thead><tr>{head}</tr></thead>{body}</table>'
    return (
        f"<p><strong>{_shown(headline)}</strong></p>"
        + "".join(f'<p style="{_NOTE}">{_shown(remark)}</p>' for remark in remarks)
        + (table if lines else "")
    )


def text_review(
    headline: str, remarks: Iterable[str], lines: Iterable[Sequence[object]]
) -> str:
    """Return the same for a terminal: a line each, the parts two spaces apart.

    >>> print(text_review("Two rows.", [], [["a", 1], ["bcd", 2]]))
    Two rows.
      a    1
      bcd  2
    """
    rows = [[_safe("" if v is None else str(v)) for v in line] for line in lines]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    table = [
        "  " + "  ".join(v.ljust(w) for v, w in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([headline, *remarks, *table])


def _shown(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else str(value or "")
    return escape(_safe(text))


def _safe(text: str) -> str:
    """Return a text without addresses; a masked one may be shown."""
    return text if _MASK in text else without_addresses(text)


_MASK = "•••"
