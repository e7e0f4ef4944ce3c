"""Permission: how old consents are, and by whose shops contacts are known."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from hygiene.campaign import Campaign
from hygiene.metrics.labels import top
from hygiene.rulebook import Rulebook, rulebooks
from hygiene.transforms.claims import is_known, permission_key
from hygiene.transforms.consent import consenting_in_scope
from hygiene.vocabulary import Decision, GroundKind, Reason

_DEALINGS = [Reason.TRANSACTION_ONLY.value, Reason.PROCESSOR_ONLY.value]
_DAYS_A_MONTH = 30.4375


def consent_ages(
    decisions: pl.LazyFrame,
    keyed: pl.LazyFrame,
    consents: pl.LazyFrame,
    campaign: Campaign,
) -> pl.DataFrame:
    """Return `months`, `kept`, `removed`, `limit`: how old consents are.

    Counted is the latest known consent in the campaign's own controller, channel and
    purpose, matched as a permission; contacts without one are not counted.

    Args:
        decisions: The decisions, in row order.
        keyed: The keys of the audience, in the same order.
        consents: Staged consents with keys.
        campaign: The campaign.

    Returns:
        `months` (Int64) are whole months of age, from 0; `limit` the most
        that every policy allows on the campaign's channel, the same in each row, and
        null for no limit.
    """
    key = permission_key(campaign)
    latest = (
        consenting_in_scope(consents, campaign)
        .group_by(key)
        .agg(_at=pl.col("occurred_at_last").max())
    )
    rows = pl.concat(
        [decisions.select("decision"), keyed.select(key)], how="horizontal"
    )
    days = (pl.lit(campaign.as_of) - pl.col("_at")).dt.total_days()
    kept = pl.col("decision") == Decision.KEEP
    return (
        rows.join(latest, on="key", how="inner", validate="m:1")
        .group_by(months=(days / _DAYS_A_MONTH).floor().cast(pl.Int64))
        .agg(kept=kept.sum().cast(pl.Int64), removed=(~kept).sum().cast(pl.Int64))
        .sort("months")
        .with_columns(limit=pl.lit(_limit(campaign), pl.Int64))
        .collect()
    )


def _limit(campaign: Campaign) -> int | None:
    """Return the longest age in months that every policy of the campaign allows."""
    oldest = [_oldest(book, campaign) for book in rulebooks(campaign)]
    limits = [limit for limit in oldest if limit is not None]
    if not limits:
        return None
    return round((campaign.as_of - max(limits)).days / _DAYS_A_MONTH)


def _oldest(book: Rulebook, campaign: Campaign) -> datetime | None:
    """Return when the oldest consent was given that a rulebook accepts, if it says."""
    ages = [ground.max_age for _, ground in book.numbered(GroundKind.CONSENT)]
    limits = [
        age.before(campaign.as_of, campaign.timezone) for age in ages if age is not None
    ]
    return min(limits) if limits and len(limits) == len(ages) else None


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
    once, under the merchant and the month of the latest known dealing.

    Args:
        decisions: The decisions, in row order.
        keyed: The keys of the audience, in the same order.
        relationships: Staged relationships with keys.
        campaign: The campaign; months are those of its zone.
        most: How many merchants have a name; the rest are `(others)`.
    """
    key = permission_key(campaign)
    rows = pl.concat(
        [decisions.select("reason"), keyed.select("row", key)], how="horizontal"
    ).filter(pl.col("reason").is_in(_DEALINGS))
    at = pl.col("occurred_at_last")
    latest = (
        relationships.filter(is_known(campaign))
        .sort(at, "relationship_id")
        .group_by(key)
        .agg(merchant=pl.col("controller").last(), _at=at.last())
    )
    month = pl.col("_at").dt.convert_time_zone(campaign.timezone).dt.date()
    counted = (
        rows.join(latest, on="key", how="left", validate="m:1")
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
