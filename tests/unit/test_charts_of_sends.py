"""Pictures and tables of past sends: what is drawn is what the table holds."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from hygiene.charts.sends import plot_propagation_lag, plot_sends_by_week
from hygiene.charts.style import DARK, LIGHT, new_panel, png
from hygiene.metrics.sends import MEASURES, propagation_lag, sends_by_week

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKS = pl.DataFrame(
    [(date(2026, 6, 1), "ok", 5), (date(2026, 6, 1), "grace", 1),
     (date(2026, 6, 15), "control_failure", 2), (date(2026, 6, 15), "ok", 3)],
    schema=["week", "class", "sends"], orient="row",
)  # fmt: skip
NO_TIMES = dict.fromkeys(
    ("happened_at", "recorded_at", "last_send_at"), pl.Datetime("us", "UTC")
)


def lags(*lagged):
    """Return the lags of opt-outs: (until known, until the last send or None)."""
    rows = [
        (NOON, NOON + known, None if last is None else NOON + last)
        for known, last in lagged
    ]
    return propagation_lag(pl.LazyFrame(rows, schema=NO_TIMES, orient="row"))


def counted(table, measure):
    rows = table.filter(pl.col("measure") == measure)
    return dict(rows.filter(pl.col("opt_outs") > 0).select("within", "opt_outs").rows())


def test_lags_are_counted_by_span_and_their_quantiles_are_real_ones():
    known, last = MEASURES
    table = lags((-HOUR, None), (HOUR, 3 * DAY), (HOUR, 40 * DAY), (2 * DAY, None))
    assert counted(table, known) == {"at once": 1, "1 hour": 2, "2 days": 1}
    assert counted(table, last) == {"10 days": 1, "more": 1}
    quantiles = table.filter(pl.col("measure") == known).row(0)[3:]
    assert quantiles == (1.0, 48.0, 48.0, 48.0)


def test_weeks_begin_on_the_monday_of_the_zone():
    sunday = datetime(2026, 6, 7, 23, 30, tzinfo=UTC)
    sent = pl.LazyFrame({"sent_at": [sunday, sunday], "class": ["ok", "unproven"]})
    assert sends_by_week(sent, "Europe/London").rows() == [
        (date(2026, 6, 8), "unproven", 1),
        (date(2026, 6, 8), "ok", 1),
    ]


def test_a_bar_a_week_and_a_gap_for_a_week_without_sends():
    ax = plot_sends_by_week(WEEKS)
    assert ax.get_title(loc="left") == "2 of 11 messages should not have been sent"
    drawn = {bars.get_label(): list(bars.datavalues) for bars in ax.containers}
    assert drawn == {
        "ok (8)": [5, 0, 3],
        "grace (1)": [1, 0, 0],
        "control_failure (2)": [0, 0, 2],
    }


def test_every_lag_is_numbered_and_the_quantiles_are_named():
    ax = plot_propagation_lag(lags((HOUR, 3 * DAY), (3 * DAY, None)))
    assert ax.get_title(loc="left") == "50.0% of 2 opt-outs were known within a day"
    assert [text.get_text() for text in ax.texts] == ["1", "1", "1"]
    known, last = (text.get_text() for text in ax.get_legend().get_texts())
    assert known.startswith("until known (2): half within 1.0 h, 90 % 3.0 d")
    assert "longest 3.0 d" in last


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_nothing_can_be_drawn_too(theme):
    """An empty table is an empty picture, on either paper."""
    weeks = plot_sends_by_week(WEEKS.clear(), ax=new_panel(2, theme))
    assert weeks.get_title(loc="left") == "0 of 0 messages should not have been sent"
    lag = plot_propagation_lag(lags(), ax=new_panel(2, theme))
    assert "none" in lag.get_legend().get_texts()[0].get_text()
    assert png(weeks)[1:4] == png(lag)[1:4] == b"PNG"
