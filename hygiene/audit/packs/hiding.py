"""Small counts: what a pack that leaves the company does not tell.

A count of 1 to 9 could point at a person. It is hidden, and so are as many of the
counts beside it as it takes that no subtraction finds it (docs/audit.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hygiene.audit.packs.counting import Cell, Counts

SMALLEST_SHOWN = 10
_LARGEST_HIDDEN = SMALLEST_SHOWN - 1


def hidden(counts: Counts) -> set[Cell]:
    """Return the cells that are not told.

    In every sum, whoever knows this rule and all that is told can still think of each
    small count as anything from 1 to 9.

    >>> a, b, c = (Cell("c1", "reason", name) for name in "abc")
    >>> total = Cell("c1", "total", "removed")
    >>> told = Counts({total: 1003, a: 3, b: 400, c: 600}, [(total, [a, b, c])])
    >>> sorted(cell.name for cell in hidden(told))
    ['a', 'b']
    """
    found = {cell for cell, count in counts.cells.items() if _is_small(count)}
    size = -1
    while size != len(found):
        size = len(found)
        for total, parts in counts.sums:
            _protect(counts.cells, total, parts, found)
    return found


def _is_small(count: int) -> bool:
    return 0 < count < SMALLEST_SHOWN


def _protect(
    cells: Mapping[Cell, int], total: Cell, parts: list[Cell], found: set[Cell]
) -> None:
    """Hide more of a sum until what is hidden in it cannot be worked out."""
    while not _is_safe(cells, total, parts, found):
        left = [part for part in parts if cells[part] and part not in found]
        found.add(min(left, key=lambda part: (cells[part], part), default=total))


def _is_safe(
    cells: Mapping[Cell, int], total: Cell, parts: list[Cell], found: Collection[Cell]
) -> bool:
    away = [cells[part] for part in parts if part in found]
    if total in found:
        return bool(away) or not any(cells[part] for part in parts)
    if not away:
        return True
    small = sum(_is_small(count) for count in away)
    large = len(away) - small
    told = [cells[part] for part in parts if part not in found and cells[part]]
    if not small:
        return large > 1
    if not large and told:
        return False
    # The sum of the hidden ones is known; the others of them bound each small one.
    rest, others = sum(away), small - 1
    most = rest - others - SMALLEST_SHOWN * large
    at_least_one = rest - _LARGEST_HIDDEN * others - large * min(told, default=rest)
    return most >= _LARGEST_HIDDEN and at_least_one <= 1
