"""Prohibition: every active restrictive fact in scope, matched widely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from hygiene.campaign import Campaign
from hygiene.keys.digests import ALGORITHMS
from hygiene.keys.domains import domain_keys
from hygiene.rulebook import Rulebook
from hygiene.text import filled, stripped
from hygiene.transforms.instants import Instants, instants
from hygiene.transforms.lifting import is_lifted
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
TIMES = ("happened_at", "recorded_at", "ends_at")
"""When a fact began, when it was recorded, and its end, exclusive."""


def restrictive_facts(
    suppressions: pl.LazyFrame,
    consents: pl.LazyFrame,
    campaign: Campaign,
    at: Instants | None = None,
) -> pl.LazyFrame:
    """Return every active restrictive fact in scope.

    Args:
        suppressions: Staged suppressions with keys.
        consents: Staged consents with keys.
        campaign: The campaign.
        at: The instants, by default the campaign's. Where they are columns, a pair of
            row and fact shows whether it is active: all facts, with their `TIMES`.

    Returns:
        `fact_id` (String), `bit` (UInt32, its reason), `liftable`, `on_register`
        (Boolean), `orders_at` (Datetime, UTC: the latest instant it may have), and
        what it matches: `match` (a code), `value` (String: wide key, contact id,
        domain or digest) and `person` (String).
    """
    at = instants(campaign, at)
    facts = [_suppression_facts(suppressions, campaign, at)]
    if campaign.is_marketing:
        facts.append(_event_facts(consents, campaign, at))
    return pl.concat(facts, how="diagonal")


def prohibited_rows(
    audience: pl.LazyFrame,
    facts: pl.LazyFrame,
    matches: Sequence[str],
    books: Sequence[Rulebook],
    traits: Traits,
    at: Instants | None = None,
) -> pl.LazyFrame:
    """Return the rows that an unlifted fact stands against.

    Args:
        audience: A scan of rows with `row`, `person`, `strict_key`, `wide_key`,
            `rulebook` and `lift`.
        facts: See `restrictive_facts`.
        matches: The kinds of match that occur among the facts.
        books: The campaign's rulebooks.
        traits: How the domains and digests of a row are read.
        at: Instants of the rows.

    Returns:
        `row` (unique), `prohibited` (UInt32 mask) and `blocked_by` (sorted ids).
    """
    pairs = matched_facts(audience, facts, matches, traits, at)
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
    at: Instants | None = None,
) -> pl.LazyFrame:
    """Return the pairs of row and fact that match, lifted or not, some more than once.

    Args:
        audience: See `prohibited_rows`.
        facts: See `restrictive_facts`.
        matches: The kinds of match that occur among the facts.
        traits: How the domains and digests of a row are read.
        at: Instants of the rows: the pairs are those whose fact is active then.

    Returns:
        `row`, `rulebook`, `lift`, and of the fact `fact_id`, `bit`, `liftable`,
        `on_register`, `orders_at` and the `value` by which it matches; times with `at`.
    """
    times = at.columns if at is not None else ()
    ways = _matched(audience, facts, matches, traits)
    pairs = pl.concat([_join(rows, found, times) for rows, found in ways])
    return pairs.filter(_is_active(at)) if at is not None and times else pairs


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
    return (
        is_refusal()
        & (happened() <= campaign.as_of)
        & (pl.col("recorded_at_first") <= campaign.known)
    )


def is_refusal() -> pl.Expr:
    """Return which consent events are a `refused` or `withdrawn` one."""
    return pl.col("action").is_in(list(_REASON_BY_ACTION))


def happened() -> pl.Expr:
    """Return when a restrictive event happened: a client's clock may run ahead."""
    return pl.min_horizontal("occurred_at_first", "recorded_at_first")


def has_begun(campaign: Campaign) -> pl.Expr:
    """Return which suppressions had begun and were known, ended or not."""
    return (pl.col("effective_from_first") <= campaign.as_of) & (
        pl.col("recorded_at_first") <= campaign.known
    )


def _is_active(at: Instants) -> pl.Expr:
    """Return on which pairs of row and fact the fact is active."""
    return (
        (pl.col("happened_at") <= at.latest)
        & (pl.col("recorded_at") <= at.known_restrictive)
        & (pl.col("ends_at").is_null() | (pl.col("ends_at") > at.earliest))
    )


def _suppression_facts(
    suppressions: pl.LazyFrame, campaign: Campaign, at: Instants
) -> pl.LazyFrame:
    active = suppressions.filter(scope_holds(campaign))
    if not at.columns:
        active = active.filter(
            has_begun(campaign)
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
        **_times(at, pl.col("effective_from_first"), until()),
    )


def _times(at: Instants, began: pl.Expr, end: pl.Expr) -> dict[str, pl.Expr]:
    """Return the `TIMES` of a fact, where they are asked for."""
    times = (began, pl.col("recorded_at_first"), end)
    return dict(zip(TIMES, times, strict=True)) if at.columns else {}


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


def _event_facts(
    consents: pl.LazyFrame, campaign: Campaign, at: Instants
) -> pl.LazyFrame:
    counts = is_refusal() if at.columns else is_known_refusal(campaign)
    active = consents.filter(counts & scope_holds(campaign))
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
        **_times(at, happened(), pl.lit(None, pl.Datetime("us", "UTC"))),
    )


def _matched(
    keyed: pl.LazyFrame, facts: pl.LazyFrame, matches: Sequence[str], traits: Traits
) -> Iterator[tuple[pl.LazyFrame, pl.LazyFrame]]:
    """Yield rows and facts that meet on `value`, once for each way to match."""
    yield _by(keyed, pl.col("wide_key"), facts, Match.ADDRESS)
    by_person = facts.filter(pl.col("person").is_not_null()).with_columns(
        value="person"
    )
    rows = _with_persons(keyed, traits)
    yield rows, by_person
    if Match.CONTACT_ID in matches:
        yield rows, facts.filter(pl.col("match") == Match.CONTACT_ID)
    if Match.DOMAIN in matches:
        rows = keyed.with_columns(value=traits.domains)
        yield rows.explode("value"), facts.filter(pl.col("match") == Match.DOMAIN)
    for algorithm in ALGORITHMS:
        if algorithm in matches:
            for digest in traits.digests(algorithm):
                yield _by(keyed, digest, facts, algorithm)


def _with_persons(keyed: pl.LazyFrame, traits: Traits) -> pl.LazyFrame:
    """Return rows with a contact id as `value`, once for each that they have."""
    if traits.persons is None:
        return keyed.with_columns(value="person")
    return keyed.with_columns(value=traits.persons).explode("value")


def _by(
    keyed: pl.LazyFrame, value: pl.Expr, facts: pl.LazyFrame, match: str
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    return keyed.with_columns(value=value), facts.filter(pl.col("match") == match)


def _join(
    rows: pl.LazyFrame, facts: pl.LazyFrame, times: Sequence[str]
) -> pl.LazyFrame:
    # Many rows may share a key and many facts may: every pair is wanted here, and
    # the pairs are reduced to one row a row before they meet the audience again.
    of_fact = (*_FACT, *(TIMES if times else ()), "value")
    return rows.select("row", "rulebook", "lift", "value", *times).join(
        facts.select(of_fact), on="value", how="inner", validate="m:m"
    )
