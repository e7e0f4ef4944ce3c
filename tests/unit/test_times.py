"""Times as intervals: exact instants, whole days, and what cannot be read."""

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest

from hygiene.times import can_be_time, in_utc, read_interval

LONDON = "Europe/London"
MICROSECOND = timedelta(microseconds=1)


def interval(value, dtype=None, zone=LONDON):
    dtype = pl.String() if dtype is None else dtype
    frame = pl.DataFrame({"at": pl.Series([value], dtype=dtype)})
    found = frame.select(read_interval(pl.col("at"), dtype, zone)).to_series()
    return found.struct.unnest().row(0)


def exact(*parts):
    moment = datetime(*parts, tzinfo=UTC)
    return moment, moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-30T09:00:00Z", exact(2026, 6, 30, 9)),
        ("2026-06-30T09:00:00+02:00", exact(2026, 6, 30, 7)),
        ("2026-06-30 09:00:00-0130", exact(2026, 6, 30, 10, 30)),
        ("2026-06-30T09:00:00", exact(2026, 6, 30, 8)),
        ("2026-06-30 09:00:00", exact(2026, 6, 30, 8)),
        ("2026-06-30T09:00", exact(2026, 6, 30, 8)),
        ("2026-06-30T09:00Z", exact(2026, 6, 30, 9)),
        ("20260630T090000Z", exact(2026, 6, 30, 9)),
        ("2026-12-30T09:00:00", exact(2026, 12, 30, 9)),
        ("2026-06-30T09:00:00.123456Z", exact(2026, 6, 30, 9, 0, 0, 123456)),
        ("2026-06-30T09:00:00.1234569Z", exact(2026, 6, 30, 9, 0, 0, 123456)),
        ("\u00a02026-06-30T09:00:00Z\x1c", exact(2026, 6, 30, 9)),
        ("2026-10-25T01:30:00", exact(2026, 10, 25, 0, 30)),
        ("2026-10-25T01:30", exact(2026, 10, 25, 0, 30)),
    ],
)
def test_exact_texts(text, moment):
    """ISO 8601 in any spelling is one instant; an ambiguous one is the earlier."""
    assert interval(text) == moment


@pytest.mark.parametrize(
    "text", ["2026-06-30", " 2026-06-30 ", "20260630", "2026-W27-2"]
)
def test_a_date_is_its_whole_day_in_the_zone(text):
    """A date lasts from its first to its last microsecond where it was written."""
    first = datetime(2026, 6, 29, 23, tzinfo=UTC)
    assert interval(text) == (first, first + timedelta(days=1) - MICROSECOND)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-29T01:30:00",
        "2026-03-29T01:30",
        "2026-06-31",
        "01/06/2026",
        "1780000000",
        "June 1 2026",
        "2026-06-30T",
        "2026-06-30Z",
        "2026-06-30T25:00:00Z",
        "2026-06-30T24:00:00.5Z",
        "2026-06-30 09:00:00 UTC",
        "2026-06-30T09:00:00UTC",
        "2026-06-30T9:00:00",
        "2026-06-30T9:00:00Z",
        "2026-06-30t09:00:00z",
        "2026-06-30T09:00:00z",
        "2026-06-30 09:00:00  +01:00",
        "2026-06-30T09:00:60",
        "2026-06-30T09:00:60Z",
        "2026-06-30T09:00:00+25:00",
        "\u0662\u0660\u0662\u0666-06-30T09:00:00Z",
        "+2026-06-30T09:00:00Z",
        "-026-06-30",
        "0000-06-30",
        "0000-06-30T09:00:00Z",
        "ann@example.com",
        "",
        None,
    ],
)
def test_unreadable_texts_are_null(text):
    """What is not a time, or does not exist in the zone, is no time."""
    assert interval(text) == (None, None)


