"""Overlap: which reasons hold for the same contacts, as a picture."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes

from hygiene.charts.removals import colour_of
from hygiene.charts.style import (
    LABEL_SIZE,
    dress_panel,
    label_size,
    new_panel,
    theme_of,
    width_of,
)
from hygiene.vocabulary import Reason

_MOST = 12
_ROW = 0.24
_BARS = 1.5
_DOT = 42
_PLACE = {reason.value: reason.place for reason in Reason}


def plot_reason_overlaps(overlaps: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.reason_overlaps`: a bar a set of reasons, its members as dots.

    Drawn are the sets of more than one reason; how many contacts have a single one is
    said below.

    Args:
        overlaps: `reasons`, `contacts`, most first; those beyond 12 sets are summed up
            below too.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes: the bars stand above the line 0, the dots below it.

    Examples:
        >>> overlaps = pl.DataFrame({"reasons": [["minor", "paused"]], "contacts": [3]})
        >>> plot_reason_overlaps(overlaps).get_title(loc="left")
        '3 of 3 removed contacts have more than one reason'
    """
    several = overlaps.filter(pl.col("reasons").list.len() > 1)
    drawn = several.head(_MOST)
    single = int(overlaps["contacts"].sum()) - int(several["contacts"].sum())
    sets, counts = drawn["reasons"].to_list(), drawn["contacts"].to_list()
    names = sorted({name for one in sets for name in one}, key=_PLACE.__getitem__)
    height = _BARS + _ROW * len(names) if names else _ROW
    ax = new_panel(height) if ax is None else ax
    room = width_of(ax) / max(1, len(sets))
    theme, most = theme_of(ax), max([1, *counts])
    # Bars fill as many rows as their inches, so that a row of dots is one unit high.
    scale = _BARS / _ROW / most
    heights = [count * scale for count in counts]
    columns = range(len(sets))
    colours = [colour_of(one[0], theme) for one in sets]
    ax.bar(columns, heights, color=colours, width=0.7)
    for column, (count, top) in enumerate(zip(counts, heights, strict=True)):
        text = f"{count:,}"
        size = label_size(text, room)
        place: dict[str, Any] = {"ha": "center", "va": "bottom", "size": size}
        ax.text(column, top + 0.15, text, color=theme.ink, **place)
    for column, one in enumerate(sets):
        levels = [-(names.index(name) + 1) for name in one]
        ends = min(levels, default=0), max(levels, default=0)
        ax.plot([column, column], ends, color=theme.line, linewidth=1.6, zorder=0.5)
    for row, name in enumerate(names):
        held = [column for column, one in enumerate(sets) if name in one]
        level = -(row + 1)
        ax.axhline(level, color=theme.line, linewidth=0.4, zorder=0)
        ax.scatter(held, [level] * len(held), s=_DOT, color=colour_of(name, theme))
    ax.set_yticks([-(row + 1) for row in range(len(names))], names)
    ax.set_ylim(-len(names) - 0.6, (_BARS / _ROW) * 1.12)
    ax.set_xlim(-0.7, max(len(sets), 1) - 0.3)
    ax.set_xticks([])
    ax.set_xlabel(_rest(several, single), size=LABEL_SIZE, color=theme.ink, loc="left")
    dress_panel(ax, _title(several, single))
    return ax


def _rest(several: pl.DataFrame, single: int) -> str:
    """Return what is not drawn, so that the numbers still add up."""
    said = [f"{single:,} contacts have a single reason"] if single else []
    rest = several.slice(_MOST)
    if not rest.is_empty():
        contacts = int(rest["contacts"].sum())
        said.append(f"{rest.height} rarer sets of reasons hold {contacts:,} more")
    return "; ".join(said)


def _title(several: pl.DataFrame, single: int) -> str:
    many = int(several["contacts"].sum())
    return f"{many:,} of {many + single:,} removed contacts have more than one reason"
