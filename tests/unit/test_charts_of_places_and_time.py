"""Pictures of overlap, places and time: what is drawn is what the table holds."""

from datetime import date

import polars as pl
import pytest

from hygiene.charts.heat import plot_dealings_by_merchant, plot_reasons_by
from hygiene.charts.overlap import plot_reason_overlaps
from hygiene.charts.style import DARK, LIGHT, new_panel, png
from hygiene.charts.trends import plot_consent_ages, plot_opt_ins_and_opt_outs

OVERLAPS = pl.DataFrame(
    {"reasons": [["paused"], ["minor", "paused"], ["minor", "erased"]],
     "contacts": [7, 2, 1]}
)  # fmt: skip
PLACES = pl.DataFrame(
    [("GB", "processor_only", 40), ("(others)", "paused", 50), ("FR", "kept", 3)],
    schema=["label", "reason", "contacts"],
    orient="row",
)
DEALINGS = pl.DataFrame(
    [("b.example", date(2026, 1, 1), 3), ("a.example", date(2026, 2, 1), 4)],
    schema=["merchant", "month", "contacts"],
    orient="row",
)
AGES = pl.DataFrame(
    {"months": [0, 5, 30], "kept": [4, 2, 0], "removed": [0, 1, 3], "limit": [24] * 3}
)
MONTHS = pl.DataFrame(
    {"month": [date(2026, 1, 1), date(2026, 2, 1)], "opt_ins": [5, 0],
     "opt_outs": [1, 2]}
)  # fmt: skip


def texts(ax):
    return [text.get_text() for text in ax.texts]


def ticks(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def test_a_bar_a_set_of_reasons_and_a_dot_a_member():
    ax = plot_reason_overlaps(OVERLAPS)
    heights = [bar.get_height() for bar in ax.patches]
    assert [h / heights[0] * 2 for h in heights] == pytest.approx([2, 1])
    assert texts(ax) == ["2", "1"]
    assert ticks(ax.yaxis) == ["minor", "erased", "paused"]
    dots = [points.get_offsets().tolist() for points in ax.collections]
    assert dots == [[[0, -1], [1, -1]], [[1, -2]], [[0, -3]]]
    assert ax.get_xlabel() == "7 contacts have a single reason"
    title = ax.get_title(loc="left")
    assert title == "3 of 10 removed contacts have more than one reason"


def test_sets_that_are_not_drawn_are_counted():
    sets = [["minor", "paused"]] * 14
    many = pl.DataFrame({"reasons": sets, "contacts": [*range(14, 0, -1)]})
    ax = plot_reason_overlaps(many)
    assert len(ax.patches) == 12
    assert ax.get_xlabel() == "2 rarer sets of reasons hold 3 more"


def test_groups_by_size_and_the_others_last():
    ax = plot_reasons_by(PLACES, "country")
    assert ticks(ax.yaxis) == ["GB", "FR", "(others)"]
    assert ticks(ax.xaxis) == ["kept", "processor_only", "other reasons"]
    assert sorted(texts(ax)) == ["3", "40", "50"]
    title = "Most removed by country: GB, as processor_only (40)"
    assert ax.get_title(loc="left") == title


def test_months_stand_in_their_order():
    ax = plot_dealings_by_merchant(DEALINGS)
    assert ticks(ax.yaxis) == ["a.example", "b.example"]
    assert ticks(ax.xaxis) == ["2026-01", "2026-02"]
    title = "7 contacts are known only by dealings, here by their latest"
    assert ax.get_title(loc="left") == title


def test_ages_stand_on_each_other_and_the_limit_is_drawn():
    ax = plot_consent_ages(AGES)
    kept, removed = ax.containers
    assert [bar.get_height() for bar in kept] == [4, 2, 0]
    assert [(b.get_y(), b.get_height()) for b in removed] == [(4, 0), (2, 1), (0, 3)]
    assert [line.get_xdata()[0] for line in ax.lines] == [23.5]
    assert texts(ax) == ["limit: 24 months"]
    title = "10 contacts once consented to this; 4 are removed"
    assert ax.get_title(loc="left") == title


def test_no_stands_below_the_line():
    ax = plot_opt_ins_and_opt_outs(MONTHS)
    said_yes, said_no = ax.containers
    assert [bar.get_height() for bar in said_yes] == [5, 0]
    assert [bar.get_height() for bar in said_no] == [-1, -2]
    title = "5 opt-ins and 3 opt-outs are on record"
    assert ax.get_title(loc="left") == title


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_texts_are_in_the_ink_of_the_theme(theme):
    ax = plot_consent_ages(AGES, ax=new_panel(2, theme))
    assert {text.get_color() for text in ax.texts} == {theme.ink}
    assert png(ax)[1:4] == b"PNG"


@pytest.mark.parametrize(
    ("plot", "table"),
    [
        (plot_reason_overlaps, OVERLAPS),
        (lambda table: plot_reasons_by(table, "country"), PLACES),
        (plot_dealings_by_merchant, DEALINGS),
        (plot_consent_ages, AGES),
        (plot_opt_ins_and_opt_outs, MONTHS),
    ],
)
def test_an_empty_table_is_drawn_too(plot, table):
    assert png(plot(table.clear()))[1:4] == b"PNG"
