"""Prohibition: every active restrictive fact in scope, matched widely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from hygiene.campaign import Campaign
from hygiene.keys.digests import ALGORITHMS
from hygiene.keys.domains import domain_keys
from hygiene.rulebook import Rulebook
from hygiene.text import filled, stripped
from hygiene.transforms.traits import Traits
from hygiene.vocabulary import (
    ANY,
    REASONS,
    SUPPRESSION_REASONS,
    Action,
    Blocks,
    Match,
    Reason,
)

_REASON_BY_ACTION = {
    Action.WITHDRAWN.value: Reason.CONSENT_WITHDRAWN,
    Action.REFUSED.value: Reason.CONSENT_REFUSED,
}
_FACT = ["fact_id", "bit", "liftable", "on_register", "orders_at"]


def restrictive_facts(
    suppressions: pl.LazyFrame, consents: pl.LazyFrame, campaign: Campaign
) -> pl.LazyFrame:
    """Return every active restrictive fact in scope.

    Returns:
        `fact_id` (String), `bit` (UInt32, its reason), `liftable`, `on_register`
        (Boolean), `orders_at` (Datetime, UTC: the latest instant it may have), and
        what it matches: `match` (a code), `value` (String: wide key, contact id,
        domain or digest) and `person` (String).
    """
    facts = [_suppression_facts(suppressions, campaign)]
    if campaign.is_marketing:
        facts.append(_event_facts(consents, campaign))
    return pl.concat(facts, how="diagonal")


def prohibited_rows(
    audience: pl.LazyFrame,
    facts: pl.LazyFrame,
    matches: Sequence[str],
    books: Sequence[Rulebook],
    traits: Traits,
) -> pl.LazyFrame:
    """Return the rows that an unlifted fact stands against.

    Args:
        audience: A scan of rows with `row`, `person`, `strict_key`, `wide_key`,
            `rulebook` and `lift`.
        facts: See `restrictive_facts`.
        matches: The kinds of match that occur among the facts.
        books: The campaign's rulebooks.
        traits: How the domains and digests of a row are read.

    Returns:
        `row` (unique), `prohibited` (UInt32 mask) and `blocked_by` (sorted ids).
    """
    pairs = matched_facts(audience, facts, matches, traits)
    unlifted = pairs.filter(~is_lifted(books)).select("row", "fact_id", "bit")
    return unlifted.group_by("row").agg(
        prohibited=pl.col("bit").bitwise_or(),
        blocked_by=pl.col("fact_id").unique().sort(),
    )


def matched_facts(
    audience: pl.LazyFrame,
    facts: pl.LazyFrame,
    matches: Sequence[str],
    traits: Traits,
) -> pl.LazyFrame:
    """Return the pairs of row and fact that match, lifted or not, some more than once.

    Args:
        audience: See `prohibited_rows`.
        facts: See `restrictive_facts`.
        matches: The kinds of match that occur among the facts.
        traits: How the domains and digests of a row are read.

    Returns:
        `row`, `rulebook`, `lift`, and of the fact `fact_id`, `bit`, `liftable`,
        `on_register`, `orders_at` and the `value` by which it matches.
    """
    return pl.concat([*_matched(audience, facts, matches, traits)])


def scope_holds(campaign: Campaign) -> pl.Expr:
    """Return which prohibitions are in the campaign's scope (contract section 7)."""
    parts = campaign.purpose.split(".")
    purposes = [ANY, *(".".join(parts[:end]) for end in range(1, len(parts) + 1))]
    return reaches(campaign) & stripped(pl.col("purpose")).is_in(purposes)


def reaches(campaign: Campaign) -> pl.Expr:
    """Return which prohibitions hold for the campaign's controller and channel."""
    return stripped(pl.col("controller")).is_in([campaign.controller, ANY]) & pl.col(
        "channel"
    ).is_in([campaign.channel, ANY])


def is_known_refusal(campaign: Campaign) -> pl.Expr:
    """Return which consent events are a `refused` or `withdrawn` one that was known."""
    happened = pl.min_horizontal("occurred_at_first", "recorded_at_first")
    return (
        pl.col("action").is_in(list(_REASON_BY_ACTION))
        & (happened <= campaign.as_of)
        & (pl.col("recorded_at_first") <= campaign.known)
    )


def has_begun(campaign: Campaign) -> pl.Expr:
    """Return which suppressions had begun and were known, ended or not."""
    return (pl.col("effective_from_first") <= campaign.as_of) & (
        pl.col("recorded_at_first") <= campaign.known
    )


