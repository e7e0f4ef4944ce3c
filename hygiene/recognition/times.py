"""Times: the styles in which a column's times could be read, and the days they span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from hygiene.sources.dates import STYLES

_ZONED = r"(Z|UTC|[+-]\d\d:?\d\d)$"
_CLOCK = r"[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?"
_ISO = rf"^\d{{4}}-\d\d-\d\d({_CLOCK})?( ?{_ZONED[:-1]})?$"
# Bare numbers are times only where the column's name says so; else they are ids.
_NUMBERS = ("unix", "unix_ms", "excel")
_SPANS = {
    "unix": (631_152_000, 4_102_444_800),
    "unix_ms": (631_152_000_000, 4_102_444_800_000),
    "excel": (32_874, 73_051),
}
_TIMELY = re.compile(r"date|time|_at$|\bat\b|created|updated|since|until|day|on$|stamp")
_OLDEST = "1900"
AMBIGUOUS = {"day_first", "month_first"}


@dataclass(frozen=True, slots=True)
class Times:
    """How the times of a column could be read.

    Attributes:
        styles: Every style that reads all of them.
        first: The earliest day, in the first style (ISO 8601 date).
        last: The latest day.
        newest: The latest time as ISO 8601 text.
        zoned: Whether each one carries a zone.
    """

    styles: tuple[str, ...]
    first: str = ""
    last: str = ""
    newest: str = ""
    zoned: bool = False

    @property
    def style(self) -> str | None:
        """The style that they have, or None where it must be declared.

        >>> Times(("day_first", "month_first")).style is None
        True
        """
        return self.styles[0] if len(self.styles) == 1 else None

    @property
    def doubt(self) -> str:
        """What must be declared, or nothing."""
        if set(self.styles) >= AMBIGUOUS:
            return (
                "Day and month cannot be told apart: say dates = "
                '"day_first" or "month_first".'
            )
        if len(self.styles) > 1:
            return f"Say dates = one of {', '.join(self.styles)}."
        return ""

    def sentences(self) -> list[str]:
        """Return the style and the span in words."""
        if self.style is None:
            return [" or ".join(self.styles)]
        zone = "with a zone" if self.zoned else "without a zone"
        days = f"from {self.first} to {self.last}"
        return [f"{self.style}, {zone}", days if self.first < self.last else self.first]


def times_of(values: pl.Series, name: str) -> Times:
    """Return how values could be read as times; no style when some cannot be.

    Args:
        values: The values without nulls.
        name: The column's name; a bare number is a time only under a fitting one.

    >>> times_of(pl.Series(["24/11/2026", "01/02/2026"]), "date").style
    'day_first'
    >>> times_of(pl.Series(["03/04/2026"]), "date").styles
    ('day_first', 'month_first')
    """
    if values.is_empty():
        return Times(())
    # Many rows share a day: each text is read once.
    distinct = values.unique().alias("text").to_frame()
    styles = tuple(style for style in STYLES if _reads(distinct, style, name))
    if not styles:
        return Times(())
    text = distinct.select(_read(styles[0])).to_series()
    newest = text.max()
    return Times(
        styles,
        str(text.min())[:10],
        str(newest)[:10],
        str(newest),
        zoned=bool(text.str.contains(_ZONED).all()),
    )


def _reads(distinct: pl.DataFrame, style: str, name: str) -> bool:
    text = pl.col("text")
    if style in _NUMBERS:
        low, high = _SPANS[style]
        number = text.cast(pl.Float64, strict=False)
        is_timely = _TIMELY.search(name.lower().replace(" ", "_").replace("-", "_"))
        within = number.is_between(low, high).fill_null(value=False)
        return bool(is_timely) and bool(distinct.select(within.all()).item())
    read = distinct.select(day=_read(style))["day"]
    # Version numbers and the like can be read as days of the first centuries.
    return read.null_count() == 0 and str(read.min()) >= _OLDEST


def _read(style: str) -> pl.Expr:
    text = pl.col("text")
    if style == "iso":
        return pl.when(text.str.contains(_ISO)).then(text)
    return pl.coalesce(*_readings(text, style))


def _readings(text: pl.Expr, style: str) -> Iterator[pl.Expr]:
    yield from STYLES[style](text)
