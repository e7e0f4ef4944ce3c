"""Words: times and lists, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from zoneinfo import ZoneInfo


def said_time(first: datetime, last: datetime, zone: str) -> str:
    """Return a time in a zone, or the day alone where only that is known.

    The middle of a day in the zone of its table lies on the same date in this one.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    >>> said_time(noon, noon, "Europe/London")
    '2026-06-01 13:00'
    """
    middle = first + (last - first) / 2
    with suppress(OverflowError):
        middle = middle.astimezone(ZoneInfo(zone))
    return f"{middle:%Y-%m-%d %H:%M}" if first == last else f"{middle:%Y-%m-%d}"


def listed_or(words: Sequence[str]) -> str:
    """Return words as a list of alternatives.

    >>> listed_or(["purchase", "negotiation", "contract"]), listed_or(["gift"])
    ('purchase, negotiation or contract', 'gift')
    """
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
