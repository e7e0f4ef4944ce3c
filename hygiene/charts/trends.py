"""Trends: consents by age and statements by month, as pictures."""

from __future__ import annotations

import polars as pl
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from hygiene.charts.style import LABEL_SIZE, dress_panel, new_panel, theme_of

_HEIGHT = 2.6
_LEFT = 0.9
_HEADROOM = 1.15


def plot_consent_ages(ages: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.consent_ages`: how old consents are, and how old they may be.

    Args:
        ages: `months`, `kept`, `removed`, and the policy's `limit` in whole months,
            drawn as a line; null for none.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes: kept contacts from the line up, removed ones on top of them.
    """
    ax = new_panel(_HEIGHT, left=_LEFT) if ax is None else ax
    theme = theme_of(ax)
    months = ages["months"].to_list()
    kept, removed = ages["kept"].to_list(), ages["removed"].to_list()
    ax.bar(months, kept, color=theme.kept, width=0.85, label="kept")
    ax.bar(
        months, removed, bottom=kept, color=theme.no_ground, width=0.85, label="removed"
    )
    for limit in ages["limit"].drop_nulls().head(1).to_list():
        top = max([1, *(a + b for a, b in zip(kept, removed, strict=True))])
        _draw_limit(ax, limit, top * _HEADROOM, max(months))
    ax.set_xlabel("months since the consent", size=LABEL_SIZE, color=theme.ink)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    _number_and_explain(ax, is_empty=ages.is_empty())
    total, gone = sum(kept) + sum(removed), sum(removed)
    dress_panel(ax, f"{total:,} contacts once consented to this; {gone:,} are removed")
    return ax


def _draw_limit(ax: Axes, limit: int, top: float, oldest: int) -> None:
    """Draw the policy's limit, and say above the bars what it is."""
    theme = theme_of(ax)
    is_late = limit > oldest / 2
    ax.set_ylim(0, top)
    ax.axvline(limit - 0.5, color=theme.said_no, linewidth=1.6)
    ax.text(
        limit - 0.7 if is_late else limit - 0.3,
        top,
        f"limit: {limit} months",
        ha="right" if is_late else "left",
        va="top",
        size=LABEL_SIZE,
        color=theme.ink,
    )


def plot_opt_ins_and_opt_outs(months: pl.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw `metrics.opt_ins_and_opt_outs`: yes above the line, no below it.

    Args:
        months: `month`, `opt_ins`, `opt_outs`.
        ax: Where to draw; by default on axes of its own.

    Returns:
        The axes.
    """
    ax = new_panel(_HEIGHT, left=_LEFT) if ax is None else ax
    theme = theme_of(ax)
    places = list(range(months.height))
    said_no = [-count for count in months["opt_outs"].to_list()]
    ax.bar(places, months["opt_ins"].to_list(), color=theme.kept, label="opt-ins")
    ax.bar(places, said_no, color=theme.said_no, label="opt-outs")
    ax.axhline(0, color=theme.line, linewidth=0.8)
    step = max(1, len(places) // 8)
    names = [f"{month:%b %Y}" for month in months["month"].to_list()]
    ax.set_xticks(places[::step], names[::step])
    _number_and_explain(ax, is_empty=months.is_empty())
    ins, outs = int(months["opt_ins"].sum()), int(months["opt_outs"].sum())
    dress_panel(ax, f"{ins:,} opt-ins and {outs:,} opt-outs are on record")
    return ax


def _number_and_explain(ax: Axes, *, is_empty: bool) -> None:
    """Number the contacts in whole ones, alike above and below 0; name the colours."""
    if is_empty:
        ax.set_xticks([])
        ax.set_yticks([])
        return
    ax.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
    ax.legend(
        loc="upper left",
        bbox_to_anchor=(0, -0.12),
        ncols=2,
        frameon=False,
        fontsize=LABEL_SIZE,
        labelcolor=theme_of(ax).ink,
    )
