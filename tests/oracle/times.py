"""Read a table's times and count back from the sending day: contract, section 5."""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MICROSECOND = timedelta(microseconds=1)
DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")
DURATION = re.compile(r"(\d+)(h|d|w|mo|y)")


@dataclass(frozen=True)
class Moment:
    """A time as a table holds it: one instant, or a whole day.

    `first` and `last` are its first and last microsecond; an instant has both equal.
    """

    first: datetime
    last: datetime

    @property
    def end(self) -> datetime:
        """Return the exclusive end: the instant, or the start of the next day."""
        return self.first if self.first == self.last else self.last + MICROSECOND


def read(value: datetime | date | str | None, zone: ZoneInfo) -> Moment | None:
    """Return what a cell of a time column means in the zone of its table."""
    if isinstance(value, str):
        value = _parse(value.strip())
    if value is None:
        return None
    if isinstance(value, datetime):
        instant = value.astimezone(UTC) if value.tzinfo else resolve(value, zone)
        return Moment(instant, instant)
    return Moment(
        first_instant(value, zone),
        first_instant(value + timedelta(days=1), zone) - MICROSECOND,
    )


def _parse(text: str) -> datetime | date | None:
    if not text:
        return None
    if DATE_ONLY.fullmatch(text):
        return date.fromisoformat(text)
    return datetime.fromisoformat(text)


def resolve(naive: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a local time: the earlier one when there are two.

    Raises:
        ValueError: The clocks went forward over this time, so it never was.
    """
    local = naive.replace(tzinfo=zone, fold=0)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) != naive.replace(fold=0):
        message = "a local time that does not exist is an input error"
        raise ValueError(message)
    return instant


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day, also where the clocks skip midnight."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """Return the calendar day of an instant in a zone."""
    return instant.astimezone(zone).date()


def days_back(day: date, duration: str) -> date:
    """Return the day a policy's age before `day`: `d`, `w`, `mo` or `y`."""
    count, unit = parts(duration)
    if unit in ("mo", "y"):
        return months_back(day, count * (12 if unit == "y" else 1))
    return day - timedelta(days=count * {"d": 1, "w": 7}[unit])


def instant_back(instant: datetime, duration: str, zone: ZoneInfo) -> datetime:
    """Return the instant a `per` or a table's `max_age` before `instant`.

    Hours, days and weeks are exact hours; months and years keep the local clock time.
    """
    count, unit = parts(duration)
    if unit in ("h", "d", "w"):
        return instant - timedelta(hours=count * {"h": 1, "d": 24, "w": 168}[unit])
    local = instant.astimezone(zone).replace(tzinfo=None)
    return resolve(
        datetime.combine(days_back(local.date(), duration), local.time()), zone
    )


def months_back(day: date, months: int) -> date:
    """Return the same day of an earlier month, clamped to the end of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    length = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, length))


def parts(duration: str) -> tuple[int, str]:
    """Split a duration such as `24mo` into its number and its unit.

    Raises:
        ValueError: It is not a whole number followed by `h`, `d`, `w`, `mo` or `y`.
    """
    match = DURATION.fullmatch(duration)
    if match is None:
        message = f"'{duration}' is not a duration"
        raise ValueError(message)
    return int(match[1]), match[2]
