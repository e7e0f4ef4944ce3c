"""Overlap: which reasons hold for the same contacts, as a picture."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes

from hygiene.charts.removals import colour_of
from hygiene.charts.style import LABEL_SIZE, dress_panel, new_panel, theme_of
from hygiene.vocabulary import Reason

_MOST = 16
_ROW = 0.24
_BARS = 1.5
_DOT = 42
_PLACE = {reason.value: reason.place for reason in Reason}


def plot_reason_overlaps(overlaps: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.reason_overlaps`: a bar a set of reasons, its members as dots.

    Args:
        overlaps: `reasons`, `contacts`, most first; those beyond 16 sets are summed up
            in a line below.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes: the bars stand above the line 0, the dots below it.

    Examples:
        >>> overlaps = pl.DataFrame({"reasons": [["minor", "paused"]], "contacts": [3]})
        >>> plot_reason_overlaps(overlaps).get_title(loc="left")
        '3 of 3 removed contacts have more than one reason'
    """
    drawn = overlaps.head(_MOST)
    sets, counts = drawn["reasons"].to_list(), drawn["contacts"].to_list()
    names = sorted({name for one in sets for name in one}, key=_PLACE.__getitem__)
    ax = new_panel(_BARS + _ROW * len(names)) if ax is None else ax
    theme, most = theme_of(ax), max([1, *counts])
    # Bars fill as many rows as their inches, so that a row of dots is one unit high.
    scale = _BARS / _ROW / most
    heights = [count * scale for count in counts]
    columns = range(len(sets))
    colours = [colour_of(one[0], theme) for one in sets]
    ax.bar(columns, heights, color=colours, width=0.7)
    for column, (count, height) in enumerate(zip(counts, heights, strict=True)):
        ax.text(
            column,
            height + 0.15,
            f"{count:,}",
            ha="center",
            va="bottom",
            size=LABEL_SIZE,
            color=theme.ink,
        )
    for row, name in enumerate(names):
        held = [column for column, one in enumerate(sets) if name in one]
        level = -(row + 1)
        ax.axhline(level, color=theme.line, linewidth=0.4, zorder=0)
        ax.scatter(held, [level] * len(held), s=_DOT, color=colour_of(name, theme))
    ax.set_yticks([-(row + 1) for row in range(len(names))], names)
    ax.set_ylim(-len(names) - 0.6, (_BARS / _ROW) * 1.12)
    ax.set_xlim(-0.7, max(len(sets), 1) - 0.3)
    ax.set_xticks([])
    ax.set_xlabel(_rest(overlaps), size=LABEL_SIZE, color=theme.ink, loc="left")
    dress_panel(ax, _title(overlaps))
    return ax


def _rest(overlaps: pl.DataFrame) -> str:
    """Return how many sets are not drawn, so that the numbers still add up."""
    rest = overlaps.slice(_MOST)
    if rest.is_empty():
        return ""
    contacts = int(rest["contacts"].sum())
    return f"and {rest.height} rarer sets of reasons, {contacts:,} contacts in all"


def _title(overlaps: pl.DataFrame) -> str:
    total = int(overlaps["contacts"].sum())
    several = pl.col("reasons").list.len() > 1
    many = int(overlaps.filter(several)["contacts"].sum())
    return f"{many:,} of {total:,} removed contacts have more than one reason"
