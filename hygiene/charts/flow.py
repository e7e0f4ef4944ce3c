"""Flow: who moves between which states, as a picture.

Two stacks of the same contacts, before and after. A band between them is a flow; those
that stay where they are keep in the background.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from hygiene.charts.removals import colour_of
from hygiene.charts.style import (
    LABEL_SIZE,
    LIGHT,
    Theme,
    dress_panel,
    new_panel,
    theme_of,
)
from hygiene.metrics import ABSENT, KEPT, REMOVED
from hygiene.vocabulary import Reason

_ROW = 0.22
_STACK = 2.6
_NAMES = 2.4
_BAR = 0.02
_STAY = 0.18
_MOVE = 0.7
_EDGE = 0.8
_GAP = 0.06
_PLACES = {KEPT: -2, ABSENT: -1, **{reason.value: reason.place for reason in Reason}}

UNMOVED = "reasons that stay"
"""Stands for the reasons that nobody comes to or leaves, where there are several."""

_LAST = len(_PLACES)


@dataclass
class _Stack:
    """One side: the lower edge of each state's bar, and its height, in inches.

    A slot is at least a line of text high, so that names stand apart; a bar is as high
    as its contacts.
    """

    sums: dict[str, int]
    edges: dict[str, float]
    scale: float

    @property
    def height(self) -> float:
        return sum(self.slot(count) for count in self.sums.values())

    def slot(self, count: int) -> float:
        """Return the height that a bar takes, with the space around it."""
        return max(_ROW, count * self.scale + _GAP)

    def take(self, state: str, count: int) -> tuple[float, float]:
        """Return the next free part of a state's bar, from its top down."""
        top = self.edges[state]
        self.edges[state] = top + count * self.scale
        return top, self.edges[state]


def plot_flow(
    flows: pl.DataFrame,
    *,
    title: str | None = None,
    sides: tuple[str, str] = ("before", "after"),
    paper: Theme = LIGHT,
    ax: Axes | None = None,
) -> Axes:
    """Draw flows between states: `metrics.flow`, or the `flows` of a what-if.

    Args:
        flows: `before`, `after`, `contacts`; states are `kept` and reasons. Reasons
            that nobody comes to or leaves are drawn as one.
        title: The message; by default how many contacts moved.
        sides: What stands above each stack, such as two quarters.
        paper: The colours of axes of its own.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes: x from 0 (before) to 1 (after), y in inches from the top.

    Examples:
        >>> rows = {"before": ["paused"], "after": ["kept"], "contacts": [3]}
        >>> plot_flow(pl.DataFrame(rows)).get_title(loc="left")
        '3 of 3 contacts moved: 0 were kept, now 3'
    """
    total = max(1, int(flows["contacts"].sum()))
    drawn = _folded(flows)
    before = _stack(drawn, "before", _STACK / total)
    after = _stack(drawn, "after", _STACK / total)
    height = max(_ROW, before.height, after.height) + _ROW
    if ax is None:
        ax = new_panel(height, paper, left=_NAMES, right=_NAMES, below=_ROW)
    theme = theme_of(ax)
    for x, stack, side in zip((0, 1), (before, after), sides, strict=True):
        _draw_stack(ax, x, stack, side, theme)
    for start, end, contacts in _ordered(drawn):
        band = before.take(start, contacts), after.take(end, contacts)
        _draw_band(ax, start, end, band, theme)
    ax.set_xlim(-_BAR, 1 + _BAR)
    ax.set_ylim(height - _ROW, -_ROW)
    ax.set_xticks([])
    ax.set_yticks([])
    dress_panel(ax, title or _title(flows))
    return ax


def _title(flows: pl.DataFrame) -> str:
    moved = flows.filter(pl.col("before") != pl.col("after"))["contacts"].sum()
    then, now = (
        flows.filter(pl.col(side) == KEPT)["contacts"].sum()
        for side in ("before", "after")
    )
    total = flows["contacts"].sum()
    return f"{moved:,} of {total:,} contacts moved: {then:,} were kept, now {now:,}"


