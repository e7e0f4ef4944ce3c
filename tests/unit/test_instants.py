"""Instants: literals for a screening, columns for an audit, the same arithmetic."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hygiene.durations import Duration
from hygiene.rulebook import age_limit
from hygiene.transforms.instants import instants, instants_in
from tests.unit.world import campaign

ZONES = ("Europe/London", "UTC", "America/New_York", "Asia/Kolkata")
UNITS = ("h", "d", "w", "mo", "y")
COLUMNS = instants_in("at", "at", "at", "at")
CHANGES = (
    datetime(2026, 4, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 11, 25, 1, 30, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
)
moments = st.one_of(
    st.sampled_from(CHANGES),
    st.integers(0, 4 * 10**9).map(lambda second: datetime.fromtimestamp(second, UTC)),
)


def asked(moment):
    return pl.DataFrame({"at": [moment]}, schema={"at": pl.Datetime("us", "UTC")})


@given(moments, st.integers(1, 3000), st.sampled_from(UNITS), st.sampled_from(ZONES))
def test_columns_count_back_as_literals_do(moment, count, unit, zone):
    """The window and the age limit of a row are those of a screening at its instant."""
    window = Duration(count, unit)
    found = asked(moment).select(COLUMNS.window_start(window, zone)).item()
    wanted = window.before(moment, zone)
    if wanted.year > 1:
        assert found == wanted
    if unit != "h":
        day = asked(moment).select(COLUMNS.age_limit(window, zone)).item()
        assert day == age_limit(window, moment, zone)


@pytest.mark.parametrize("shift", [0, 30, 60, 90])
def test_clock_changes_are_read_alike(shift):
    """A window that begins in a skipped or a repeated hour begins as literals do."""
    for month in ("2026-04-29T00:30", "2026-11-25T00:30"):
        moment = datetime.fromisoformat(month).replace(tzinfo=UTC)
        moment += timedelta(minutes=shift)
        window = Duration(1, "mo")
        found = asked(moment).select(COLUMNS.window_start(window, "Europe/London"))
        assert found.item() == window.before(moment, "Europe/London")


def test_a_screening_has_literals():
    """Its records are all of one case."""
    at = instants(campaign())
    records = pl.LazyFrame({"key": ["a"]})
    assert at.case == ()
    assert at.cases(records, records, "key") is records
