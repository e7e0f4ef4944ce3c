"""Reading: what a campaign says of how the files of an entry are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

CANONICAL = "canonical"


@dataclass(frozen=True, slots=True)
class Reading:
    """How the files of one entry are to be read; what is None is told by the file.

    Attributes:
        format: The system that wrote them, or `canonical`.
        part: Which of its files they are, where their names do not say.
        encoding: How their text is encoded.
        delimiter: What stands between two cells.
        sheet: The sheet of a workbook.
        dates: How times are written, when not as ISO 8601 (`hygiene.sources.dates`).
        query: What is asked of a database.
        digest: The algorithm of a hashed list.
        normalisation: What was hashed: `lowercase` or `mailbox`.
        purposes: The names of a system's subscription types, as purposes.
        timezone: The zone that the entry itself declares.
        columns: Canonical name to the name in the file.
    """

    format: str = CANONICAL
    part: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    dates: str | None = None
    query: str | None = None
    digest: str | None = None
    normalisation: str | None = None
    purposes: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_foreign(self) -> bool:
        """Whether another system wrote the files."""
        return self.format != CANONICAL
