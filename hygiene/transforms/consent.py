"""Consent: what each known event of a person proves, or why it proves nothing."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from hygiene.campaign import Campaign
from hygiene.policy import Ground
from hygiene.rulebook import Rulebook
from hygiene.text import stripped
from hygiene.transforms.claims import (
    gap_of,
    is_known,
    least,
    permission_key,
    proof_text,
    within,
)
from hygiene.transforms.instants import Instants, instants
from hygiene.vocabulary import Action, GroundKind, Reason

_CONSENTING = [Action.GIVEN.value, Action.CONFIRMED.value]
_PERMISSIVE = [Action.REQUESTED.value, *_CONSENTING]


def consent_claims(
    consents: pl.LazyFrame,
    wordings: pl.LazyFrame | None,
    campaign: Campaign,
    books: Sequence[Rulebook],
    at: Instants | None = None,
) -> pl.LazyFrame:
    """Return one row a known permissive consent event: `key` and its claims.

    Args:
        consents: Staged consents with keys; with their cases, where `at` is columns.
        wordings: Staged wordings, or None when the campaign supplies none.
        campaign: The campaign.
        books: One rulebook a way of judging records (`judged_alike`).
        at: The instants, by default the campaign's.

    Returns:
        `key` and `record` (String, its id) and, for each of them, `proof_n` (String),
        `gap_n` (UInt8) and `lift_n` (Datetime, UTC).
    """
    at = instants(campaign, at)
    known = consents.filter(
        pl.col("action").is_in(_PERMISSIVE) & is_known(campaign, at)
    ).pipe(_with_wording, wordings, at)
    scoped = known.with_columns(
        ours=pl.col("controller") == campaign.controller,
        same_channel=pl.col("channel") == campaign.channel,
        same_purpose=pl.col("purpose") == campaign.purpose,
        consenting=pl.col("action").is_in(_CONSENTING),
        indirect=pl.col("collected_by") != pl.col("controller"),
        in_force=pl.col("expires_at_first").is_null()
        | (pl.col("expires_at_first") > at.latest),
    ).with_columns(
        in_scope=pl.col("ours") & pl.col("same_channel") & pl.col("same_purpose")
    )
    return scoped.select(
        permission_key(campaign),
        *at.case,
        pl.col("event_id").alias("record"),
        *(
            claim
            for number, book in enumerate(books)
            for claim in _consent_claims(number, book, campaign, at)
        ),
    ).filter(pl.col("key").is_not_null())


def consenting_in_scope(
    consents: pl.LazyFrame, campaign: Campaign, at: Instants | None = None
) -> pl.LazyFrame:
    """Return the known `given` and `confirmed` events of the campaign's exact scope."""
    return consents.filter(
        pl.col("action").is_in(_CONSENTING)
        & is_known(campaign, at)
        & (pl.col("controller") == campaign.controller)
        & (pl.col("channel") == campaign.channel)
        & (pl.col("purpose") == campaign.purpose)
    )


def _with_wording(
    consents: pl.LazyFrame, wordings: pl.LazyFrame | None, at: Instants
) -> pl.LazyFrame:
    """Add `wording_missing` and `wording_invalid` (section 2, `wordings`)."""
    if wordings is None:
        return consents.with_columns(
            wording_missing=pl.lit(value=False), wording_invalid=pl.lit(value=False)
        )
    listed = wordings.select("wording", "invalidated_at_first", _listed=True)
    invalidated = pl.col("invalidated_at_first") <= at.latest
    return consents.join(listed, on="wording", how="left", validate="m:1").with_columns(
        wording_missing=pl.col("_listed").is_null(),
        wording_invalid=invalidated.fill_null(value=False),
    )


def _consent_claims(
    number: int, book: Rulebook, campaign: Campaign, at: Instants
) -> list[pl.Expr]:
    accepted = pl.col("in_scope") & pl.col("action").is_in(book.accepting_actions)
    worded = ~pl.col("wording_missing") & ~pl.col("wording_invalid")
    refused = _is_refused(book)
    sound = accepted & worded & ~refused
    fresh = {
        place: _fresh(ground, campaign, at)
        for place, ground in book.numbered(GroundKind.CONSENT)
    }
    proofs = [
        pl.when(sound & pl.col("in_force") & young).then(proof_text(place, "event_id"))
        for place, young in fresh.items()
    ]
    too_old = ~pl.any_horizontal(fresh.values()) if fresh else pl.lit(value=False)
    return [
        least(proofs).alias(f"proof_{number}"),
        _gap(book, refused, ~pl.col("in_force") | too_old).alias(f"gap_{number}"),
        pl.when(sound).then("occurred_at_first").alias(f"lift_{number}"),
    ]


def _is_refused(book: Rulebook) -> pl.Expr:
    """Return whether the policy refuses how a consent was collected."""
    methods = [method.strip().lower() for method in book.policy.refused_methods]
    method = stripped(pl.col("method")).str.to_lowercase()
    refused = method.is_in(methods).fill_null(value=False)
    return refused | pl.col("indirect") if book.policy.indirect == "refuse" else refused


def _gap(book: Rulebook, refused: pl.Expr, expired: pl.Expr) -> pl.Expr:
    """Return the first permission reason that an event stands for (section 8)."""
    scoped = pl.col("in_scope") & pl.col("consenting")
    pending = pl.col("in_scope") & ~pl.col("action").is_in(book.accepting_actions)
    ours = pl.col("consenting") & pl.col("ours")
    other_purpose = ours & pl.col("same_channel") & ~pl.col("same_purpose")
    return (
        pl.when(scoped & pl.col("wording_invalid"))
        .then(gap_of(Reason.WORDING_INVALID))
        .when(scoped & pl.col("wording_missing"))
        .then(gap_of(Reason.EVIDENCE_MISSING))
        .when(scoped & refused)
        .then(gap_of(Reason.METHOD_REFUSED))
        .when(scoped & expired)
        .then(gap_of(Reason.CONSENT_EXPIRED))
        .when(pending)
        .then(gap_of(Reason.CONSENT_PENDING))
        .when(other_purpose)
        .then(gap_of(Reason.OTHER_PURPOSE))
        .when(ours & ~pl.col("same_channel"))
        .then(gap_of(Reason.OTHER_CHANNEL))
        .when(pl.col("consenting"))
        .then(gap_of(Reason.OTHER_CONTROLLER))
    )


def _fresh(ground: Ground, campaign: Campaign, at: Instants) -> pl.Expr:
    """Return whether a consent is young enough for a ground."""
    fresh = within(ground.max_age, campaign, at)
    if ground.indirect_max_age is not None:
        fresh = fresh & (
            ~pl.col("indirect") | within(ground.indirect_max_age, campaign, at)
        )
    return fresh
