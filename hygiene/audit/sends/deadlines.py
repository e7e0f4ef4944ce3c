"""Deadlines: until when the law lets an opt-out take effect, by country.

The periods stand in `hygiene/data/opt_out_deadlines.toml`, each with its citation. They
tell a slow sender from a deaf one; they never permit a send.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import Literal

import polars as pl

from hygiene.errors import MissingExtraError
from hygiene.resources import package_file

_FIRST, _LAST = 1970, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """How long one country gives a sender to act on an opt-out.

    Attributes:
        days: How many business days.
        runs_from: `sent`: the day of the opt-out; `received`: that of its record.
        first_day: Whether that day or the `next` is the first.
        last_day: Whether the `whole` last day is within the period, or none of it.
        citation: The law.
        holidays: Whose holidays are no business days; None for none.
    """

    days: int
    runs_from: Literal["sent", "received"]
    first_day: Literal["same", "next"]
    last_day: Literal["whole", "effective"]
    citation: str
    holidays: str | None = None

    def last(self, day: pl.Expr, holidays: Sequence[date]) -> pl.Expr:
        """Return the last day within the period.

        Args:
            day: The day of the opt-out.
            holidays: Days that are no business days, besides Saturday and Sunday.

        >>> period, day = periods()["NZ"], pl.lit(date(2026, 4, 2))
        >>> easter = [date(2026, 4, 3), date(2026, 4, 6)]
        >>> pl.select(period.last(day, easter)).item()
        datetime.date(2026, 4, 12)
        """
        if self.first_day == "same":
            # A period that begins on a Saturday begins on the next business day.
            more, roll = self.days - 1, "forward"
        else:
            more, roll = self.days, "backward"
        last = day.dt.add_business_days(more, holidays=holidays, roll=roll)  # type: ignore[arg-type]
        return last.dt.offset_by("-1d") if self.last_day == "effective" else last


@cache
def periods() -> dict[str, Period]:
    """Return the period of each country that has one.

    >>> sorted(periods())
    ['AU', 'CA', 'NZ', 'US']
    """
    text = package_file("data", "opt_out_deadlines.toml").read_text("utf-8")
    return {country: Period(**said) for country, said in tomllib.loads(text).items()}


def deadline(country: pl.Expr, zone: str, first: int, last: int) -> pl.Expr:
    """Return the last day on which a message after an opt-out is within the law's time.

    Args:
        country: The recipient's; null and unlisted ones have no such time.
        zone: The zone whose days count.
        first: The first year for which holidays are needed.
        last: The last one.

    Returns:
        A Date, of a row with `happened_at` and `recorded_at`; null for no such time.

    Raises:
        MissingExtraError: The package of the calendars is not installed.
    """
    found = pl.lit(None, pl.Date)
    recorded = pl.col("recorded_at")
    began = {
        "sent": pl.min_horizontal("happened_at", recorded),
        "received": recorded,
    }
    for code, period in periods().items():
        day = began[period.runs_from].dt.convert_time_zone(zone).dt.date()
        free = _holidays(period.holidays, first, last)
        found = pl.when(country == code).then(period.last(day, free)).otherwise(found)
    return found


def calendar_version() -> str | None:
    """Return the version of the package of the calendars; None without it."""
    return version("holidays") if find_spec("holidays") is not None else None


def _holidays(country: str | None, first: int, last: int) -> list[date]:
    """Return the national holidays of some years, and those of the years around."""
    if country is None:
        return []
    if find_spec("holidays") is None:
        raise MissingExtraError("Deadlines of opt-outs", "audit")
    import holidays

    years = range(max(first - 1, _FIRST), min(last + 1, _LAST) + 1)
    return sorted(holidays.country_holidays(country, years=years))
