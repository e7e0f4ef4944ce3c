"""Removals: what became of an audience, as pictures.

Each `plot_x` draws the table that `metrics.x` computes; none sees a contact.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from hygiene.charts.style import LABEL_SIZE, Theme, dress_bars, new_axes, theme_of
from hygiene.metrics import UNTOLD
from hygiene.text import share
from hygiene.vocabulary import REASONS, Reason, ReasonKind

_BAR = 0.72
_EDGE = 0.8
_ROOM_FOR_ONE_NUMBER = 1.24
_ROOM_FOR_TWO_NUMBERS = 1.45
_GAP = 0.008

_GROUPS = {
    "no proven ground": ("no_ground", {ReasonKind.PERMISSION}),
    "a suppression or refusal": (
        "said_no",
        {ReasonKind.SUPPRESSION, ReasonKind.RESTRICTIVE_EVENT},
    ),
    "address, limit or duplicate": (
        "unfit",
        {ReasonKind.ADDRESS, ReasonKind.LIMIT, ReasonKind.ROW},
    ),
}


def plot_waterfall(
    steps: pl.DataFrame, *, ax: Axes | None = None, title: str | None = None
) -> Axes:
    """Draw `metrics.waterfall`: what each reason takes away, from audience to kept.

    Args:
        steps: `step`, `contacts`, `left`; drawn from top to bottom in this order.
        ax: Where to draw. By default on axes of its own, which pyplot does not know:
            end a notebook cell with the call, and the picture is shown. To keep it,
            `ax.figure.savefig("waterfall.png")`.
        title: The message; by default how many contacts may be messaged.

    Returns:
        The axes.

    Examples:
        >>> steps = pl.DataFrame({
        ...     "step": ["audience", "unsubscribed", "kept"],
        ...     "contacts": [5, 2, 3],
        ...     "left": [5, 3, 3],
        ... })
        >>> plot_waterfall(steps).get_title(loc="left")
        '3 of 5 contacts may be messaged'
    """
    ax = new_axes(steps.height) if ax is None else ax
    theme = theme_of(ax)
    names = steps["step"].to_list()
    contacts = steps["contacts"].to_list()
    total, kept = contacts[0], contacts[-1]
    starts = [0, *steps["left"].to_list()[1:-1], 0]
    ends = [start + width for start, width in zip(starts, contacts, strict=True)]
    colours = [theme.whole, *_colours(names[1:-1], theme), theme.kept]
    rows = range(len(names))
    # The thin edge keeps the bar of a single contact in sight.
    ax.barh(
        rows,
        contacts,
        left=starts,
        height=_BAR,
        color=colours,
        edgecolor=colours,
        linewidth=_EDGE,
    )
    levels = steps["left"].to_list()[:-1]
    tops = [row + _BAR / 2 for row in rows[:-1]]
    bottoms = [row + 1 - _BAR / 2 for row in rows[:-1]]
    ax.vlines(levels, tops, bottoms, color=theme.line, linewidth=_EDGE)
    _label(ax, ends, [f"{count:,} · {share(count, total)}" for count in contacts])
    ax.set_xlim(0, max(total, 1) * _ROOM_FOR_ONE_NUMBER)
    dress_bars(ax, names, title or f"{kept:,} of {total:,} contacts may be messaged")
    _explain_colours(ax, names[1:-1])
    return ax


def plot_removals_by_reason(removals: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.removals_by_reason`: one bar a reason, longest on top.

    The full bar counts the contacts whose first reason it is; the pale end adds those
    that it would have removed too, had an earlier reason not done so.

    Args:
        removals: `reason`, `contacts`, `also`.
        ax: Where to draw; as in `plot_waterfall`.

    Returns:
        The axes.
    """
    ax = new_axes(removals.height) if ax is None else ax
    theme = theme_of(ax)
    ordered = removals.sort(
        "contacts", "also", "reason", descending=[True, True, False]
    )
    names = ordered["reason"].to_list()
    contacts, also = ordered["contacts"].to_list(), ordered["also"].to_list()
    colours, rows = _colours(names, theme), range(len(names))
    ax.barh(rows, also, height=_BAR, color=colours, alpha=0.35)
    ax.barh(rows, contacts, height=_BAR, color=colours)
    _label(
        ax,
        also,
        [
            f"{first:,}" if first == every else f"{first:,}, in all {every:,}"
            for first, every in zip(contacts, also, strict=True)
        ],
    )
    ax.set_xlim(0, max([1, *also]) * _ROOM_FOR_TWO_NUMBERS)
    dress_bars(ax, names, _removals_title(names, sum(contacts)))
    _explain_colours(ax, names)
    return ax


def _removals_title(names: list[str], total: int) -> str:
    if not total:
        return "No contact is removed"
    return f"{total:,} contacts are removed, most often as {names[0]}"


def _group(reason: str) -> str | None:
    if reason == UNTOLD:
        return None
    kind = REASONS[Reason(reason)].kind
    return next(name for name, (_, kinds) in _GROUPS.items() if kind in kinds)


def colour_of(reason: str, theme: Theme) -> str:
    """Return the colour of a reason: one of three, by what stands against a contact."""
    group = _group(reason)
    colour: str = getattr(theme, _GROUPS[group][0]) if group else theme.line
    return colour


def _colours(reasons: Iterable[str], theme: Theme) -> list[str]:
    return [colour_of(reason, theme) for reason in reasons]


def _label(ax: Axes, ends: list[int], texts: list[str]) -> None:
    gap = max([1, *ends]) * _GAP
    ink = theme_of(ax).ink
    for row, (end, text) in enumerate(zip(ends, texts, strict=True)):
        ax.text(end + gap, row, text, va="center_baseline", size=LABEL_SIZE, color=ink)


def _explain_colours(ax: Axes, reasons: list[str]) -> None:
    """Say below the bars what the colours mean, for those that are there."""
    theme, present = theme_of(ax), {_group(reason) for reason in reasons}
    patches = [
        Patch(color=getattr(theme, colour), label=name)
        for name, (colour, _) in _GROUPS.items()
        if name in present
    ]
    if patches:
        ax.legend(
            handles=patches,
            loc="upper left",
            bbox_to_anchor=(0, 0),
            ncols=len(patches),
            frameon=False,
            fontsize=LABEL_SIZE,
            labelcolor=theme.ink,
            handlelength=1,
            borderaxespad=0.4,
        )