def _suppression_facts(suppressions: pl.LazyFrame, campaign: Campaign) -> pl.LazyFrame:
    active = suppressions.filter(
        scope_holds(campaign)
        & has_begun(campaign)
        & (pl.col("effective_until_last").is_null() | (until() > campaign.as_of))
    )
    if not campaign.is_marketing:
        defaults = {
            r.value: REASONS[r].blocks or Blocks.ALL for r in SUPPRESSION_REASONS
        }
        blocks = pl.col("blocks").fill_null(
            pl.col("reason").replace_strict(defaults, return_dtype=pl.String)
        )
        active = active.filter(blocks == Blocks.ALL)
    codes = [reason.value for reason in SUPPRESSION_REASONS]
    return active.select(
        pl.col("suppression_id").alias("fact_id"),
        bit=_by_reason(
            codes, [reason.bit for reason in SUPPRESSION_REASONS], pl.UInt32
        ),
        liftable=_by_reason(
            codes, [REASONS[r].liftable for r in SUPPRESSION_REASONS], pl.Boolean
        ),
        on_register=pl.col("reason") == Reason.ON_REGISTER,
        orders_at=pl.col("effective_from_last"),
        match=pl.col("match"),
        value=match_value(),
        person="person",
    )


def until() -> pl.Expr:
    """Return when a suppression ends, exclusive: a date-only value lasts that day."""
    first, last = pl.col("effective_until_first"), pl.col("effective_until_last")
    return (
        pl.when(first == last).then(last).otherwise(last + pl.duration(microseconds=1))
    )


def _by_reason(
    codes: list[str], values: list[object], dtype: type[pl.DataType]
) -> pl.Expr:
    return pl.col("reason").replace_strict(codes, values, return_dtype=dtype)


def match_value() -> pl.Expr:
    """Return what a suppression's value is compared with, by its kind of match."""
    match, value = pl.col("match"), pl.col("value")
    return (
        pl.when(match == Match.ADDRESS)
        .then("wide_key")
        .when(match == Match.CONTACT_ID)
        .then(filled(value))
        .when(match == Match.DOMAIN)
        .then(domain_keys(pl.when(match == Match.DOMAIN).then(value)))
        .otherwise(stripped(value).str.to_lowercase())
    )


def _event_facts(consents: pl.LazyFrame, campaign: Campaign) -> pl.LazyFrame:
    active = consents.filter(is_known_refusal(campaign) & scope_holds(campaign))
    bits = {action: reason.bit for action, reason in _REASON_BY_ACTION.items()}
    return active.select(
        pl.col("event_id").alias("fact_id"),
        bit=pl.col("action").replace_strict(bits, return_dtype=pl.UInt32),
        liftable=pl.lit(value=True),
        on_register=pl.lit(value=False),
        orders_at=pl.col("occurred_at_last"),
        match=pl.lit(Match.ADDRESS.value),
        value="wide_key",
        person="person",
    )


def _matched(
    keyed: pl.LazyFrame, facts: pl.LazyFrame, matches: Sequence[str], traits: Traits
) -> Iterator[pl.LazyFrame]:
    """Yield the pairs of row and fact, one frame for each way to match."""
    yield _pairs(keyed, pl.col("wide_key"), facts, Match.ADDRESS)
    by_person = facts.filter(pl.col("person").is_not_null()).with_columns(
        value="person"
    )
    yield _join(keyed.with_columns(value="person"), by_person)
    if Match.CONTACT_ID in matches:
        yield _pairs(keyed, pl.col("person"), facts, Match.CONTACT_ID)
    if Match.DOMAIN in matches:
        rows = keyed.with_columns(value=traits.domains)
        yield _join(
            rows.explode("value"), facts.filter(pl.col("match") == Match.DOMAIN)
        )
    for algorithm in ALGORITHMS:
        if algorithm in matches:
            for digest in traits.digests(algorithm):
                yield _pairs(keyed, digest, facts, algorithm)


def _pairs(
    keyed: pl.LazyFrame, value: pl.Expr, facts: pl.LazyFrame, match: str
) -> pl.LazyFrame:
    return _join(
        keyed.with_columns(value=value), facts.filter(pl.col("match") == match)
    )


def _join(rows: pl.LazyFrame, facts: pl.LazyFrame) -> pl.LazyFrame:
    # Many rows may share a key and many facts may: every pair is wanted here, and
    # the pairs are reduced to one row a row before they meet the audience again.
    return rows.select("row", "rulebook", "lift", "value").join(
        facts.select(*_FACT, "value"), on="value", how="inner", validate="m:m"
    )


def is_lifted(books: Sequence[Rulebook]) -> pl.Expr:
    """Return which facts a consent of the person lifts (contract section 7)."""
    overriding = [
        number
        for number, book in enumerate(books)
        if book.policy.register_overridden_by_consent
    ]
    later = pl.col("liftable") & (pl.col("lift") > pl.col("orders_at"))
    overridden = (
        pl.col("on_register")
        & pl.col("lift").is_not_null()
        & pl.col("rulebook").is_in(overriding)
    )
    return later.fill_null(value=False) | overridden
