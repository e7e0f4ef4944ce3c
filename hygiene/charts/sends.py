"""Past sends: their classes by week, and how long opt-outs took, as pictures."""

from __future__ import annotations

from datetime import date

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hygiene.charts.style import (
    LABEL_SIZE,
    Theme,
    dress_panel,
    label_size,
    new_panel,
    theme_of,
)
from hygiene.text import share

_HEIGHT = 2.8
_LEFT = 0.9
_BELOW = 0.9
_HATCHED = "////"
_LOOKS = {
    "control_failure": ("said_no", ""),
    "unproven": ("no_ground", ""),
    "latency_failure": ("unfit", ""),
    "retro_permission": ("no_ground", _HATCHED),
    "grace": ("kept", _HATCHED),
    "ok": ("kept", ""),
}
"""The colour of each class; a hatched one is named beside its picture too."""

_FINE = ("grace", "ok")
_BAR = 0.38
_TICKS = 8
_UNITS = ((86_400, "d", 1), (3_600, "h", 1), (60, "min", 0))


def plot_sends_by_week(weeks: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.sends_by_week`: what went out each week, and what should not have.

    Args:
        weeks: `week`, `class`, `sends`.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes: a bar a week, from what was right at the bottom to the worst on top.
    """
    ax = new_panel(_HEIGHT, left=_LEFT, below=_BELOW) if ax is None else ax
    theme = theme_of(ax)
    named = _every_week(weeks)
    floor = [0] * len(named)
    for code, (colour, hatch) in reversed(_LOOKS.items()):
        one = dict(weeks.filter(pl.col("class") == code).select("week", "sends").rows())
        if one:
            heights = [one.get(week, 0) for week in named]
            ax.bar(
                range(len(named)), heights, bottom=floor, width=0.8, hatch=hatch,
                label=f"{code} ({sum(heights):,})", color=getattr(theme, colour),
                edgecolor=theme.paper, linewidth=0,
            )  # fmt: skip
            floor = [a + b for a, b in zip(floor, heights, strict=True)]
    step = max(1, -(-len(named) // _TICKS))
    ax.set_xticks(range(0, len(named), step), [f"{w:%d %b %Y}" for w in named[::step]])
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    _explain(ax, theme, columns=3)
    wrong = int(weeks.filter(~pl.col("class").is_in(_FINE))["sends"].sum())
    total = int(weeks["sends"].sum())
    dress_panel(ax, f"{wrong:,} of {total:,} messages should not have been sent")
    return ax


def plot_propagation_lag(lags: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.propagation_lag`: how long opt-outs took.

    Args:
        lags: `measure`, `within`, `opt_outs`, `median`, `p90`, `p99`, `longest`.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes: a group of bars for each span of time, quantiles beside the names.
    """
    ax = new_panel(_HEIGHT, left=_LEFT, below=_BELOW) if ax is None else ax
    theme = theme_of(ax)
    measures = lags["measure"].unique(maintain_order=True).to_list()
    spans = lags["within"].unique(maintain_order=True).to_list()
    most = max([1, *lags["opt_outs"].to_list()])
    for place, (measure, colour) in enumerate(
        zip(measures, (theme.kept, theme.said_no), strict=True)
    ):
        one = lags.filter(pl.col("measure") == measure)
        counts, shift = one["opt_outs"].to_list(), (place - 0.5) * _BAR
        at = [where + shift for where in range(len(spans))]
        ax.bar(at, counts, width=_BAR, color=colour, label=_quantiles(measure, one))
        for x, count in zip(at, counts, strict=True):
            if count:
                said = f"{count:,}"
                ax.text(
                    x, count + most * 0.02, said, ha="center", va="bottom",
                    size=label_size(said, 0.42), color=theme.ink,
                )  # fmt: skip
    named = [span if span in {"at once", "more"} else f"≤ {span}" for span in spans]
    ax.set_xticks(range(len(spans)), named)
    ax.set_yticks([])
    ax.set_ylim(0, most * 1.12)
    _explain(ax, theme, columns=1)
    dress_panel(ax, _message(lags))
    return ax


def _every_week(weeks: pl.DataFrame) -> list[date]:
    """Return every Monday from the first to the last, those without a send too."""
    if weeks.is_empty():
        return []
    ends = weeks.select(first=pl.col("week").min(), last=pl.col("week").max())
    every = pl.date_range(pl.col("first").first(), pl.col("last").first(), "1w")
    found: list[date] = ends.select(every).to_series().to_list()
    return found


def _message(lags: pl.DataFrame) -> str:
    known = lags.filter(pl.col("measure") == lags["measure"][0])
    total = int(known["opt_outs"].sum())
    quick = int(
        known.filter(pl.col("within").is_in(["at once", "1 hour", "1 day"]))[
            "opt_outs"
        ].sum()
    )
    return f"{share(quick, total)} of {total:,} opt-outs were known within a day"


def _quantiles(measure: str, one: pl.DataFrame) -> str:
    """Return a measure with its quantiles, in words."""
    median, p90, p99, longest = one.select("median", "p90", "p99", "longest").row(0)
    if median is None:
        return f"{measure}: none"
    return (
        f"{measure} ({int(one['opt_outs'].sum()):,}): half within {_span(median)}, "
        f"90 % {_span(p90)}, 99 % {_span(p99)}, longest {_span(longest)}"
    )


def _span(hours: float) -> str:
    """Return a time in the unit that suits it.

    >>> _span(0.01), _span(0.5), _span(30)
    ('36 s', '30 min', '1.2 d')
    """
    seconds = hours * 3600
    for size, unit, digits in _UNITS:
        if seconds >= size:
            return f"{seconds / size:,.{digits}f} {unit}"
    return f"{seconds:.0f} s"


def _explain(ax: Axes, theme: Theme, *, columns: int) -> None:
    if not ax.get_legend_handles_labels()[0]:
        return
    ax.legend(
        loc="upper left", bbox_to_anchor=(0, -0.1), ncols=columns, frameon=False,
        fontsize=LABEL_SIZE, labelcolor=theme.ink,
    )  # fmt: skip
