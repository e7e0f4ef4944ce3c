"""Table entries: where a table comes from and how it is to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hygiene.durations import Duration
from hygiene.sources.files import Source


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a table in a campaign.

    Attributes:
        table: The table's name.
        sources: Its files or frames.
        timezone: The zone of values that carry none.
        columns: Canonical name to the name in the file.
        constants: Canonical name to the value of every row.
        as_at: When the data was taken, in UTC; None for the newest `recorded_at`.
        max_age: How old the data may be at the campaign's `as_of`.
        drop_bad_rows: Whether bad permissive rows are dropped and counted.
        allow_public_domains: Whether `gmail.com` and the like may be suppressed.
    """

    table: str
    sources: tuple[Source, ...]
    timezone: str
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Any] = field(default_factory=dict)
    as_at: datetime | None = None
    max_age: Duration | None = None
    drop_bad_rows: bool = False
    allow_public_domains: bool = False
