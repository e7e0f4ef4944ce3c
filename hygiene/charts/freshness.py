"""Freshness: how old the suppression lists are, as a picture."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes

from hygiene.charts.style import LABEL_SIZE, dress_panel, new_panel, shorten, theme_of

_ROW = 0.26
_NAMES = 3.3
_BAR = 0.62
_TEXTS = 3.4
_MOST = 1.25
_GAP = 0.02


def plot_freshness(lists: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.suppression_freshness`: how much of its limit each list has used.

    A bar that ends before the line is fresh. One that would end far beyond it is cut
    off there; its numbers stand beside it, as do those of the lists without a limit,
    which have no bar.

    Args:
        lists: `list`, `files`, `said_by`, `age_days`, `limit_days`, `state`; drawn from
            top to bottom in this order.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes: x is the share of the limit, 1 the limit itself.
    """
    height = _ROW * max(1, lists.height)
    ax = new_panel(height, left=_NAMES, right=_TEXTS, below=_ROW) if ax is None else ax
    theme = theme_of(ax)
    colours = {"fresh": theme.kept, "stale": theme.said_no}
    rows = lists.rows(named=True)
    for place, row in enumerate(rows):
        if (used := _used(row)) is not None:
            colour = colours[row["state"]]
            ax.barh(place, used, height=_BAR, color=colour, edgecolor=colour)
        ax.text(
            _MOST + _GAP,
            place,
            _told(row),
            va="center_baseline",
            size=LABEL_SIZE,
            color=theme.ink,
        )
    if any(row["limit_days"] is not None for row in rows):
        ax.axvline(1, color=theme.line, linewidth=1)
        below: dict[str, Any] = {"ha": "center", "va": "top", "size": LABEL_SIZE}
        ax.text(1, lists.height - 0.5, "limit", color=theme.ink, **below)
    ax.set_xlim(0, _MOST)
    ax.set_ylim(max(1, lists.height) - 0.5, -0.5)
    ax.set_yticks(range(lists.height), [_name(row) for row in rows])
    ax.set_xticks([])
    dress_panel(ax, _title(lists))
    return ax


def _used(row: dict[str, Any]) -> float | None:
    """Return the share of its limit that a list has used, cut off beyond it."""
    if row["limit_days"] is None or row["age_days"] is None:
        return None
    share: float = row["age_days"] / row["limit_days"]
    return min(_MOST, share)


def _name(row: dict[str, Any]) -> str:
    more = row["files"] - 1
    return shorten(row["list"]) + (f" and {more} more" if more else "")


def _told(row: dict[str, Any]) -> str:
    age = row["age_days"]
    if age is None:
        old = "of unknown age"
    else:
        by = " (newest record)" if row["said_by"] == "newest record" else ""
        old = f"{age:,.1f} days old{by}"
    if row["limit_days"] is None:
        return f"{old}; no limit"
    stale = "STALE: " if row["state"] == "stale" else ""
    return f"{stale}{old}; limit {row['limit_days']:,.1f}"


def _title(lists: pl.DataFrame) -> str:
    """Return the message: what is too old, else how many lists are watched."""
    count = {name: (lists["state"] == name).sum() for name in ("fresh", "stale")}
    if count["stale"]:
        return f"{count['stale']} of {lists.height} suppression lists are too old"
    limited, total = count["fresh"], lists.height
    if not total:
        return "No suppression list is read"
    return f"{limited} of {total} suppression lists have a limit of age, and keep it"