@pytest.mark.parametrize(
    ("day", "zone", "first", "hours"),
    [
        (date(2026, 3, 29), LONDON, datetime(2026, 3, 29, tzinfo=UTC), 23),
        (date(2026, 10, 25), LONDON, datetime(2026, 10, 24, 23, tzinfo=UTC), 25),
        # Midnight does not exist there: the day begins at one o'clock.
        (
            date(2018, 11, 4),
            "America/Sao_Paulo",
            datetime(2018, 11, 4, 3, tzinfo=UTC),
            23,
        ),
        # Midnight comes twice there: the day begins with the first.
        (date(2026, 10, 25), "Atlantic/Azores", datetime(2026, 10, 25, tzinfo=UTC), 25),
    ],
)
@pytest.mark.parametrize("as_text", [True, False])
def test_days_of_a_clock_change(day, zone, first, hours, as_text):
    """A day is as long as its zone makes it, read from text or from a date."""
    value, dtype = (day.isoformat(), pl.String()) if as_text else (day, pl.Date())
    end = first + timedelta(hours=hours) - MICROSECOND
    assert interval(value, dtype, zone) == (first, end)


def test_a_day_that_a_zone_skipped_is_null():
    """Nothing happened in Samoa on 30 December 2011."""
    assert interval(date(2011, 12, 30), pl.Date(), "Pacific/Apia") == (None, None)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_typed_times(unit):
    """Aware columns are converted; naive ones are read in the zone."""
    moment = datetime(2026, 6, 30, 9)  # noqa: DTZ001
    naive = pl.Datetime(unit)
    tokyo = pl.Datetime(unit, "Asia/Tokyo")
    frame = pl.DataFrame({"at": pl.Series([moment], dtype=naive)})
    aware = frame.with_columns(pl.col("at").dt.replace_time_zone("Asia/Tokyo"))
    for given, dtype, hour in ((frame, naive, 8), (aware, tokyo, 0)):
        found = given.select(read_interval(pl.col("at"), dtype, LONDON)).item()
        assert (
            found["first"] == found["last"] == datetime(2026, 6, 30, hour, tzinfo=UTC)
        )


def test_typed_naive_times_over_clock_changes():
    """A naive column treats clock changes as text does."""
    moments = [datetime(2026, 3, 29, 1, 30), datetime(2026, 10, 25, 1, 30)]  # noqa: DTZ001
    found = [interval(moment, pl.Datetime("us")) for moment in moments]
    assert found == [(None, None), exact(2026, 10, 25, 0, 30)]


def test_values_keep_their_places():
    """Fast, slow, dated and unreadable texts of one column do not change places."""
    texts = ["2026-06-30", "nonsense", "2026-06-30T09:00", None, "2026-06-30T09:00:00Z"]
    frame = pl.DataFrame({"at": texts})
    found = frame.select(read_interval(pl.col("at"), pl.String(), "UTC")).to_series()
    assert found.struct.field("first").to_list() == [
        datetime(2026, 6, 30, tzinfo=UTC),
        None,
        datetime(2026, 6, 30, 9, tzinfo=UTC),
        None,
        datetime(2026, 6, 30, 9, tzinfo=UTC),
    ]


def test_which_types_hold_times():
    """Numbers are no times: nobody can tell seconds from milliseconds."""
    times = [pl.Date(), pl.Datetime("ns"), pl.String(), pl.Categorical(), pl.Null()]
    assert all(can_be_time(dtype) for dtype in times)
    assert not any(
        can_be_time(dtype) for dtype in (pl.Int64(), pl.Float64(), pl.Time())
    )


def test_in_utc():
    """A naive instant is read in the zone; an aware one keeps its own."""
    naive = datetime(2026, 10, 25, 1, 30)  # noqa: DTZ001
    assert in_utc(naive, LONDON) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert in_utc(naive.replace(fold=1), LONDON) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    aware = naive.replace(tzinfo=timezone(timedelta(hours=3)))
    assert in_utc(aware, LONDON) == datetime(2026, 10, 24, 22, 30, tzinfo=UTC)


def test_in_utc_refuses_the_hour_that_the_clock_skips():
    """A local time that does not exist is said, not moved."""
    with pytest.raises(
        ValueError, match="2026-03-29 01:30:00 does not exist in Europe/L"
    ):
        in_utc(datetime(2026, 3, 29, 1, 30), LONDON)  # noqa: DTZ001
