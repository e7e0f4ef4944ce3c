"""Inputs: a campaign and its tables, from a file or from what a notebook holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hygiene.campaign import BY_COUNTRY, Campaign, PolicyLike
from hygiene.campaign_file import read_campaign_file
from hygiene.errors import InputError
from hygiene.sources.entries import Entry
from hygiene.sources.opening import open_table
from hygiene.tables import AUDIENCE, EVIDENCE


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that a screening reads.

    Attributes:
        campaign: The campaign.
        audience: The audience's entry.
        evidence: Table name to its entries; an absent table has none.
    """

    campaign: Campaign
    audience: Entry
    evidence: Mapping[str, list[Entry]]

    def supplied(self, table: str) -> bool:
        """Return whether the campaign supplies a table at all, empty or not."""
        return bool(self.evidence.get(table))

    @property
    def notes(self) -> tuple[str, ...]:
        """What should be known of how the files are read, each thing once."""
        entries = [self.audience, *(e for es in self.evidence.values() for e in es)]
        notes = [note for entry in entries for s in entry.sources for note in s.notes]
        return tuple(dict.fromkeys(notes))

    def check_apart(self, folder: Path) -> None:
        """Refuse a folder for results that holds a file of these inputs.

        Raises:
            InputError: It does: writing there would replace what is being read.
        """
        entries = [
            self.audience,
            *(e for found in self.evidence.values() for e in found),
        ]
        paths = [source.path for entry in entries for source in entry.sources]
        for path in paths:
            if path is not None and folder.resolve() in path.resolve().parents:
                raise InputError(
                    f"'{path.name}' is read by this campaign and lies in "
                    f"'{folder.name}', which the results would replace. "
                    "Give another folder."
                )


def from_file(
    path: str | Path, as_of: datetime | None = None, known_at: datetime | None = None
) -> Inputs:
    """Return the inputs that a campaign file names.

    Raises:
        InputError: The file or a table it names cannot be used.
    """
    read = read_campaign_file(path, as_of=as_of, known_at=known_at)
    entries = dict(read.entries)
    return Inputs(read.campaign, entries.pop(AUDIENCE.name)[0], entries)


def from_tables(
    tables: Mapping[str, Any], campaign: Campaign, policy: PolicyLike | None
) -> Inputs:
    """Return the inputs made of frames or paths in a notebook.

    Args:
        tables: Table name to what holds it; None means not supplied.
        campaign: The campaign.
        policy: Replaces the campaign's own policy.

    Raises:
        InputError: The audience is missing or a table cannot be read.
    """
    if policy is not None:
        countries = campaign.policy_by_country if policy == BY_COUNTRY else None
        campaign = replace(campaign, policy=policy, policy_by_country=countries)
    entries = {
        name: [_entry(name, given, campaign)]
        for name, given in tables.items()
        if given is not None
    }
    if AUDIENCE.name not in entries:
        raise InputError("A screening needs an audience table.")
    audience = entries.pop(AUDIENCE.name)[0]
    return Inputs(
        campaign, audience, {n: e for n, e in entries.items() if n in EVIDENCE}
    )


def _entry(name: str, given: Any, campaign: Campaign) -> Entry:
    sources = open_table(given, name, campaign.folder)
    return Entry(name, tuple(sources), campaign.timezone)
