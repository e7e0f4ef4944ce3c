"""Heat maps: counts by two labels, each number written into its cell."""

from __future__ import annotations

from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from hygiene.charts.style import (
    dress_panel,
    label_size,
    new_panel,
    readable_on,
    shorten,
    theme_of,
    width_of,
)
from hygiene.metrics import KEPT, OTHERS

_ROW = 0.28
_LEFT = 2.4
_MOST_COLUMNS = 12
_MOST_REASONS = 6

OTHER_REASONS = "other reasons"
"""The column of the reasons beyond those that have one of their own."""


def plot_reasons_by(counts: pl.DataFrame, name: str, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.reasons_by`: the groups as rows, what becomes of them as columns.

    Args:
        counts: `label`, `reason`, `contacts`.
        name: What the groups are, e.g. `country`.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes.
    """
    removed = counts.filter(pl.col("reason") != KEPT, pl.col("label") != OTHERS)
    title = f"No contact is removed, whatever the {name}"
    if not removed.is_empty():
        worst = removed.row(0, named=True)
        title = (
            f"Most removed by {name}: {shorten(worst['label'])}, as {worst['reason']} "
            f"({worst['contacts']:,})"
        )
    common = _ranked(removed, "reason")[:_MOST_REASONS]
    column = pl.col("reason")
    named = counts.with_columns(
        reason=pl.when(column.is_in([KEPT, *common]))
        .then(column)
        .otherwise(pl.lit(OTHER_REASONS))
    )
    return _plot(named, "label", "reason", title, ax)


def plot_dealings_by_merchant(counts: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.dealings_by_merchant`: merchants as rows, months as columns.

    Args:
        counts: `merchant`, `month`, `contacts`; the latest 12 months are drawn, older
            ones are summed up as `earlier`.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes.
    """
    total = int(counts["contacts"].sum())
    months = counts["month"].unique().drop_nulls().sort(descending=True)
    recent = months.head(_MOST_COLUMNS).to_list()
    named = counts.with_columns(
        month=pl.when(pl.col("month").is_in(recent))
        .then(pl.col("month").dt.strftime("%Y-%m"))
        .otherwise(pl.lit("earlier"))
    )
    title = f"{total:,} contacts are known only by dealings, here by their latest"
    return _plot(named, "merchant", "month", title, ax, by_name=True)


def _plot(
    counts: pl.DataFrame,
    row: str,
    column: str,
    title: str,
    ax: Axes | None,
    *,
    by_name: bool = False,
) -> Axes:
    """Draw a matrix: rows by size; columns by size, kept first, or `by_name`."""
    rows = _ranked(counts, row)
    columns = _ranked(counts, column)
    if by_name:
        columns = sorted(columns, key=lambda name: (name != "earlier", name))
    else:
        columns = sorted(columns, key=lambda name: name != KEPT)
    ax = new_panel(_ROW * max(len(rows), 1), left=_LEFT) if ax is None else ax
    cells = {
        (a, b): n
        for a, b, n in counts.group_by(row, column).agg(pl.col("contacts").sum()).rows()
    }
    _shade(ax, [[cells.get((a, b), 0) for b in columns] for a in rows])
    ax.set_yticks(range(len(rows)), [shorten(name) for name in rows])
    slanted: dict[str, Any] = {"rotation": 20, "ha": "right", "rotation_mode": "anchor"}
    ax.set_xticks(range(len(columns)), columns, **slanted)
    dress_panel(ax, title)
    return ax


def _shade(ax: Axes, table: list[list[int]]) -> None:
    """Colour the cells by their counts, and write each count into its own."""
    theme = theme_of(ax)
    most = max([1, *(count for line in table for count in line)])
    shades = LinearSegmentedColormap.from_list("counts", [theme.paper, theme.no_ground])
    # Few large cells would drown the rest: shade by the square root.
    depths = [[(count / most) ** 0.5 for count in line] for line in table]
    if any(depths):
        ax.imshow(depths, cmap=shades, vmin=0, vmax=1, aspect="auto")
    room = width_of(ax) / max(map(len, table), default=1)
    for y, line in enumerate(table):
        for x, count in enumerate(line):
            if count:
                text, ink = f"{count:,}", readable_on(shades(depths[y][x]))
                size = label_size(text, room)
                place: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
                ax.text(x, y, text, size=size, color=ink, **place)


def _ranked(counts: pl.DataFrame, name: str) -> list[str]:
    """Return the values of a column, most contacts first and the others last."""
    ranked = counts.group_by(name).agg(n=pl.col("contacts").sum())
    rest = pl.col(name).is_in([OTHERS, OTHER_REASONS])
    order = [rest, pl.col("n"), pl.col(name)]
    return ranked.sort(order, descending=[False, True, False])[name].to_list()
