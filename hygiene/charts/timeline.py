"""A contact's timeline: what was said and done, and the moment of decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num

from hygiene.charts.style import LABEL_SIZE, Theme, dress_panel, new_panel, theme_of

_LANES = ("consents", "dealings", "suppressions", "sends")
_DECISION = "decision"
_LANE = 0.8
_LEFT = 1.4
_LEVELS = (0.2, 0.4, 0.6)
_LETTER = 0.0105
_GAP = 0.012
_MARGIN = 0.04
_SHORTEST = 30.0
_EARLY = 0.3
_THICK, _THIN = 2.4, 1.0
_STANDS = "stands"
_CALENDAR = (-25567.0, 84006.0)
"""The years 1900 to 2199, in days since 1970; a mark beyond stands at the edge."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """How records of one effect are drawn."""

    label: str
    marker: str
    colour: str
    is_hollow: bool = False
    size: int = 8


_MARKS: dict[str, _Mark] = {
    "stands": _Mark("stands against", "X", "said_no", size=9),
    "proves": _Mark("proves", "o", "kept", size=9),
    "could prove": _Mark("could prove", "o", "kept", is_hollow=True),
    "lifted": _Mark("lifted", "X", "said_no", is_hollow=True),
    "counted": _Mark("counts", "s", "unfit"),
    "no proof": _Mark("no proof", "^", "no_ground"),
    "no effect": _Mark("no effect", ".", "whole"),
}
"""By effect; an earlier one is labelled before a later one."""


def plot_timeline(
    timeline: pl.DataFrame, *, ax: Axes | None = None, title: str = "On record"
) -> Axes:
    """Draw `metrics.timeline`: a lane a table, a mark a record, a line the decision.

    Form and colour say what a record does to the decision. A suppression is followed
    by a line for as long as it is in force. Every mark is drawn; what there is no room
    to name is still counted beside its lane.

    Args:
        timeline: `lane`, `at`, `ends`, `what`, `effect`.
        ax: Where to draw; by default on axes of its own.
        title: The message.

    Returns:
        The axes; time runs to the right, lanes are numbered from 0 at the top.
    """
    ax = new_panel(_LANE * len(_LANES), left=_LEFT) if ax is None else ax
    theme = theme_of(ax)
    ax.set_xlim(*_span(timeline))
    ax.set_ylim(len(_LANES) - 0.5, -0.75)
    (at,) = timeline.filter(pl.col("lane") == _DECISION)["at"]
    names = []
    for place, lane in enumerate(_LANES):
        marks = timeline.filter(pl.col("lane") == lane).to_dicts()
        names.append(f"{lane} ({len(marks)})")
        ax.axhline(place, color=theme.line, linewidth=0.6, zorder=0)
        _draw_lane(ax, place, marks, _day(at))
    _draw_decision(ax, at)
    ax.set_yticks(range(len(_LANES)), names)
    locator = AutoDateLocator(maxticks=12, tz=at.tzinfo)  # type: ignore[no-untyped-call]
    named = ConciseDateFormatter(locator, tz=at.tzinfo)  # type: ignore[no-untyped-call]
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(named)
    _legend(ax, theme)
    dress_panel(ax, title)
    ax.xaxis.get_offset_text().set(color=theme.ink, size=LABEL_SIZE)
    return ax


def _span(timeline: pl.DataFrame) -> tuple[float, float]:
    """Return the first and the last day that are shown, with a margin."""
    days = [_day(at) for at in timeline["at"]]
    first, last = min(days), max(days)
    margin = max((last - first) * _MARGIN, _SHORTEST / 10)
    if last - first < 1:
        margin = _SHORTEST / 2
    return first - margin, last + 2 * margin


def _draw_lane(
    ax: Axes, place: int, marks: Sequence[dict[str, Any]], at: float
) -> None:
    theme = theme_of(ax)
    for effect, look in reversed(_MARKS.items()):
        shown = [mark for mark in marks if mark["effect"] == effect]
        colour = getattr(theme, look.colour)
        if place == _LANES.index("suppressions"):
            _draw_periods(ax, place, shown, colour)
        if shown:
            ax.plot(
                [_day(mark["at"]) for mark in shown], [place] * len(shown),
                linestyle="none", marker=look.marker, markersize=look.size,
                color=colour, markeredgecolor=colour, label=effect,
                markerfacecolor=theme.paper if look.is_hollow else colour, zorder=3,
            )  # fmt: skip
    for x, level, align, said in _labels(ax, marks, at):
        ax.vlines(x, place - level, place, color=theme.line, linewidth=0.6, zorder=0)
        ax.text(
            x, place - level, said, size=LABEL_SIZE, color=theme.ink,
            ha=align, va="center_baseline", zorder=2,
            bbox={"facecolor": theme.paper, "edgecolor": "none", "pad": 0.6},
        )  # fmt: skip


def _draw_periods(
    ax: Axes, place: int, marks: Sequence[dict[str, Any]], colour: str
) -> None:
    """Draw for how long suppressions are in force: thick, while one stands against."""
    right = ax.get_xlim()[1]
    for mark in marks:
        end = right if mark["ends"] is None else min(_day(mark["ends"]), right)
        width = _THICK if mark["effect"] == _STANDS else _THIN
        ax.plot(
            [_day(mark["at"]), end], [place, place],
            color=colour, linewidth=width, zorder=1,
        )  # fmt: skip


def _labels(
    ax: Axes, marks: Sequence[dict[str, Any]], at: float
) -> Iterator[tuple[float, float, str, str]]:
    """Yield the labels that have room: what matters first, then what is newest.

    A label stands to the right of its mark, or to the left where the edge or the line
    of the decision is near.
    """
    left, right = ax.get_xlim()
    wall = (at - left) / (right - left)
    ranks = list(_MARKS)
    taken: dict[float, list[tuple[float, float]]] = {level: [] for level in _LEVELS}
    ordered = sorted(marks, key=lambda m: (ranks.index(m["effect"]), -_day(m["at"])))
    for mark in ordered:
        said = f"{mark['what']} {mark['at'].day} {mark['at']:%b %Y}"
        x = _day(mark["at"])
        start, width = (x - left) / (right - left), _LETTER * len(said)
        is_late = start > width and start + width > (wall if start <= wall else 1)
        begin = start - width if is_late else start
        for level, others in taken.items():
            if all(begin > e + _GAP or begin + width < b - _GAP for b, e in others):
                others.append((begin, begin + width))
                yield x, level, "right" if is_late else "left", said
                break


def _draw_decision(ax: Axes, at: datetime) -> None:
    x, (left, right) = _day(at), ax.get_xlim()
    ink = theme_of(ax).ink
    is_early = (x - left) / (right - left) < _EARLY
    ax.axvline(x, color=ink, linewidth=1.4, linestyle="--", zorder=1)
    ax.text(
        x, len(_LANES) - 0.56, f" decision {at.day} {at:%b %Y, %H:%M} ",
        size=LABEL_SIZE, color=ink, ha="left" if is_early else "right", va="bottom",
        weight="bold",
    )  # fmt: skip


def _legend(ax: Axes, theme: Theme) -> None:
    """Say below the lanes what the marks mean, for those that are there."""
    handles, effects = ax.get_legend_handles_labels()
    by_effect = dict(zip(effects, handles, strict=True))
    found = [effect for effect in _MARKS if effect in by_effect]
    if found:
        ax.legend(
            handles=[by_effect[effect] for effect in found],
            labels=[_MARKS[effect].label for effect in found],
            loc="upper left",
            bbox_to_anchor=(0, -0.1),
            ncols=len(found),
            frameon=False,
            fontsize=LABEL_SIZE,
            labelcolor=theme.ink,
            handlelength=1,
            handletextpad=0.4,
            columnspacing=1.2,
        )


def _day(at: datetime) -> float:
    """Return a time as Matplotlib counts it: in days since 1970."""
    day = float(date2num(at))  # type: ignore[no-untyped-call]
    return min(max(day, _CALENDAR[0]), _CALENDAR[1])
