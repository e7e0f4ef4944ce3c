"""Sequences: files of changes in their order, with nothing missing in between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise

from hygiene.errors import InputError

NUMBER, FROM, TO, ACTION = "number", "from", "to", "action"
ADD, REMOVE = "add", "remove"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a file of changes stands: one number, or the days that it covers.

    Attributes:
        label: What messages call the file.
        first: Its number, or the ordinal of its first day.
        last: The same number, or the ordinal of its last day.
        is_dated: Whether they are days.
        action: What all of its rows do, where its name says so.
    """

    label: str
    first: int
    last: int
    is_dated: bool = False
    action: str | None = None

    def shown(self, place: int) -> str:
        """Return a number or a day as people write it.

        >>> Position("a.csv", 7, 7).shown(7), Position("a", 1, 1, True).shown(1)
        ('number 7', '0001-01-01')
        """
        return (
            date.fromordinal(place).isoformat() if self.is_dated else f"number {place}"
        )


def position_of(label: str, pattern: re.Pattern[str], *, exclusive: bool) -> Position:
    r"""Return where a file stands, as its name says.

    Args:
        label: The name of the file.
        pattern: With a group `number`, or `from` and `to`; and perhaps `action`.
        exclusive: Whether `to` is the first day that is not covered.

    Raises:
        InputError: The name does not say it.

    >>> position_of("d-7.csv", re.compile(r"d-(?P<number>\d+)"), exclusive=False).first
    7
    """
    found = pattern.search(label)
    if found is None:
        raise InputError(f"'{label}' does not have a name of the form in 'name'.")
    said = found.groupdict()
    action = said.get(ACTION)
    if action is not None and action not in (ADD, REMOVE):
        raise InputError(f"'{label}': its name must say 'add' or 'remove'.")
    try:
        if NUMBER in said:
            number = int(said[NUMBER])
            return Position(label, number, number, action=action)
        first, last = (_day(said[name]) for name in (FROM, TO))
    except (TypeError, ValueError):
        raise InputError(
            f"'{label}': its name holds no number or date there."
        ) from None
    if exclusive:
        last -= timedelta(days=1)
    if last < first:
        raise InputError(f"'{label}' ends before it begins.")
    return Position(
        label, first.toordinal(), last.toordinal(), is_dated=True, action=action
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def in_order(
    given: Sequence[Position], after: int | None, *, is_listed: bool
) -> list[int]:
    """Return the places of `given` in their order, when nothing is missing.

    Two files of one number are one step when one adds and the other removes.

    Args:
        given: The files as they were given.
        after: Where the full list that they follow stands, or None without one.
        is_listed: Whether they were given one by one, and so in an order.

    Raises:
        InputError: A file is missing, overlaps another one, or is out of order.
    """
    order = sorted(range(len(given)), key=lambda at: (given[at].first, given[at].last))
    problems = [*_problems([given[at] for at in order], after)]
    if is_listed and order != list(range(len(given))):
        problems.insert(0, _disorder(given))
    if problems:
        raise InputError(
            "The files of changes are not one unbroken sequence:", problems
        )
    return order


def _disorder(given: Sequence[Position]) -> str:
    pairs = pairwise(given)
    one, other = next(
        p for p in pairs if (p[0].first, p[0].last) > (p[1].first, p[1].last)
    )
    return f"'{other.label}' is listed after '{one.label}', which it comes before."


def _problems(ordered: Sequence[Position], after: int | None) -> Iterator[str]:
    reached, held = after, "the full list"
    for (first, last), group in groupby(ordered, key=lambda at: (at.first, at.last)):
        one, *others = group
        if reached is not None and first > reached + 1:
            missing, upto = one.shown(reached + 1), one.shown(first - 1)
            gap = missing if missing == upto else f"{missing} to {upto}"
            yield f"{gap} is missing before '{one.label}'; get that file first."
        if reached is not None and first <= reached:
            covered = one.shown(first)
            yield f"'{one.label}' covers {covered}, which {held} holds already."
        for other in others:
            if len(others) > 1 or not other.action or other.action == one.action:
                yield f"'{other.label}' covers what '{one.label}' holds already."
        reached = last if reached is None else max(reached, last)
        held = f"'{one.label}'"
