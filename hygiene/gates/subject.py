"""The subject of a gate: the list that someone wants to send to, and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class GateSubject:
    """What a gate reads; Parquet, CSV and NDJSON files are told apart by their suffix.

    Attributes:
        kept: The list that is to be released.
        audience: The audience as it was given, or None.
        address_column: The column of `kept` that holds the contact point.
        audience_address_column: The same of `audience`.
        removed_rows: How many rows were removed, or None when that is not known.
        contact_id_column: The column of `kept` with the controller's own id, if any.
        source_column: The column of `kept` that says where a row came from, if any.
        country_column: The column of `kept` with the recipient's country, if any.
        subscriber_type_column: The column of `kept` with the subscriber type, if any;
            without, everybody is an individual.
        tables: The staged evidence by table; one that was not supplied is left out.
    """

    kept: Path
    audience: Path | None
    address_column: str
    audience_address_column: str
    removed_rows: int | None = None
    contact_id_column: str | None = None
    source_column: str | None = None
    country_column: str | None = None
    subscriber_type_column: str | None = None
    tables: Mapping[str, Path] = field(default_factory=dict)
