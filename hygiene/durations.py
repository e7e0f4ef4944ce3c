"""Durations such as `24mo`, `7d` or `48h`, and how they are counted back.

Hours, days and weeks counted from an instant are exact (a day is 24 hours); months
and years follow the calendar of a zone. Counted from a date, every unit follows the
calendar and is clamped to the end of the month, as the Canadian Interpretation Act
s. 28 counts ("or the month's last day if there is none").
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from hygiene.errors import InputError

Unit = Literal["h", "d", "w", "mo", "y"]

_PATTERN = re.compile(r"(?P<count>[1-9][0-9]{0,5})(?P<unit>h|d|w|mo|y)")
_HOURS: dict[str, int] = {"h": 1, "d": 24, "w": 168}
_DAYS: dict[str, int] = {"d": 1, "w": 7}
_MONTHS: dict[str, int] = {"mo": 1, "y": 12}


@dataclass(frozen=True, slots=True)
class Duration:
    """A positive number of hours, days, weeks, months or years."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Return the duration that `text` spells.

        Raises:
            InputError: `text` is not a whole number followed by h, d, w, mo or y.

        >>> Duration.parse("24mo")
        Duration(count=24, unit='mo')
        """
        found = _PATTERN.fullmatch(text)
        if not found:
            raise InputError(
                "A duration is a whole number and a unit (h, d, w, mo, y), "
                "such as '48h', '7d' or '24mo'."
            )
        unit: Unit = found["unit"]  # type: ignore[assignment]
        return cls(int(found["count"]), unit)

    @property
    def hours(self) -> int | None:
        """Its exact length in hours; None for months and years.

        >>> Duration.parse("2d").hours, Duration.parse("2mo").hours
        (48, None)
        """
        return self.count * _HOURS[self.unit] if self.unit in _HOURS else None

    @property
    def months(self) -> int:
        """Its months by the calendar; 0 for hours, days and weeks.

        >>> Duration.parse("2y").months
        24
        """
        return self.count * _MONTHS.get(self.unit, 0)

    def before(self, moment: datetime, zone: str) -> datetime:
        """Return the instant that lies this long before `moment`.

        >>> from datetime import UTC
        >>> Duration.parse("7d").before(datetime(2026, 11, 24, 9, tzinfo=UTC), "UTC")
        datetime.datetime(2026, 11, 17, 9, 0, tzinfo=datetime.timezone.utc)
        """
        try:
            if self.hours is not None:
                return moment - timedelta(hours=self.hours)
            local = moment.astimezone(ZoneInfo(zone))
            day = self.before_date(local.date())
            clock = local.time().replace(fold=0)
            back = datetime.combine(day, clock, ZoneInfo(zone))
            return back.astimezone(moment.tzinfo)
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)

    def after(self, moment: datetime, zone: str) -> datetime:
        """Return an instant of which `before` is not earlier than `moment`.

        The first such one in hours, days and weeks, the first to the day in months.

        >>> from datetime import UTC
        >>> Duration.parse("1mo").after(datetime(2026, 1, 31, 9, tzinfo=UTC), "UTC")
        datetime.datetime(2026, 3, 1, 9, 0, tzinfo=datetime.timezone.utc)
        """
        try:
            if self.hours is not None:
                return moment + timedelta(hours=self.hours)
            found = moment + timedelta(days=28 * self.months)
            while self.before(found, zone) < moment:
                found += timedelta(days=1)
        except OverflowError:
            return datetime.max.replace(tzinfo=UTC)
        return found

    def before_date(self, day: date) -> date:
        """Return the date that lies this long before `day`, clamped to its month.

        >>> Duration.parse("24mo").before_date(date(2028, 2, 29))
        datetime.date(2026, 2, 28)

        Raises:
            InputError: The unit is hours.
        """
        if self.unit in _DAYS:
            days = self.count * _DAYS[self.unit]
            return date.fromordinal(max(day.toordinal() - days, 1))
        if not self.months:
            raise InputError("An age is counted in d, w, mo or y, not in hours.")
        months = day.year * 12 + day.month - 1 - self.months
        year, month = divmod(months, 12)
        if year < 1:
            return date.min
        last = calendar.monthrange(year, month + 1)[1]
        return date(year, month + 1, min(day.day, last))

    def __str__(self) -> str:
        """Return the duration as it is written in a file."""
        return f"{self.count}{self.unit}"
