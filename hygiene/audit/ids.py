"""Names of snapshots, and the quarters they speak of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hygiene.campaign import is_zone
from hygiene.errors import InputError

SNAPSHOT_ID = re.compile(r"[0-9]{4}Q[1-4](-r[1-9][0-9]?)?")
"""A year, a quarter, and `-r2` where a corrected one stands beside the first."""

_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar quarter in a named zone.

    Attributes:
        start: Its first day.
        end: The first day of the next quarter.
        timezone: The zone in which its days begin.
    """

    start: date
    end: date
    timezone: str

    def holds(self, moment: datetime) -> bool:
        """Return whether an instant lies in the quarter.

        >>> moment = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
        >>> period_of("2026Q2", "Europe/London").holds(moment)
        True
        """
        return (
            self.start <= moment.astimezone(ZoneInfo(self.timezone)).date() < self.end
        )

    def to_dict(self) -> dict[str, str]:
        """Return the quarter as `snapshot.json` has it."""
        zone = ZoneInfo(self.timezone)
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "timezone": self.timezone,
            "from": _utc(self.start, zone),
            "before": _utc(self.end, zone),
        }


def period_of(snapshot_id: str, timezone: str) -> Period:
    """Return the quarter that a snapshot's id names.

    Raises:
        InputError: It is not such an id, or the zone is unknown.

    >>> period_of("2026Q4", "UTC").end
    datetime.date(2027, 1, 1)
    """
    if not SNAPSHOT_ID.fullmatch(snapshot_id):
        raise InputError("A snapshot is called as its quarter, such as 2026Q3.")
    if not is_zone(timezone):
        raise InputError("The zone of the quarter is not one such as 'Europe/London'.")
    year, quarter = int(snapshot_id[:4]), int(snapshot_id[5])
    if not 1 < year < date.max.year:
        raise InputError("The year of the quarter lies outside the calendar.")
    first = (quarter - 1) * _MONTHS + 1
    after = first + _MONTHS
    end = date(year + after // 13, after % 12 or 12, 1)
    return Period(date(year, first, 1), end, timezone)


def _utc(day: date, zone: ZoneInfo) -> str:
    local = datetime(day.year, day.month, day.day, tzinfo=zone)
    return local.astimezone(UTC).isoformat().replace("+00:00", "Z")
