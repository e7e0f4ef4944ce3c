"""The dossier of one contact: its rows, its records, and what the engine says of them.

The dossier is small and held in memory. It is judged by the stages that judged the
audience (`hygiene.judging`), as it is or with something changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import polars as pl

from hygiene.campaign import Campaign
from hygiene.deciding import Decided
from hygiene.explaining.lookup import Keys, records_about, rows_of
from hygiene.judging import Evidence, Judged, judge
from hygiene.transforms.traits import of_the_key

_KEYED = [
    "row",
    "contact_id",
    "person",
    "strict_key",
    "wide_key",
    "address_mask",
    "rulebook",
    "origin",
    "individual",
]


@dataclass(frozen=True, slots=True)
class Change:
    """What could be different about a contact.

    Attributes:
        consents: Consents that it would have, in staged columns.
        relationships: Dealings that it would have, in staged columns.
        ended: The ids of suppressions that would stand no longer.
        campaign: Keys of the campaign and their other values.
        has_source: Whether the audience would say where the contact came from.
        at: The moment for which would be decided, if later than the campaign's.
    """

    consents: tuple[Mapping[str, Any], ...] = ()
    relationships: tuple[Mapping[str, Any], ...] = ()
    ended: tuple[str, ...] = ()
    campaign: Mapping[str, Any] = field(default_factory=dict)
    has_source: bool = False
    at: datetime | None = None

    def __or__(self, other: Change) -> Change:
        """Return both changes together."""
        moments = [moment for moment in (self.at, other.at) if moment]
        return Change(
            self.consents + other.consents,
            self.relationships + other.relationships,
            self.ended + other.ended,
            {**self.campaign, **other.campaign},
            self.has_source or other.has_source,
            max(moments, default=None),
        )


NOTHING = Change()
"""The change that changes nothing."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that is held about one contact.

    Attributes:
        campaign: The campaign that was decided for.
        rows: The contact's audience rows with their keys, in order.
        tables: Its consents, relationships, suppressions and sends, as staged.
        wordings: The texts of consent; None when the campaign supplies no such table.
    """

    campaign: Campaign
    rows: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    wordings: pl.DataFrame | None

    def judged(self, change: Change = NOTHING) -> Judged:
        """Return what the engine finds about the contact, were something changed."""
        rows = self.rows
        if change.has_source:
            rows = rows.with_columns(origin=pl.lit(value=True))
        campaign = self.campaign_with(change)
        return judge(
            rows.lazy(), self.evidence(change), campaign, _in_memory, of_the_key()
        )

    def campaign_with(self, change: Change) -> Campaign:
        """Return the campaign as it would be with a change."""
        campaign = replace(self.campaign, **change.campaign)
        if change.at is None:
            return campaign
        known = max(campaign.known, change.at)
        return campaign.at(max(campaign.as_of, change.at), known)

    def evidence(self, change: Change = NOTHING) -> Evidence:
        """Return the records as they would be with a change."""
        ended = pl.col("suppression_id").is_in(change.ended)
        return Evidence(
            consents=_with_rows(self.tables["consents"], change.consents).lazy(),
            relationships=_with_rows(
                self.tables["relationships"], change.relationships
            ).lazy(),
            suppressions=self.tables["suppressions"].filter(~ended).lazy(),
            sends=self.tables["sends"].lazy(),
            wordings=None if self.wordings is None else self.wordings.lazy(),
        )


def open_dossier(decided: Decided, contact: str) -> Dossier:
    """Return the dossier of a contact.

    Args:
        decided: A decided audience.
        contact: The address in any spelling, or the contact id.

    Raises:
        InputError: The audience has no such contact.
    """
    rows = rows_of(decided, contact)
    wordings = None
    if decided.inputs.supplied("wordings"):
        wordings = decided.staged["wordings"].frame.collect()
    tables = {
        table: frame.collect()
        for table, frame in records_about(decided, Keys.of(rows)).items()
    }
    return Dossier(decided.inputs.campaign, rows.select(_KEYED), tables, wordings)


def _with_rows(
    frame: pl.DataFrame, rows: tuple[Mapping[str, Any], ...]
) -> pl.DataFrame:
    added = [
        pl.DataFrame([row], schema={name: frame.schema[name] for name in row})
        for row in rows
    ]
    return pl.concat([frame, *added], how="diagonal")


def _in_memory(_stage: str, plan: pl.LazyFrame) -> pl.LazyFrame:
    return plan.collect().lazy()
