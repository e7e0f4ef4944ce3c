"""What of the counts is told, and how: numbers, or that they are hidden."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from hygiene import metrics
from hygiene.audit.packs.counting import (
    FLOW,
    NOW,
    REASON,
    THEN,
    TOTAL,
    Cell,
    Counts,
)
from hygiene.audit.packs.hiding import hidden
from hygiene.audit.states import ABSENT
from hygiene.masking import withheld
from hygiene.text import guarded_csv

HIDDEN = "hidden"
"""Stands for a count that is not told."""

_WORKED_OUT = (THEN, NOW)


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of a pack as they may be told.

    Attributes:
        counts: Every count.
        away: The cells that are not told.
    """

    counts: Counts
    away: frozenset[Cell]

    @classmethod
    def of(cls, counts: Counts, *, external: bool) -> Told:
        """Return what may be told inside the company, or to anybody outside."""
        return cls(counts, frozenset(hidden(counts) if external else ()))

    def number(self, cell: Cell) -> int | None:
        """Return a count; None where it is hidden."""
        return None if cell in self.away else self.counts.cells[cell]

    def text(self, cell: Cell) -> str:
        """Return a count for a page."""
        number = self.number(cell)
        return HIDDEN if number is None else f"{number:,}"

    def of_kind(self, of: str, what: str) -> Iterator[tuple[Cell, str]]:
        """Yield the cells of a kind with their texts; most first, hidden ones last."""
        cells = [one for one in self.counts.cells if (one.of, one.what) == (of, what)]
        for cell in sorted(cells, key=lambda one: (-(self.number(one) or -1), one)):
            yield cell, self.text(cell)

    def steps(self, of: str) -> pl.DataFrame | None:
        """Return the waterfall of a campaign; the reasons that are hidden as one.

        None where a total is hidden: there is nothing to draw then.
        """
        ends = {
            name: self.number(Cell(of, TOTAL, name))
            for name in ("audience", "kept", "removed")
        }
        total = {name: count for name, count in ends.items() if count is not None}
        if len(total) < len(ends):
            return None
        told = [(cell.name, self.number(cell)) for cell, _ in self.of_kind(of, REASON)]
        rows = [(name, count) for name, count in told if count is not None]
        schema = {"reason": pl.String, "contacts": pl.Int64}
        steps = metrics.steps(total, pl.DataFrame(rows, schema=schema, orient="row"))
        rest = total["removed"] - sum(count for _, count in rows)
        if not rest:
            return steps
        other = {"step": [metrics.UNTOLD], "contacts": [rest], "left": [total["kept"]]}
        return pl.concat([steps[:-1], pl.DataFrame(other), steps[-1:]])

    def flows(self, scope: str) -> pl.DataFrame:
        """Return `before`, `after`, `contacts` of a scope, without the hidden ones."""
        rows = [
            (metrics_state(cell.name), metrics_state(cell.to), self.number(cell))
            for cell, _ in self.of_kind(scope, FLOW)
            if self.number(cell) is not None
        ]
        schema = {"before": pl.String, "after": pl.String, "contacts": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def csv(self, own: str, against: str | None) -> str:
        """Return `counts.csv`: `of`, `what`, `name`, `to`, `count`, `is_hidden`.

        Args:
            own: The snapshot. What the one before counted is in its own pack.
            against: The snapshot that it was compared with.
        """
        rows = [
            (*cell, self.number(cell), cell in self.away)
            for cell in self.counts.cells
            if cell.what not in _WORKED_OUT and not _is_of(cell, against, own)
        ]
        schema = {
            **dict.fromkeys(("of", "what", "name", "to"), pl.String),
            "count": pl.Int64,
            "is_hidden": pl.Boolean,
        }
        table = pl.DataFrame(rows, schema=schema, orient="row")
        texts = [withheld(pl.col(name)).alias(name) for name in ("of", "name", "to")]
        return guarded_csv(table.with_columns(texts))


def metrics_state(state: str) -> str:
    """Return a state of a comparison as charts know it."""
    return metrics.ABSENT if state == ABSENT else state


def _is_of(cell: Cell, against: str | None, own: str) -> bool:
    """Return whether a cell is a campaign's of the snapshot before."""
    return against is not None and own != against and cell.of.startswith(f"{against} ")
