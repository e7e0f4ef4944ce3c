"""Cells: what stands in a table that is not plain text or a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal

from hygiene.masking import mask, without_addresses
from hygiene.revealing import is_revealed

Tone = Literal["good", "bad", "warn", "quiet", ""]
"""What a colour repeats; the words beside it always say it too."""


@dataclass(frozen=True, slots=True)
class Personal:
    """An address: masked wherever it goes, but for what is displayed in `reveal`.

    >>> Personal("ann@example.com").shown(), str(Personal("ann@example.com"))
    ('a•••@e•••.com', 'a•••@e•••.com')
    """

    value: str | None = field(repr=False)

    def shown(self) -> str:
        """Return the address as it may be shown here and now."""
        if self.value is None:
            return ""
        return self.value if is_revealed() else mask(self.value)

    def __str__(self) -> str:
        """Return it masked, always."""
        return "" if self.value is None else mask(self.value)

    def __html__(self) -> str:
        """Return it for a page, escaped."""
        return escape(self.shown())


@dataclass(frozen=True, slots=True)
class Bar:
    """A share, as a number and as a bar beside it.

    Attributes:
        share: From 0 to 1.
        text: The share in words.
        tone: The colour of the bar.
        start: Where the bar begins, from 0 to 1.
    """

    share: float
    text: str
    tone: Tone = "bad"
    start: float = 0


@dataclass(frozen=True, slots=True)
class State:
    """A word that is coloured; it never depends on the colour.

    Attributes:
        text: The word, with its symbol.
        tone: The colour.
    """

    text: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Code:
    """A name that is read letter by letter, such as a reason; it is never broken."""

    text: str


Cell = str | int | Personal | Bar | State | Code | None
Line = Sequence[Cell]


def as_text(cell: Cell) -> str:
    """Return a cell for a terminal; what looks like an address is withheld.

    >>> as_text(2_000), as_text("ask ann@example.com")
    ('2,000', 'ask (withheld: looks like an address or a number)')
    """
    if isinstance(cell, Personal):
        return cell.shown()
    return without_addresses(_words(cell))


def as_content(cell: Cell) -> Mapping[str, Any]:
    """Return a cell for the template: its `kind`, and what it shows.

    >>> as_content(2_000)
    {'kind': 'number', 'text': '2,000', 'tone': '', 'bar': ''}
    """
    is_plain = cell is None or isinstance(cell, str)
    kind = "text" if is_plain else type(cell).__name__.lower()
    return {
        "kind": "number" if isinstance(cell, int) else kind,
        "text": cell if isinstance(cell, Personal) else _words(cell),
        "tone": getattr(cell, "tone", ""),
        "bar": _style(cell) if isinstance(cell, Bar) else "",
    }


def _style(bar: Bar) -> str:
    return f"margin-left:{bar.start:.1%};width:{bar.share:.1%}"


def _words(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return f"{cell:,}"
    return cell if isinstance(cell, str) else getattr(cell, "text", str(cell))
