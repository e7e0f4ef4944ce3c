"""The stages of a decision, from keys to decisions, each streamed from file to file.

Every stage is one lazy plan that is sunk to the work folder, so that memory stays
flat, no plan is computed twice, and both engines run the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene.campaign import Campaign
from hygiene.rulebook import Rulebook, judged_alike, rulebooks
from hygiene.sources.files import Source
from hygiene.sources.staging import STAGED, UNREADABLE, Engine, blame
from hygiene.transforms.aliases import other_address_rows
from hygiene.transforms.claims import attach_claims, strongest
from hygiene.transforms.consent import consent_claims
from hygiene.transforms.decide import (
    attach_duplicates,
    attach_findings,
    attach_mask,
    decisions,
)
from hygiene.transforms.limits import attach_cap
from hygiene.transforms.prohibition import prohibited_rows, restrictive_facts
from hygiene.transforms.relationship import relationship_claims
from hygiene.transforms.traits import Traits
from hygiene.vocabulary import Channel, Match

Progress = Callable[[str, int], None]
"""Told after each stage: its name, and how many rows it read or wrote."""


@dataclass(frozen=True, slots=True)
class Run:
    """How the stages of one decision are run."""

    work: Path
    engine: Engine
    progress: Progress
    sources: tuple[Source, ...]

    def sink(self, name: str, plan: pl.LazyFrame) -> pl.LazyFrame:
        """Write the rows of a stage to the work folder; return a scan of them."""
        path = self.work / f"{name}.parquet"
        try:
            plan.sink_parquet(path, **STAGED, engine=self.engine)
        except UNREADABLE:
            blame(self.sources, path)
        result = pl.scan_parquet(path, glob=False)
        self.progress(name, result.select(pl.len()).collect().item())
        return result


@dataclass(frozen=True, slots=True)
class Keyed:
    """An audience and its evidence, once every key is known.

    Attributes:
        campaign: The campaign.
        audience: See `hygiene.transforms.audience.key_audience`.
        tables: Every evidence table with its keys.
        has_wordings: Whether the campaign supplies a table of wordings.
        traits: How the traits of an audience row are read.
    """

    campaign: Campaign
    audience: pl.LazyFrame
    tables: Mapping[str, pl.LazyFrame]
    has_wordings: bool
    traits: Traits


def decide_keyed(keyed: Keyed, run: Run) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Return the audience with its permissions, and the decisions.

    Nothing here reads an address: keys are only compared. So a snapshot, which holds
    pseudonyms in their place, is decided by the same code.
    """
    campaign, traits = keyed.campaign, keyed.traits
    books = rulebooks(campaign)
    suppressions, consents = keyed.tables["suppressions"], keyed.tables["consents"]
    permitted = run.sink(
        "permission", keyed.audience.pipe(_attach_permission, keyed, books)
    )
    facts = run.sink("facts", restrictive_facts(suppressions, consents, campaign))
    masked = run.sink(
        "prohibition",
        permitted.pipe(_attach_findings, facts, keyed, books)
        .pipe(attach_cap, keyed.tables["sends"], campaign)
        .pipe(attach_mask, campaign, traits),
    )
    decided = run.sink(
        "decisions",
        masked.pipe(attach_duplicates, campaign).pipe(
            decisions, campaign, books, traits
        ),
    )
    return permitted, decided


def _attach_permission(
    audience: pl.LazyFrame, keyed: Keyed, books: list[Rulebook]
) -> pl.LazyFrame:
    # A service message needs no ground, but a later consent still lifts an erasure.
    campaign, tables = keyed.campaign, keyed.tables
    wordings = tables["wordings"] if keyed.has_wordings else None
    judges, _ = judged_alike(books)
    claims = strongest(
        [
            consent_claims(tables["consents"], wordings, campaign, judges),
            relationship_claims(tables["relationships"], campaign, judges),
        ],
        len(judges),
    )
    return audience.pipe(attach_claims, claims, campaign, books)


def _attach_findings(
    audience: pl.LazyFrame,
    facts: pl.LazyFrame,
    keyed: Keyed,
    books: list[Rulebook],
) -> pl.LazyFrame:
    campaign = keyed.campaign
    found = facts.select(pl.col("match").unique()).collect()["match"]
    # Only an email address has a domain that a suppression can name.
    skipped = set() if campaign.channel == Channel.EMAIL else {Match.DOMAIN.value}
    return attach_findings(
        audience,
        prohibited_rows(
            audience, facts, sorted({*found} - skipped), books, keyed.traits
        ),
        other_address_rows(audience, keyed.tables["consents"], campaign),
    )
