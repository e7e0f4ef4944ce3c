"""Judging: keyed contacts and what is known of them become reasons and decisions.

The stages are the same for an audience of millions, sunk from file to file, and for
one contact that is explained or asked "what if" about, held in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from hygiene.campaign import Campaign
from hygiene.rulebook import Rulebook, judged_alike, rulebooks
from hygiene.transforms.aliases import other_address_rows
from hygiene.transforms.claims import attach_claims, permission_column, strongest
from hygiene.transforms.consent import consent_claims
from hygiene.transforms.decide import (
    attach_duplicates,
    attach_findings,
    attach_mask,
    decisions,
)
from hygiene.transforms.instants import Instants, instants
from hygiene.transforms.limits import attach_cap
from hygiene.transforms.prohibition import prohibited_rows, restrictive_facts
from hygiene.transforms.relationship import relationship_claims
from hygiene.transforms.traits import Traits
from hygiene.vocabulary import Channel, Match

Sink = Callable[[str, pl.LazyFrame], pl.LazyFrame]
"""Runs the plan of a stage, by its name; returns a scan of what came out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The staged evidence tables, with keys.

    Attributes:
        consents: Statements of persons.
        relationships: Their dealings.
        suppressions: Standing instructions.
        sends: What was sent.
        wordings: Texts of consent; None when the campaign supplies no such table.
    """

    consents: pl.LazyFrame
    relationships: pl.LazyFrame
    suppressions: pl.LazyFrame
    sends: pl.LazyFrame
    wordings: pl.LazyFrame | None


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found about contacts.

    Attributes:
        keyed: The contacts with `proof`, `gap` and `lift`.
        facts: Every active restrictive fact in scope.
        masked: The contacts with everything found, and the `mask` of their reasons.
    """

    keyed: pl.LazyFrame
    facts: pl.LazyFrame
    masked: pl.LazyFrame


def judge(
    audience: pl.LazyFrame,
    evidence: Evidence,
    campaign: Campaign,
    sink: Sink,
    traits: Traits,
    at: Instants | None = None,
) -> Judged:
    """Judge every contact, duplicates aside.

    Nothing here reads an address: keys are only compared, and `traits` says what was
    read off an address besides. So a snapshot, which holds pseudonyms in their place,
    is judged by the same code.

    Args:
        audience: Contacts with their keys (`transforms.audience`).
        evidence: What is known.
        campaign: The campaign.
        sink: Runs each stage.
        traits: How the traits of a contact are read.
        at: The instants, by default the campaign's. Where they are columns, a contact
            is a message that was sent.
    """
    at = instants(campaign, at)
    keyed = sink("permission", _with_permission(audience, evidence, campaign, at))
    facts = sink(
        "facts",
        restrictive_facts(evidence.suppressions, evidence.consents, campaign, at),
    )
    masked = sink(
        "prohibition",
        _with_findings(keyed, facts, evidence.consents, campaign, traits, at)
        .pipe(attach_cap, evidence.sends, campaign, at)
        .pipe(attach_mask, campaign, traits),
    )
    return Judged(keyed, facts, masked)


def decide_judged(
    masked: pl.LazyFrame, campaign: Campaign, traits: Traits, sink: Sink
) -> pl.LazyFrame:
    """Return the decisions about contacts that were judged, duplicates among them.

    Args:
        masked: The contacts, as `judge` returns them.
        campaign: The campaign.
        traits: How the traits of a contact are read.
        sink: Runs the stage.
    """
    books = rulebooks(campaign)
    found = masked.pipe(attach_duplicates, campaign)
    return sink("decisions", decisions(found, campaign, books, traits))


def claims_of(
    evidence: Evidence,
    campaign: Campaign,
    books: list[Rulebook],
    at: Instants | None = None,
) -> list[pl.LazyFrame]:
    """Return the claims of consents, then those of relationships, by way of judging.

    Args:
        evidence: What is known; with its cases, where `at` is columns.
        campaign: The campaign.
        books: Its rulebooks.
        at: The instants, by default the campaign's.
    """
    judges, _ = judged_alike(books)
    return [
        consent_claims(evidence.consents, evidence.wordings, campaign, judges, at),
        relationship_claims(evidence.relationships, campaign, judges, at),
    ]


def kinds_of_match(facts: pl.LazyFrame, campaign: Campaign) -> list[str]:
    """Return the kinds of match that occur among facts and can find a contact."""
    found = facts.select(pl.col("match").unique()).collect()["match"]
    # Only an email address has a domain that a suppression can name.
    skipped = set() if campaign.channel == Channel.EMAIL else {Match.DOMAIN.value}
    return sorted({*found} - skipped)


def _with_permission(
    audience: pl.LazyFrame,
    evidence: Evidence,
    campaign: Campaign,
    at: Instants,
) -> pl.LazyFrame:
    # A service message needs no ground, but a later consent still lifts an erasure.
    books, key = rulebooks(campaign), permission_column(campaign)
    judges, _ = judged_alike(books)
    asked = replace(
        evidence,
        consents=at.cases(evidence.consents, audience, key),
        relationships=at.cases(evidence.relationships, audience, key),
    )
    claims = strongest(claims_of(asked, campaign, books, at), len(judges), at.case)
    return audience.pipe(attach_claims, claims, campaign, books, at.case)


def _with_findings(
    keyed: pl.LazyFrame,
    facts: pl.LazyFrame,
    consents: pl.LazyFrame,
    campaign: Campaign,
    traits: Traits,
    at: Instants,
) -> pl.LazyFrame:
    matches, books = kinds_of_match(facts, campaign), rulebooks(campaign)
    return attach_findings(
        keyed,
        prohibited_rows(keyed, facts, matches, books, traits, at),
        other_address_rows(keyed, consents, campaign, at),
    )
