"""The subject of a gate: the list that someone wants to send to, and its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from hygiene.sources.entries import Entry

CONTACT_COLUMNS = ("point", "person", "origin", "country", "subscriber_type")
"""What the gate reads of a contact, in its own words: where the contact is reached,
the controller's own id, the source, and what chooses the policy."""


@dataclass(frozen=True, slots=True)
class Contacts:
    """Contacts in one or more files: Parquet, CSV or NDJSON, told apart by suffix.

    Attributes:
        paths: The files, in their order.
        columns: `CONTACT_COLUMNS` to the column of the files that holds it.
        constants: `CONTACT_COLUMNS` to the value of every row.
    """

    paths: tuple[Path, ...]
    columns: Mapping[str, str]
    constants: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a screening says that it did.

    Attributes:
        removed: The removed rows, with `reason` and `reasons`.
        decisions: `decisions.parquet`, one row an audience row, in order.
        by_reason: How many rows each primary reason removed.
        compared: The columns of the audience whose values are compared.
    """

    removed: Path
    decisions: Path
    by_reason: Mapping[str, int]
    compared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Release:
    """The figures of one release of a campaign.

    Attributes:
        as_of: The instant it was decided for.
        audience: How many contacts were proposed.
        kept: How many were released.
        suppressions: How many rows the suppressions table had.
    """

    as_of: datetime
    audience: int
    kept: int
    suppressions: int

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as `gate.json` has them."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}


@dataclass(frozen=True, slots=True)
class GateSubject:
    """What a gate reads.

    Attributes:
        listed: The list that is to be released.
        audience: The audience as it was given, or None.
        evidence: The entries of each table that was supplied, as they were given.
        claims: What the screening that made the list says, or None for a list of
            another tool.
        last_run: The last release of the same campaign, if any.
        audience_entry: How the campaign gives the audience: how old it may be.
    """

    listed: Contacts
    audience: Contacts | None
    evidence: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    claims: Claims | None = None
    last_run: Release | None = None
    audience_entry: Entry | None = None
