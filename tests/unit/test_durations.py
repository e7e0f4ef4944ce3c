"""Durations: what they spell and how they are counted back."""

from datetime import UTC, date, datetime

import pytest

from hygiene.durations import Duration
from hygiene.errors import InputError


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("48h", 48, "h"),
        ("7d", 7, "d"),
        ("2w", 2, "w"),
        ("24mo", 24, "mo"),
        ("3y", 3, "y"),
    ],
)
def test_parse_and_print(text, count, unit):
    """Every unit is read, and printed as it was written."""
    duration = Duration.parse(text)
    assert (duration.count, duration.unit) == (count, unit)
    assert str(duration) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "7",
        "d",
        "0d",
        "-7d",
        "07d",
        "7 d",
        "7D",
        "7m",
        "1.5h",
        "7d\n",
        "1000000d",
        "٧d",
    ],
)
def test_anything_else_is_refused(text):
    """A duration that could be misread is not guessed at."""
    with pytest.raises(InputError, match="A duration is a whole number and a unit"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("text", "day", "before"),
    [
        ("1mo", date(2026, 3, 31), date(2026, 2, 28)),
        ("1mo", date(2028, 3, 31), date(2028, 2, 29)),
        ("24mo", date(2028, 2, 29), date(2026, 2, 28)),
        ("1y", date(2028, 2, 29), date(2027, 2, 28)),
        ("4y", date(2028, 2, 29), date(2024, 2, 29)),
        ("1mo", date(2026, 1, 15), date(2025, 12, 15)),
        ("12mo", date(2026, 12, 1), date(2025, 12, 1)),
        ("7d", date(2026, 3, 3), date(2026, 2, 24)),
        ("2w", date(2026, 1, 3), date(2025, 12, 20)),
        ("999999d", date(2026, 1, 1), date.min),
        ("9999y", date(2026, 1, 1), date.min),
    ],
)
def test_before_a_date(text, day, before):
    """Dates follow the calendar, clamped to the month and to the calendar's start."""
    assert Duration.parse(text).before_date(day) == before


def test_hours_do_not_count_dates():
    """An age in hours has no meaning between two dates."""
    with pytest.raises(InputError) as raised:
        Duration.parse("48h").before_date(date(2026, 1, 1))
    assert str(raised.value) == "An age is counted in d, w, mo or y, not in hours."


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("24h", datetime(2026, 3, 29, 9, tzinfo=UTC)),
        ("1d", datetime(2026, 3, 29, 9, tzinfo=UTC)),
        ("1w", datetime(2026, 3, 23, 9, tzinfo=UTC)),
        ("1mo", datetime(2026, 2, 28, 10, tzinfo=UTC)),
        ("1y", datetime(2025, 3, 30, 9, tzinfo=UTC)),
    ],
)
def test_before_an_instant_over_a_clock_change(text, before):
    """Days are 24 hours, whatever the clock; months keep the local time of day."""
    moment = datetime(2026, 3, 30, 9, tzinfo=UTC)
    assert Duration.parse(text).before(moment, "Europe/London") == before


@pytest.mark.parametrize("text", ["999999h", "999999d", "999999w", "999999mo", "9999y"])
def test_longer_than_the_calendar(text):
    """A duration that reaches before the calendar covers everything."""
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    assert Duration.parse(text).before(moment, "Asia/Tokyo") <= datetime(
        1912, 6, 1, tzinfo=UTC
    )


def test_an_ambiguous_local_time_is_the_earlier():
    """Counting back into a repeated hour gives its first pass."""
    moment = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)
    found = Duration.parse("1mo").before(moment, "Europe/London")
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
