"""Relationships: which dealings permit a message, and which are transactions only."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hygiene.campaign import Campaign
from hygiene.policy import Ground
from hygiene.rulebook import Rulebook
from hygiene.transforms.claims import (
    gap_of,
    is_known,
    least,
    local_date,
    permission_key,
    proof_text,
    within,
)
from hygiene.transforms.instants import Instants, instants
from hygiene.vocabulary import GroundKind, Reason, Role


def relationship_claims(
    relationships: pl.LazyFrame,
    campaign: Campaign,
    books: Sequence[Rulebook],
    at: Instants | None = None,
) -> pl.LazyFrame:
    """Return one row a known relationship: `key`, `record`, `proof_n` and `gap_n`.

    Args:
        relationships: Staged relationships with keys; with their cases, where `at` is
            columns.
        campaign: The campaign.
        books: One rulebook a way of judging records (`judged_alike`).
        at: The instants, by default the campaign's.
    """
    at = instants(campaign, at)
    known = relationships.filter(is_known(campaign, at)).with_columns(
        ours=(pl.col("controller") == campaign.controller)
        & (pl.col("role") == Role.CONTROLLER)
    )
    return known.select(
        permission_key(campaign),
        *at.case,
        pl.col("relationship_id").alias("record"),
        *(
            claim
            for number, book in enumerate(books)
            for claim in _relationship_claims(number, book, campaign, at)
        ),
    ).filter(pl.col("key").is_not_null())


def _relationship_claims(
    number: int, book: Rulebook, campaign: Campaign, at: Instants
) -> list[pl.Expr]:
    grounds = [*book.numbered(GroundKind.RELATIONSHIP)]
    meets = {place: _meets(ground, campaign) for place, ground in grounds}
    fresh = {place: within(ground.max_age, campaign, at) for place, ground in grounds}
    proofs = [
        pl.when(meets[place] & fresh[place]).then(proof_text(place, "relationship_id"))
        for place, _ in grounds
    ]
    old = [meets[place] & ~fresh[place] for place, _ in grounds]
    expired = pl.any_horizontal(old) if old else pl.lit(value=False)
    gap = (
        pl.when(expired)
        .then(gap_of(Reason.RELATIONSHIP_EXPIRED))
        .when(pl.col("ours"))
        .then(gap_of(Reason.TRANSACTION_ONLY))
        .when(pl.col("role") == Role.PROCESSOR)
        .then(gap_of(Reason.PROCESSOR_ONLY))
        .otherwise(gap_of(Reason.OTHER_CONTROLLER))
    )
    return [least(proofs).alias(f"proof_{number}"), gap.alias(f"gap_{number}")]


def _meets(ground: Ground, campaign: Campaign) -> pl.Expr:
    """Return whether a relationship meets everything of a ground but its age."""
    meets = pl.col("ours") & pl.col("kind").is_in(list(ground.kinds))
    if ground.requires_opt_out_offered:
        meets = meets & pl.col("opt_out_offered")
    if ground.similar_only and campaign.categories:
        similar = pl.col("category").is_in(list(campaign.categories))
        meets = meets & similar.fill_null(value=False)
    if ground.not_before is not None:
        meets = meets & (local_date(campaign) >= ground.not_before)
    return meets
