"""How the gate reads a raw table: its times, its columns and its constants."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.sources.entries import Entry
from tests.oracle import times
from tests.unit.gates_reader import WRITERS, ZONES, Reader

MICROSECOND = timedelta(microseconds=1)
DATES = ("%Y-%m-%d", " %Y-%m-%d\t", "\u2003%Y-%m-%d\r\n")
CLOCKS = (
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%dT%H:%M:%S.7",
    "%Y-%m-%d %H:%M:%S.123",
    "%Y-%m-%dT%H:%M:%S.123456789",
    "%Y-%m-%dT%H:%M:%S,%f",
    "%Y-%m-%dT%H",
    "%Y%m%dT%H%M%S",
    "%G-W%V-%uT%H:%M",
    " %Y-%m-%d %H:%M\u00a0",
)
OFFSETS = ("", "", "Z", "+00:00", "-00:30", "+05:45", "-1000", "+14", "+01:00:30")
UNREAD = (
    "%d/%m/%Y",
    "%Y-%m",
    "%Y-%m-%dT",
    "%Y-%m-%dT24:30",
    "%Y-%m-%dT%H:%M:61Z",
    "%Y-%m-%d %H:%M +01:00",
    "%Y-%m-32",
    "2026-02-30T%H:%M:%SZ",
    "soon",
    "\u00a0",
    "",
)
SPELLINGS = (*DATES, *(a + b for a in CLOCKS for b in OFFSETS), *UNREAD)
TYPES = (
    pl.Date(),
    *(pl.Datetime(unit) for unit in ("ms", "us", "ns")),
    *(pl.Datetime(unit, "America/Chicago") for unit in ("ms", "us", "ns")),
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    return Reader(tmp_path_factory.mktemp("reader"), *ZONES)


@cache
def clock_changes(zone):
    """Return the days of 200 years between whose noons an offset changed."""
    noons = [datetime(1950, 1, 1, 12, tzinfo=UTC) + timedelta(n) for n in range(73_000)]
    offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() for noon in noons]
    changed = zip(noons[1:], offsets, offsets[1:], strict=False)
    return [noon.replace(tzinfo=None) for noon, old, new in changed if old != new]


def wall_times(zone):
    """Draw local times, many of them close to a change of the clocks."""
    near = st.builds(
        lambda noon, quarters, us: noon + timedelta(0, 900 * quarters, us),
        st.sampled_from([*clock_changes(zone), datetime(2011, 12, 30)]),  # noqa: DTZ001
        st.integers(-100, 100),
        st.sampled_from([0, 0, 1, -1, 500_000]),
    )
    first, last = datetime(1950, 1, 1), datetime(2150, 12, 31)  # noqa: DTZ001
    return near | near | st.datetimes(first, last)


def columns(cell_of):
    """Draw a zone and a column of cells, made from local times of that zone."""
    return st.sampled_from(ZONES).flatmap(
        lambda zone: st.tuples(
            st.just(zone), st.lists(cell_of(wall_times(zone)), min_size=20, max_size=40)
        )
    )


def spelt(wall_time):
    return st.builds(
        lambda at, how: at.strftime(how), wall_time, st.sampled_from(SPELLINGS)
    )


def wanted(value, zone):
    """Return what the oracle reads, or None."""
    try:
        moment = times.read(value, ZoneInfo(zone))
    except (ValueError, OverflowError):
        return None
    if moment is None or moment.first > moment.last:  # a day that its zone skipped
        return None
    return moment.first, moment.last


def assert_read(found, flaws, values, zone):
    """Each cell is read as the oracle reads it, and is a flaw where it cannot be."""
    assert found == [wanted(value, zone) for value in values]
    is_blank = [
        not (value.strip() if isinstance(value, str) else value) for value in values
    ]
    cells = zip(found, is_blank, strict=True)
    assert flaws == [4 if one is None and not blank else 0 for one, blank in cells]


@settings(max_examples=30)
@given(columns(spelt), st.sampled_from(["in memory", *WRITERS]))
def test_texts_are_read_as_the_oracle_reads_them(reader, drawn, form):
    zone, texts = drawn
    assert_read(*reader.intervals(texts, zone, form), texts, zone)


@settings(max_examples=30)
@given(columns(lambda wall_time: wall_time | st.none()), st.sampled_from(TYPES))
def test_typed_times_are_read_as_the_oracle_reads_them(reader, drawn, dtype):
    zone, values = drawn
    made = pl.Series(values, dtype=pl.Datetime("us"))
    if dtype != pl.Date and dtype.time_zone:
        made = made.dt.replace_time_zone("UTC")
    made = made.cast(dtype)
    assert_read(*reader.intervals(made, zone, "parquet"), made.to_list(), zone)


def at(*parts):
    return datetime(*parts, tzinfo=UTC)


READ = {
    ("2026-10-25T01:30:00", "Europe/London"): (at(2026, 10, 25, 0, 30),) * 2,
    ("2026-03-29T01:30:00", "Europe/London"): None,
    ("2026-03-29T02:00", "Europe/London"): (at(2026, 3, 29, 1),) * 2,
    ("2026-03-29", "Europe/London"): (
        at(2026, 3, 29),
        at(2026, 3, 29, 23) - MICROSECOND,
    ),
    ("2026-03-08", "America/Havana"): (
        at(2026, 3, 8, 5),
        at(2026, 3, 9, 4) - MICROSECOND,
    ),
    ("2026-03-08 00:30", "America/Havana"): None,
    ("2011-12-30", "Pacific/Apia"): None,
    ("2011-12-30 12:00:00", "Pacific/Apia"): None,
    ("2011-12-31", "Pacific/Apia"): (
        at(2011, 12, 30, 10),
        at(2011, 12, 31, 10) - MICROSECOND,
    ),
    ("2026-11-24", "Pacific/Kiritimati"): (
        at(2026, 11, 23, 10),
        at(2026, 11, 24, 10) - MICROSECOND,
    ),
    ("2026-11-24T09:00-01:00", "Asia/Kathmandu"): (at(2026, 11, 24, 10),) * 2,
    ("2026-11-24T09:00:00.1234567", "Asia/Kathmandu"): (
        at(2026, 11, 24, 3, 15, 0, 123456),
    )
    * 2,
}


@pytest.mark.parametrize(("text", "zone"), READ)
def test_what_a_text_means(reader, text, zone):
    found, flaws = reader.intervals([text], zone)
    assert found == [READ[text, zone]]
    assert flaws == [0 if found[0] else 4]


@pytest.mark.parametrize("text", ["20261124", "2026-W48-2", "2026-11-24"])
def test_a_date_is_a_day_in_every_spelling(reader, text):
    day = at(2026, 11, 24), at(2026, 11, 25) - MICROSECOND
    assert reader.intervals([text], "Europe/London") == ([day], [0])


@pytest.mark.parametrize("tz", [None, "UTC"])
def test_nanoseconds_are_cut_off_before_1970_too(reader, tz):
    given_ns = [1_999, 1_500, 999, 1, 0, -1, -999, -1_000, -1_001, 10**18 + 1_999]
    column = pl.Series(given_ns).cast(pl.Datetime("ns", tz))
    found, _ = reader.intervals(column, "Asia/Kathmandu", "parquet")
    whole = [at(1970, 1, 1) + MICROSECOND * (ns // 1_000) for ns in given_ns]
    given = whole if tz else [moment.replace(tzinfo=None) for moment in whole]
    assert found == [wanted(moment, "Asia/Kathmandu") for moment in given]


def suppressions(**columns):
    rows = len(next(iter(columns.values())))
    ids = [f"s{number}" for number in range(rows)]
    return pl.DataFrame({"suppression_id": ids, **columns})


def test_columns_are_mapped_and_constants_are_every_row(reader):
    frame = suppressions(
        **{
            "Email Address": [" a@example.com", "b@example.com"],
            "Since": ["2026-06-01", ""],
            "since": ["2001-01-01", "2001-01-01"],
            "reason": ["deceased", "deceased"],
        }
    )
    entry = Entry(
        "suppressions",
        (reader.put(frame, "csv"),),
        "America/Chicago",
        columns={"value": "Email Address", "effective_from": "Since"},
        constants={
            "reason": "unsubscribed",
            "effective_until": date(2026, 10, 25),
            "recorded_at": datetime(2026, 6, 1, 9),  # noqa: DTZ001
        },
    )
    first, second = reader.rows("suppressions", entry)
    assert first["value"] == "a@example.com"
    assert first["reason"] == second["reason"] == "unsubscribed"
    assert first["effective_from_first"] == at(2026, 6, 1, 5)
    assert first["effective_until_last"] == at(2026, 10, 26, 5) - MICROSECOND
    assert first["recorded_at_first"] == first["recorded_at_last"] == at(2026, 6, 1, 14)
    assert [first["flaws"], second["flaws"]] == [0, 1]
    assert first["contact_id"] is first["match"] is None


def test_a_record_was_recorded_when_it_happened_unless_it_says_otherwise(reader):
    frame = suppressions(
        value=["a"] * 4,
        reason=["minor"] * 4,
        effective_from=["2026-06-01"] * 4,
        recorded_at=[None, " ", "soon", "2026-06-02T00:00Z"],
    )
    rows = reader.rows(
        "suppressions",
        Entry("suppressions", (reader.put(frame, "csv"),), "Europe/London"),
    )
    day = at(2026, 5, 31, 23), at(2026, 6, 1, 23) - MICROSECOND
    recorded = [(row["recorded_at_first"], row["recorded_at_last"]) for row in rows]
    assert recorded == [day, day, (None, None), (at(2026, 6, 2),) * 2]
    assert [row["flaws"] for row in rows] == [0, 0, 4, 0]
