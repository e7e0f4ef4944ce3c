"""Times as intervals: an exact instant, or a whole day where only a date is known.

Every time column becomes two instants in UTC, `<name>_first` and `<name>_last`. They
are equal for an exact time; for a date they are the first and the last microsecond of
that day in the zone. Which of the two is worst for sending is the reader's to choose
(contract section 5). An ambiguous local time is the earlier instant; a local time
that does not exist cannot be read, and both are null.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import polars as pl

from hygiene.text import WHITE_SPACE

INSTANT = pl.Datetime("us", "UTC")
INTERVAL = pl.Struct({"first": INSTANT, "last": INSTANT})
CALENDAR = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
"""The first and the last instant that a table may hold; beyond them is cut off."""

_MICROSECOND = pl.duration(microseconds=1)
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PLAIN = (
    f"^{_DAY}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{{1,9}})?"
    "(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])?$"
)
_NO_YEAR = "0000"
_TIME_TYPES = (pl.Date, pl.Datetime, pl.String, pl.Categorical, pl.Enum, pl.Null)


def in_utc(moment: datetime, zone: str) -> datetime:
    """Return `moment` in UTC; a naive one is read in `zone`.

    An ambiguous local time is the earlier instant.

    Raises:
        ValueError: The local time does not exist in the zone (clock change).

    >>> in_utc(datetime(2026, 10, 25, 1, 30), "Europe/London").isoformat()
    '2026-10-25T00:30:00+00:00'
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    instant = moment.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != moment:
        raise ValueError(f"{moment} does not exist in {zone}")
    return instant


def can_be_time(dtype: pl.DataType) -> bool:
    """Return whether a column of this type can hold times.

    >>> can_be_time(pl.Date()), can_be_time(pl.Int64())
    (True, False)
    """
    return isinstance(dtype, _TIME_TYPES)


def read_interval(values: pl.Expr, dtype: pl.DataType, zone: str) -> pl.Expr:
    """Return a struct (first, last) of instants in UTC.

    Args:
        values: The column as given.
        dtype: Its type: Date, Datetime (naive or aware) or String (ISO 8601).
        zone: The zone of values that carry none.

    >>> day = read_interval(pl.lit(date(2026, 6, 1)), pl.Date(), "Europe/London")
    >>> pl.select(day.struct.field("first").dt.hour()).item()
    23
    """
    if isinstance(dtype, pl.Date):
        return values.map_batches(
            lambda series: _days(series, zone), INTERVAL, is_elementwise=True
        )
    if isinstance(dtype, pl.Datetime):
        instant = values.cast(pl.Datetime("us", dtype.time_zone))
        instant = (
            _localised(instant, zone)
            if dtype.time_zone is None
            else instant.dt.convert_time_zone("UTC")
        )
        return pl.struct(first=instant, last=instant)
    return values.cast(pl.String).map_batches(
        lambda series: _texts(series, zone), INTERVAL, is_elementwise=True
    )


def _localised(naive: pl.Expr, zone: str) -> pl.Expr:
    return naive.dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    ).dt.convert_time_zone("UTC")


def _days(days: pl.Series, zone: str) -> pl.Series:
    """Return the interval of each day; its last microsecond precedes the next day."""
    frame = days.cast(pl.Date).alias("day").to_frame()
    first = _first_instants(frame["day"], zone)
    following = _first_instants(
        frame.select(pl.col("day").dt.offset_by("1d"))["day"], zone
    )
    frame = pl.DataFrame({"first": first, "last": following}).with_columns(
        pl.col("last") - _MICROSECOND
    )
    # A zone may skip a whole day: nothing happened on it.
    exists = pl.col("first") <= pl.col("last")
    return frame.select(
        pl.struct(pl.when(exists).then(pl.col("first", "last")))
    ).to_series()


def _first_instants(days: pl.Series, zone: str) -> pl.Series:
    midnight = days.cast(pl.Datetime("us")).dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    )
    instants = midnight.dt.convert_time_zone("UTC")
    missing = days.filter(instants.is_null() & days.is_not_null()).unique()
    if missing.is_empty():
        return instants
    found = pl.Series([_after_gap(day, zone) for day in missing], dtype=INSTANT)
    patched = days.replace_strict(missing, found, default=None, return_dtype=INSTANT)
    return pl.select(pl.coalesce(instants, patched)).to_series()


def _after_gap(day: date, zone: str) -> datetime:
    """Return the first instant of a day whose midnight the clock change skips."""
    # Half a day earlier is before the gap: its offset gives the instant of the jump.
    before = datetime.combine(day, datetime.min.time(), ZoneInfo(zone))
    offset = (before - timedelta(hours=12)).utcoffset() or timedelta()
    return (before.replace(tzinfo=UTC) - offset).astimezone(UTC)


def _texts(texts: pl.Series, zone: str) -> pl.Series:
    """Return the interval of each ISO 8601 text; null where it cannot be read."""
    text = texts.str.strip_chars(WHITE_SPACE)
    frame = pl.DataFrame(
        {"text": text, "date": _dates(text), "at": _instants(text, zone)}
    )
    frame = frame.with_columns(
        day=_days(frame["date"], zone), exact=pl.struct(first="at", last="at")
    )
    read = pl.col("date").is_not_null() | pl.col("at").is_not_null()
    odd = frame.select(pl.when(~read & (pl.col("text") != "")).then("text")).to_series()
    distinct = odd.drop_nulls().unique()
    slow = odd.replace_strict(
        distinct,
        pl.Series([_slow(value, zone) for value in distinct], dtype=INTERVAL),
        default=None,
        return_dtype=INTERVAL,
    )
    return frame.select(
        pl.when(pl.col("date").is_not_null())
        .then("day")
        .when(pl.col("at").is_not_null())
        .then("exact")
        .otherwise(slow)
        .alias("interval")
    ).to_series()


def _dates(text: pl.Series) -> pl.Series:
    return _written(text, f"^{_DAY}$").str.to_date("%Y-%m-%d", strict=False)


def _written(text: pl.Series, pattern: str) -> pl.Series:
    """Return the texts of a pattern. Polars knows the year 0 and earlier: not ISO."""
    is_meant = text.str.contains(pattern) & ~text.str.starts_with(_NO_YEAR)
    return pl.select(pl.when(is_meant).then(text)).to_series()


def _instants(text: pl.Series, zone: str) -> pl.Series:
    """Return the texts that carry a zone, then the naive ones read in `zone`.

    Only what is plainly written is read here. Polars would read more than ISO 8601: a
    trailing UTC, an hour of one digit, a second 60.
    """
    spaced = _written(text, _PLAIN).str.replace(" ", "T", literal=True)
    aware = spaced.str.to_datetime("%+", strict=False, time_unit="us", time_zone="UTC")
    naive = spaced.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us")
    local = naive.dt.replace_time_zone(
        zone, ambiguous="earliest", non_existent="null"
    ).dt.convert_time_zone("UTC")
    return pl.select(pl.coalesce(aware, local)).to_series()


@lru_cache(maxsize=100_000)
def _slow(text: str, zone: str) -> dict[str, datetime | None]:
    """Read one ISO 8601 text in a spelling that the fast path does not know."""
    unread: dict[str, datetime | None] = {"first": None, "last": None}
    try:
        return dict(_days(pl.Series([date.fromisoformat(text)]), zone).item())
    except ValueError:
        pass
    try:
        instant = in_utc(datetime.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        return unread
    return {"first": instant, "last": instant}
