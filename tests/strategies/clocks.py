"""Draw times: few instants, close to every boundary, written in many forms."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.times import days_back, first_instant, local_date
from tests.strategies.picking import mostly, pick

TICK = timedelta(microseconds=1)
DAY = timedelta(days=1)
AS_OF = (
    datetime(2026, 11, 24, 9, tzinfo=UTC),
    datetime(2026, 11, 24, tzinfo=UTC),
    datetime(2026, 3, 31, 8, tzinfo=UTC),
    datetime(2027, 10, 31, 8, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 7, 1, 23, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 11, 24, 23, 59, 59, 999999, tzinfo=UTC),
)
CLOCK_CHANGES = (
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC) - TICK,
)
ZONES = ("Europe/London",) * 4 + ("UTC", "America/New_York", "Asia/Kolkata")
AGES = ("24mo", "6mo", "1mo", "30d", "2w", "1y")
FORMS = ("utc", "utc", "utc", "date", "naive", "text", "text", "zoned")
TEXTS = (
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S.%fZ",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%dT%H:%M",
)
OTHER_ZONE = ZoneInfo("America/New_York")


@dataclass(frozen=True)
class Clock:
    """The moments of one world, from which all its times are drawn.

    Attributes:
        as_of: The campaign's.
        known_at: The campaign's, if it has one.
        timezone: The campaign's.
        max_ages: The age windows that the world's policies use.
    """

    as_of: datetime
    known_at: datetime | None
    timezone: str
    max_ages: tuple[str, str]

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the campaign's zone."""
        return ZoneInfo(self.timezone)

    @cached_property
    def edges(self) -> list[datetime]:
        """Return the instants around which decisions change."""
        around = [self.as_of, self.known_at or self.as_of, self.as_of - 7 * DAY]
        shifts = (-DAY, -TICK, timedelta(), TICK, DAY)
        return [moment + shift for moment in around for shift in shifts]

    @cached_property
    def ages(self) -> list[datetime]:
        """Return the first and the last instant of the days around each age window."""
        sending_day = local_date(self.as_of, self.zone)
        oldest = [days_back(sending_day, age) for age in self.max_ages]
        days = [day + shift * DAY for day in oldest for shift in (0, 1, 2)]
        starts = [first_instant(day, self.zone) for day in days]
        return [start - shift for start in starts for shift in (timedelta(), TICK)]

    @cached_property
    def events(self) -> list[datetime]:
        """Return when something happened: mostly the same few days ago."""
        past = self.as_of - 10 * DAY
        near = [past] * 4 + [past - TICK, past + TICK, past - DAY, past + DAY]
        changes = [moment for moment in CLOCK_CHANGES if moment < self.as_of]
        return near * 6 + self.edges + self.ages + changes

    @cached_property
    def dealings(self) -> list[datetime]:
        """Return when a relationship began: more often long ago."""
        past, long_ago = self.as_of - 10 * DAY, self.as_of - 1500 * DAY
        return [past] * 20 + self.edges + self.ages + [long_ago] * 10

    @cached_property
    def recordings(self) -> list[datetime | None]:
        """Return when it was recorded: mostly not said."""
        past = self.as_of - 9 * DAY
        return [*[None] * 20, *[past] * 5, *self.edges]

    @cached_property
    def sends(self) -> list[datetime]:
        """Return when a message was sent: mostly in the last days."""
        return [self.as_of - 2 * DAY] * 8 + self.edges

    @cached_property
    def ends(self) -> list[datetime | None]:
        """Return when something ends: mostly never."""
        later = self.as_of + 100 * DAY
        return [*[None] * 12, *[later] * 3, *self.edges]


def a_clock(random: Random) -> Clock:
    """Draw the moments of one world."""
    as_of = pick(random, mostly(AS_OF[:1], *AS_OF, times=2))
    shifts = (DAY, -DAY, TICK, -TICK, 30 * DAY, -9 * DAY)
    shift = pick(random, mostly((None,), *shifts, times=8))
    known_at = None if shift is None else as_of + shift
    ages = (pick(random, AGES), pick(random, AGES))
    return Clock(as_of, known_at, pick(random, ZONES), ages)


def write(instant: datetime | None, form: str, zone: ZoneInfo, pattern: str) -> Any:
    """Return an instant as a cell of a column of the given form.

    A local time is always written from an instant, so it always exists.
    """
    if instant is None:
        return None
    local = instant.astimezone(zone)
    typed: dict[str, Any] = {
        "utc": instant,
        "zoned": instant.astimezone(OTHER_ZONE),
        "date": local.date(),
        "naive": local.replace(tzinfo=None, fold=0),
    }
    return typed[form] if form in typed else _write_text(instant, local, pattern)


def _write_text(instant: datetime, local: datetime, pattern: str) -> str:
    if pattern.endswith("Z"):
        return instant.strftime(pattern)
    text = local.strftime(pattern)
    return f"{text[:-2]}:{text[-2:]}" if pattern.endswith("%z") else text
