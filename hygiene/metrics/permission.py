"""Permission: how old consents are, and by whose shops contacts are known."""

from __future__ import annotations

import polars as pl

from hygiene.campaign import Campaign
from hygiene.metrics.labels import top
from hygiene.vocabulary import Action, Decision, GroundKind, Reason

_CONSENTING = [Action.GIVEN.value, Action.CONFIRMED.value]
_DEALINGS = [Reason.TRANSACTION_ONLY.value, Reason.PROCESSOR_ONLY.value]
_DAYS_A_MONTH = 30.4375


def consent_ages(
    decisions: pl.LazyFrame,
    keyed: pl.LazyFrame,
    consents: pl.LazyFrame,
    campaign: Campaign,
) -> pl.DataFrame:
    """Return `months`, `kept`, `removed`, `limit`: how old consents are.

    Counted is the latest consent in the campaign's own controller, channel and
    purpose that is not after `as_of`; contacts without one are not counted.

    Args:
        decisions: The decisions, in row order.
        keyed: The keys of the audience, in the same order.
        consents: Staged consents.
        campaign: The campaign.

    Returns:
        `months` (Int64) are whole months of age, from 0; `limit` the most
        that every policy allows, the same in each row, and null for no limit.
    """
    scope = [
        pl.col(name) == getattr(campaign, name)
        for name in ("controller", "channel", "purpose")
    ]
    at = pl.col("occurred_at_last")
    latest = (
        consents.filter(*scope, pl.col("action").is_in(_CONSENTING))
        .filter(at <= campaign.as_of)
        .group_by("strict_key")
        .agg(_at=at.max())
    )
    rows = pl.concat(
        [decisions.select("decision"), keyed.select("strict_key")], how="horizontal"
    )
    days = (pl.lit(campaign.as_of) - pl.col("_at")).dt.total_days()
    kept = pl.col("decision") == Decision.KEEP
    return (
        rows.join(latest, on="strict_key", how="inner", validate="m:1")
        .group_by(months=(days / _DAYS_A_MONTH).floor().cast(pl.Int64))
        .agg(kept=kept.sum().cast(pl.Int64), removed=(~kept).sum().cast(pl.Int64))
        .sort("months")
        .with_columns(limit=pl.lit(_limit(campaign), pl.Int64))
        .collect()
    )


def _limit(campaign: Campaign) -> int | None:
    """Return the longest age in months that every policy of the campaign allows."""
    ages = [
        ground.max_age
        for policy in campaign.policies.values()
        for ground in policy.grounds
        if ground.kind == GroundKind.CONSENT and ground.max_age is not None
    ]
    oldest = [age.before(campaign.as_of, campaign.timezone) for age in ages]
    if not oldest:
        return None
    return round((campaign.as_of - max(oldest)).days / _DAYS_A_MONTH)


def dealings_by_merchant(
    decisions: pl.LazyFrame,
    keyed: pl.LazyFrame,
    relationships: pl.LazyFrame,
    campaign: Campaign,
    *,
    most: int = 8,
) -> pl.DataFrame:
    """Return `merchant`, `month`, `contacts`: who is known by dealings alone.

    Counted are the contacts removed as `transaction_only` or `processor_only`, each
    once, under the merchant and the month of the latest dealing.

    Args:
        decisions: The decisions, in row order.
        keyed: The keys of the audience, in the same order.
        relationships: Staged relationships.
        campaign: The campaign; months are those of its zone.
        most: How many merchants have a name; the rest are `(others)`.
    """
    rows = pl.concat(
        [decisions.select("reason"), keyed.select("row", "strict_key")],
        how="horizontal",
    ).filter(pl.col("reason").is_in(_DEALINGS))
    at = pl.col("occurred_at_last")
    latest = (
        relationships.filter(at <= campaign.as_of)
        .sort(at, "relationship_id")
        .group_by("strict_key")
        .agg(merchant=pl.col("controller").last(), _at=at.last())
    )
    month = pl.col("_at").dt.convert_time_zone(campaign.timezone).dt.date()
    counted = (
        rows.join(latest, on="strict_key", how="left", validate="m:1")
        .group_by("merchant", month=month.dt.truncate("1mo"))
        .agg(contacts=pl.len().cast(pl.Int64))
    )
    return (
        top(counted, "merchant", most)
        .group_by("merchant", "month")
        .agg(pl.col("contacts").sum())
        .sort("merchant", "month")
        .collect()
    )
