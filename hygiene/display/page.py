"""Pages: a result as compact HTML, for light and dark notebooks, and as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hygiene.display.cells import Cell, Line, Personal, as_content, as_text
from hygiene.masking import without_addresses
from hygiene.pages import render_part
from hygiene.revealing import NOTICE, is_revealed

MOST_SHOWN = 50
"""How many lines of a long table are shown; its file or frame holds all of them."""

STYLES = ("display.css",)


@dataclass(frozen=True, slots=True)
class Sum:
    """A number and the parts that it is the sum of.

    Attributes:
        name: What is counted, such as `audience`.
        total: How many there are.
        parts: Name to number; they add up to the total.
        when: Which of several sums this is, such as `before`.

    Raises:
        AssertionError: They do not add up, which would be a bug in the toolkit.
    """

    name: str
    total: int
    parts: dict[str, int]
    when: str = ""

    def __post_init__(self) -> None:
        """Check the sum."""
        if sum(self.parts.values()) != self.total:
            raise AssertionError(f"the parts do not add up to the {self.name}")

    def __str__(self) -> str:
        """Return the sum in a line.

        >>> str(Sum("audience", 5, {"kept": 2, "removed": 3}))
        '5 audience = 2 kept + 3 removed'
        """
        parts = " + ".join(f"{count:,} {name}" for name, count in self.parts.items())
        when = f"{self.when}: " if self.when else ""
        return f"{when}{self.total:,} {self.name} = {parts}"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its caption, the heads of its columns, and its lines.

    Attributes:
        caption: What it shows.
        heads: One head a column.
        lines: The cells of each line, one a column.
        groups: Named groups of further lines.
        head: The place of the column that names a line.
        is_folded: Whether its lines are out of sight until its caption is chosen.
    """

    caption: str
    heads: Sequence[str]
    lines: Sequence[Line] = ()
    groups: Sequence[tuple[str, Sequence[Line]]] = ()
    head: int = 0
    is_folded: bool = False

    def all_lines(self) -> Iterator[Line]:
        """Yield every line, those of the groups too."""
        yield from self.lines
        for _, lines in self.groups:
            yield from lines

    def content(self) -> dict[str, Any]:
        """Return what the template shows."""
        groups = [("", self.lines)] if self.lines else []
        return {
            "caption": self.caption,
            "heads": [
                {"text": text, "number": _is_number(column)}
                for text, column in zip(self.heads, self._columns(), strict=True)
            ],
            "head": self.head,
            "is_folded": self.is_folded,
            "groups": [
                (name, [[as_content(cell) for cell in line] for line in lines])
                for name, lines in [*groups, *self.groups]
            ],
        }

    def _columns(self) -> Iterator[list[Cell]]:
        lines = [*self.all_lines()]
        for place in range(len(self.heads)):
            yield [line[place] for line in lines]


def _is_number(column: Iterable[Cell]) -> bool:
    filled = [cell for cell in column if cell is not None]
    return bool(filled) and all(isinstance(cell, int) for cell in filled)


@dataclass(frozen=True, slots=True)
class Display:
    """What a result shows of itself.

    Attributes:
        title: The result in a sentence.
        under: What it is about.
        sums: Its numbers; each adds up.
        remarks: What a reader must know.
        tables: What there is in detail; a table without a line is left out.
        next: What to do next, as lines of code.
    """

    title: str
    under: str = ""
    sums: Sequence[Sum] = ()
    remarks: Sequence[str] = ()
    tables: Sequence[Table] = ()
    next: Sequence[str] = ()

    def html(self, *, is_first: bool = True) -> str:
        """Return it as HTML; every text is escaped, addresses are withheld or masked.

        Args:
            is_first: Whether it is the first of its output: that one has the style.

        >>> "&lt;b&gt;" in Display("<b>").html()
        True
        """
        return render_part(
            "display.html.j2",
            STYLES if is_first else (),
            notice=NOTICE if self._shows_persons() else "",
            title=self.title,
            under=self.under,
            sums=self.sums,
            remarks=self.remarks,
            tables=[table.content() for table in self._tables()],
            next=self.next,
        )

    def text(self) -> str:
        """Return it for a terminal: a line each, the cells two spaces apart.

        >>> table = Table("Two", ["a", "b"], [["a", 1], ["bcd", 2]])
        >>> print(Display("Two rows.", tables=[table]).text())
        Two rows.
          a    1
          bcd  2
        """
        notice = [f"! {NOTICE}"] if self._shows_persons() else []
        said = [self.title, self.under, *map(str, self.sums), *self.remarks]
        lines = [*notice, *(without_addresses(text) for text in said if text)]
        tables = self._tables()
        for table in tables:
            if len(tables) > 1:
                lines.append(table.caption)
            lines.extend(_aligned(table))
        return "\n".join(lines)

    def _tables(self) -> list[Table]:
        return [table for table in self.tables if any(table.all_lines())]

    def _shows_persons(self) -> bool:
        return is_revealed() and any(
            isinstance(cell, Personal) and cell.value is not None
            for table in self.tables
            for line in table.all_lines()
            for cell in line
        )


def _aligned(table: Table) -> Iterator[str]:
    rows = [[as_text(cell) for cell in line] for line in table.all_lines()]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [v.ljust(width) for v, width in zip(row, widths, strict=True)]
        yield f"  {'  '.join(cells)}".rstrip()
