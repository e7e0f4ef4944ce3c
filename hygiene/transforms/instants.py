"""Instants: for when rows are decided, and with what was known then.

A screening decides every row for one instant: literals. An audit of past sends decides
each row for an instant of its own: columns of the row. The rules are the same; what
differs is how records meet rows (`Instants.cases`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from hygiene.campaign import Campaign
from hygiene.durations import Duration
from hygiene.rulebook import age_limit

_GAP = timedelta(hours=3)
"""Longer than clocks ever go forward."""


@dataclass(frozen=True, slots=True)
class Instants:
    """The instants of a decision; an imprecise one has two ends, worse each in its way.

    Attributes:
        earliest: Until when what permits must have happened, and what ends is over.
        latest: Until when what forbids has happened, and what expires has expired.
        known_permissive: Until when what permits must have been recorded.
        known_restrictive: Until when what forbids has been recorded.
        columns: The columns that they are, in this order; none for literals.
        moment: The one instant of a screening; None for columns.
    """

    earliest: pl.Expr
    latest: pl.Expr
    known_permissive: pl.Expr
    known_restrictive: pl.Expr
    columns: tuple[str, ...] = ()
    moment: datetime | None = None

    @property
    def case(self) -> tuple[str, ...]:
        """The columns that tell apart what is asked of one key's permissions."""
        return self.columns[:3]

    def cases(
        self, records: pl.LazyFrame, rows: pl.LazyFrame, key: str
    ) -> pl.LazyFrame:
        """Return the records of every case: what the rows of one key and instant ask.

        For a screening these are the records. For an audit a record stands there once a
        distinct instant for which its key is asked about, so that records are reduced
        per key and instant, however many instants there are.

        Args:
            records: Records with `key`.
            rows: Rows with `key` and the columns of the instants.
            key: On which they meet.
        """
        if not self.columns:
            return records
        asked = rows.filter(pl.col(key).is_not_null()).select(key, *self.case).unique()
        # Many records may share a key, and many instants: every pair is a case's.
        return records.join(asked, on=key, how="inner", validate="m:m")

    def age_limit(self, age: Duration, zone: str) -> pl.Expr:
        """Return the first local date that is not too old."""
        if self.moment is not None:
            return pl.lit(age_limit(age, self.moment, zone))
        return _date_before(age, self.latest.dt.convert_time_zone(zone).dt.date())

    def window_start(self, window: Duration, zone: str) -> pl.Expr:
        """Return the instant that lies a window before the earliest one."""
        if self.moment is not None:
            return pl.lit(window.before(self.moment, zone))
        if window.hours is not None:
            return self.earliest - pl.duration(hours=window.hours)
        local = self.earliest.dt.convert_time_zone(zone).dt.replace_time_zone(None)
        day = _date_before(window, local.dt.date())
        return _instant(day.dt.combine(local.dt.time()), zone)


def instants(campaign: Campaign, at: Instants | None = None) -> Instants:
    """Return the given instants, or those of the campaign.

    >>> from datetime import UTC
    >>> when = datetime(2026, 11, 24, 9, tzinfo=UTC)
    >>> made = Campaign("news", "northpay", "email", "marketing", when, "UTC", "uk")
    >>> instants(made).moment == when, instants(made).columns
    (True, ())
    """
    if at is not None:
        return at
    as_of, known = pl.lit(campaign.as_of), pl.lit(campaign.known)
    return Instants(as_of, as_of, known, known, moment=campaign.as_of)


def instants_in(
    earliest: str, latest: str, permissive: str, restrictive: str
) -> Instants:
    """Return instants that stand in columns of the rows, by their names."""
    return Instants(
        pl.col(earliest),
        pl.col(latest),
        pl.col(permissive),
        pl.col(restrictive),
        columns=(earliest, latest, permissive, restrictive),
    )


def _date_before(age: Duration, day: pl.Expr) -> pl.Expr:
    """Return the date that lies `age` before another: see `Duration.before_date`."""
    if age.hours is not None:
        ordinal = day.cast(pl.Int32) - age.hours // 24
        first = (date.min - date(1970, 1, 1)).days
        return pl.max_horizontal(ordinal, pl.lit(first, pl.Int32)).cast(pl.Date)
    if age.months >= date.max.year * 12:
        return pl.lit(date.min)
    back = day.dt.offset_by(f"-{age.months}mo")
    return pl.when(back.dt.year() >= 1).then(back).otherwise(pl.lit(date.min))


def _instant(local: pl.Expr, zone: str) -> pl.Expr:
    """Return the instant of a local time, as Python's `zoneinfo` has it.

    The earlier one where there are two; where clocks skip it, by the offset before.
    """

    def read(naive: pl.Expr) -> pl.Expr:
        there = naive.dt.replace_time_zone(
            zone, ambiguous="earliest", non_existent="null"
        )
        return there.dt.convert_time_zone("UTC")

    return read(local).fill_null(read(local - _GAP) + _GAP)
