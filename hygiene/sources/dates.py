"""Date styles: how other systems write times, turned into ISO 8601 text.

A style is declared, by a format or in a campaign file; none is ever guessed. What a
style cannot read stays as it is and is reported like any unreadable time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import polars as pl

from hygiene.text import by_distinct, stripped

_ISO_LOCAL = "%Y-%m-%dT%H:%M:%S%.6f"
_CLOCKS = ("%H:%M:%S%.f", "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
_MARKS = "/.-"
_ORDERED = (
    r"^[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}"
    r"( +[0-9]{1,2}:[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?( [AaPp][Mm])?)?$"
)
_UNSAID_ZONE = re.compile(r" -0000( *\(.*\))?$")  # UTC, in RFC 5322, from anywhere
_BARE_CLOCK = re.compile(r"^[^:]* \d{1,2}:\d\d(:\d\d)?$")
_COMPACT = "^[0-9]{8}T[0-9]{4}[0-5][0-9]$"
_SERIAL = "^[0-9]{1,6}([.][0-9]+)?$"
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no zone
_SERIALS = (61, 100_000)  # spreadsheets count a 29 February 1900 before them
# 1980 to 2200, in microseconds: a number in another unit lies far outside.
_LIKELY = (315_532_800_000_000, 7_258_118_400_000_000)
_UNITS = {"unix": 1_000_000, "unix_ms": 1_000}
_LEAST_UNIX = r"^-?\d{1,17}(\.\d{1,6})?$"


def to_iso(text: pl.Expr, style: str) -> pl.Expr:
    """Return times in a declared style as ISO 8601 text; what it cannot read stays.

    A time that carries no zone is written without one. A date stays a date.

    >>> frame = pl.DataFrame({"t": ["24/11/2026 09:30", "24.11.2026", "soon", None]})
    >>> frame.select(to_iso(pl.col("t"), "day_first"))["t"].to_list()
    ['2026-11-24T09:30:00.000000', '2026-11-24', 'soon', None]
    """
    text = stripped(text.cast(pl.String))
    return pl.coalesce(*STYLES[style](text), text)


def _iso(text: pl.Expr) -> Iterator[pl.Expr]:
    # Some systems leave a space before the offset.
    yield text.str.replace(r"(\d) ([+-]\d\d:?\d\d)$", "$1$2")


def _ordered(date_parts: str) -> Callable[[pl.Expr], Iterator[pl.Expr]]:
    def read(text: pl.Expr) -> Iterator[pl.Expr]:
        # Polars would take a year of two digits for one in the first century.
        text = pl.when(text.str.contains(_ORDERED)).then(text)
        for mark in _MARKS:
            day = date_parts.replace("-", mark)
            yield text.str.to_date(day, strict=False).dt.strftime("%Y-%m-%d")
            for clock in _CLOCKS:
                moment = text.str.to_datetime(
                    f"{day} {clock}", strict=False, time_unit="us"
                )
                yield moment.dt.strftime(_ISO_LOCAL)

    return read


def _unix(style: str) -> Callable[[pl.Expr], Iterator[pl.Expr]]:
    def read(text: pl.Expr) -> Iterator[pl.Expr]:
        number = pl.when(text.str.contains(_LEAST_UNIX)).then(text)
        exact = number.str.to_decimal(scale=6) * _UNITS[style]
        passed = exact.cast(pl.Int64, strict=False)
        likely = passed.is_between(*_LIKELY)
        instant = pl.when(likely).then(passed).cast(pl.Datetime("us"))
        yield instant.dt.strftime(_ISO_LOCAL + "Z")

    return read


def _excel(text: pl.Expr) -> Iterator[pl.Expr]:
    number = pl.when(text.str.contains(_SERIAL)).then(text)
    days = number.cast(pl.Float64, strict=False)
    known = pl.when(days.is_between(*_SERIALS)).then(days)
    whole = known == known.floor()
    passed = (known * 86_400).round().cast(pl.Int64) * 1_000_000
    moment = passed.cast(pl.Duration("us")) + pl.lit(_EXCEL_EPOCH)
    yield pl.when(whole).then(moment.dt.strftime("%Y-%m-%d"))
    yield moment.dt.strftime(_ISO_LOCAL)


def _compact(text: pl.Expr) -> Iterator[pl.Expr]:
    whole = pl.when(text.str.contains(_COMPACT)).then(text)
    read = whole.str.to_datetime("%Y%m%dT%H%M%S", strict=False, time_unit="us")
    yield read.dt.strftime(_ISO_LOCAL)


def _go(text: pl.Expr) -> Iterator[pl.Expr]:
    parts = r"^(\S+) (\S+) ([+-]\d{4}) \S+$"
    yield pl.when(text.str.contains(parts)).then(text.str.replace(parts, "${1}T$2$3"))


def _mail(text: pl.Expr) -> Iterator[pl.Expr]:
    yield text.map_batches(
        lambda values: by_distinct(values, _mail_time, pl.String()),
        return_dtype=pl.String,
        is_elementwise=True,
    )


def _mail_time(text: str) -> str | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    if moment.tzinfo is None and _UNSAID_ZONE.search(text):
        moment = moment.replace(tzinfo=UTC)
    elif moment.tzinfo is None and not _BARE_CLOCK.match(text):
        # It names a zone that nobody knows, which is not to name none.
        return None
    return moment.isoformat()


STYLES: dict[str, Callable[[pl.Expr], Iterator[pl.Expr]]] = {
    "iso": _iso,
    "day_first": _ordered("%d-%m-%Y"),
    "month_first": _ordered("%m-%d-%Y"),
    "unix": _unix("unix"),
    "unix_ms": _unix("unix_ms"),
    "email": _mail,
    "excel": _excel,
    "compact": _compact,
    "go": _go,
}
"""How a time may be written: ISO 8601; day or month first, with `/`, `.` or `-` and a
clock of 24 or 12 hours; Unix seconds or milliseconds; RFC 5322; the serial number of a
spreadsheet; `20261124T093000`; as Go prints it, `2026-11-24 09:30:00 +0000 UTC`."""