def _stack(flows: pl.DataFrame, side: str, scale: float) -> _Stack:
    counted = flows.group_by(side).agg(pl.col("contacts").sum()).rows()
    sums = dict(sorted(counted, key=lambda row: _place(row[0])))
    stack, top = _Stack(sums, {}, scale), 0.0
    for state, count in sums.items():
        slot = stack.slot(count)
        stack.edges[state] = top + (slot - count * scale) / 2
        top += slot
    return stack


def _folded(flows: pl.DataFrame) -> pl.DataFrame:
    """Return the flows with the reasons that nobody comes to or leaves as one."""
    moved = flows.filter(pl.col("before") != pl.col("after"))
    shown = {KEPT, ABSENT, *moved["before"], *moved["after"]}
    rest = flows.filter(~pl.col("before").is_in(shown))
    if rest.height <= 1:
        return flows
    one = {"before": UNMOVED, "after": UNMOVED, "contacts": rest["contacts"].sum()}
    return pl.concat([flows.filter(pl.col("before").is_in(shown)), pl.DataFrame([one])])


def _place(state: str) -> int:
    return _PLACES.get(state, _LAST)


def _ordered(flows: pl.DataFrame) -> Iterable[tuple[str, str, int]]:
    """Return the flows from top to bottom, so that few bands cross."""
    rows: list[tuple[str, str, int]] = flows.rows()
    return sorted(rows, key=lambda row: (_place(row[0]), _place(row[1])))


def _colour(state: str, theme: Theme) -> str:
    if state in {KEPT, REMOVED}:
        return theme.kept if state == KEPT else theme.said_no
    return theme.whole if state in {ABSENT, UNMOVED} else colour_of(state, theme)


def _draw_stack(ax: Axes, x: int, stack: _Stack, side: str, theme: Theme) -> None:
    """Draw the bars of one side, each with its name and count beside it."""
    is_before = x == 0
    text: dict[str, Any] = {
        "ha": "right" if is_before else "left",
        "va": "center",
        "size": LABEL_SIZE,
        "color": theme.ink,
    }
    outside = x - 1.5 * _BAR if is_before else x + 1.5 * _BAR
    ax.text(outside, -_ROW / 2, side, weight="bold", **text)
    left = x - _BAR if is_before else x
    for state, count in stack.sums.items():
        bar, colour = count * stack.scale, _colour(state, theme)
        place = (left, stack.edges[state])
        # The thin edge keeps the bar of a single contact in sight.
        ax.add_patch(
            Rectangle(place, _BAR, bar, facecolor=colour, edgecolor=colour, lw=_EDGE)
        )
        middle = stack.edges[state] + bar / 2
        label = f"{state}  {count:,}" if is_before else f"{count:,}  {state}"
        ax.text(outside, middle, label, **text)


def _draw_band(
    ax: Axes,
    start: str,
    end: str,
    band: tuple[tuple[float, float], tuple[float, float]],
    theme: Theme,
) -> None:
    """Draw one flow in the colour of where it leads; quietly when nothing changes."""
    (top, bottom), (its_top, its_bottom) = band
    points = [
        (0.0, top), (0.5, top), (0.5, its_top), (1.0, its_top),
        (1.0, its_bottom), (0.5, its_bottom), (0.5, bottom), (0.0, bottom),
    ]  # fmt: skip
    curve = [Path.CURVE4] * 3
    codes = [Path.MOVETO, *curve, Path.LINETO, *curve]
    moves = start != end
    colour = _colour(end, theme) if moves else theme.line
    patch = PathPatch(
        Path(points, codes),
        facecolor=colour,
        edgecolor=colour if moves else "none",
        linewidth=_EDGE,
        alpha=_MOVE if moves else _STAY,
        zorder=0.5 if moves else 0.4,
    )
    patch.set_gid(f"{start} → {end}")
    ax.add_patch(patch)
