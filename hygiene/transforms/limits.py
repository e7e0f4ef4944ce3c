"""Limits and special addresses: frequency caps, role and disposable mailboxes."""

from __future__ import annotations

from functools import cache

import polars as pl

from hygiene.campaign import Campaign, Limits
from hygiene.transforms.instants import Instants, instants
from hygiene.transforms.traits import Traits
from hygiene.vocabulary import Channel, Flag, Reason


def attach_cap(
    audience: pl.LazyFrame,
    sends: pl.LazyFrame,
    campaign: Campaign,
    at: Instants | None = None,
) -> pl.LazyFrame:
    """Add `capped`: whether the strict key had as many sends as the limit allows.

    Args:
        audience: Rows with `strict_key`.
        sends: Staged sends with keys.
        campaign: The campaign.
        at: The instants, by default the campaign's. Where they are columns, a row is a
            send itself, which does not count.
    """
    if campaign.limits is None or not campaign.is_marketing:
        return audience.with_columns(capped=pl.lit(value=False))
    if at is not None and at.columns:
        return _cap_of_sends(audience, sends, campaign, campaign.limits, at)
    counted = (
        counted_sends(sends, campaign, campaign.limits)
        .group_by("strict_key")
        .agg(_sends=pl.len())
    )
    capped = pl.col("_sends") >= campaign.limits.max_sends
    return (
        audience.join(
            counted,
            on="strict_key",
            how="left",
            validate="m:1",
            maintain_order="left",
        )
        .with_columns(capped=capped.fill_null(value=False))
        .drop("_sends")
    )


def _cap_of_sends(
    rows: pl.LazyFrame,
    sends: pl.LazyFrame,
    campaign: Campaign,
    limits: Limits,
    at: Instants,
) -> pl.LazyFrame:
    """Add `capped` to sends: how many there were by its instant, less those before.

    The running number of sends of a key is looked up twice a row, so that it does not
    matter how often somebody was written to.
    """
    running = (
        sends_that_count(sends, campaign)
        .group_by("strict_key", _at="sent_at_last")
        .agg(_sends=pl.len().cast(pl.Int64))
        .sort("strict_key", "_at")
        .with_columns(_sends=pl.col("_sends").cum_sum().over("strict_key"))
        .sort("_at")
    )

    def until(moment: pl.Expr) -> pl.LazyFrame:
        asked = rows.select("row", "strict_key", _at=moment)
        found = asked.filter(pl.col("strict_key").is_not_null()).sort("_at")
        return found.join_asof(
            running, on="_at", by="strict_key", check_sortedness=False
        ).select("row", pl.col("_sends").fill_null(0))

    start = at.window_start(limits.window, campaign.timezone)
    others = pl.col("_sends") - pl.col("_before") - 1
    return (
        rows.join(until(at.latest), on="row", how="left", validate="1:1")
        .join(
            until(start).rename({"_sends": "_before"}),
            on="row",
            how="left",
            validate="1:1",
        )
        .with_columns(capped=(others >= limits.max_sends).fill_null(value=False))
        .drop("_sends", "_before")
    )


def counted_sends(
    sends: pl.LazyFrame, campaign: Campaign, limits: Limits
) -> pl.LazyFrame:
    """Return the sends that count for the limit.

    A send counts when it was this controller's on this channel, in the window
    (`as_of` - `per`, `as_of`], and known.
    """
    at = instants(campaign)
    since = at.window_start(limits.window, campaign.timezone)
    sent = pl.col("sent_at_last")
    return sends_that_count(sends, campaign).filter(
        (sent > since) & (sent <= at.earliest) & (sent <= at.known_permissive)
    )


def sends_that_count(sends: pl.LazyFrame, campaign: Campaign) -> pl.LazyFrame:
    """Return the sends of this controller on this channel, whenever they were."""
    return sends.filter(
        (pl.col("controller") == campaign.controller)
        & (pl.col("channel") == campaign.channel)
        & pl.col("strict_key").is_not_null()
    )


def special_address_mask(campaign: Campaign, traits: Traits) -> pl.Expr:
    """Return the bits of `role_address` and `disposable_address` (UInt32)."""
    role = _treated(campaign.addresses.role, "remove", campaign)
    disposable = _treated(campaign.addresses.disposable, "remove", campaign)
    individual = role & traits.is_role & pl.col("individual")
    return _bit(individual, Reason.ROLE_ADDRESS) | _bit(
        disposable & traits.is_disposable, Reason.DISPOSABLE_ADDRESS
    )


def flags(campaign: Campaign, traits: Traits) -> pl.Expr:
    """Return the flags of a row (List(String)): what is worth knowing, but allowed.

    They stand in the order of `hygiene.vocabulary.Flag`. A role mailbox of a corporate
    subscriber is flagged where one of an individual subscriber would be removed. Slips
    and mixed scripts are flagged whatever the message.
    """
    role = _treated(campaign.addresses.role, "flag", campaign) | (
        _treated(campaign.addresses.role, "remove", campaign) & ~pl.col("individual")
    )
    disposable = _treated(campaign.addresses.disposable, "flag", campaign)
    is_email = pl.lit(campaign.channel == Channel.EMAIL)
    found = {
        Flag.ROLE_ADDRESS: role & traits.is_role,
        Flag.DISPOSABLE_ADDRESS: disposable & traits.is_disposable,
        Flag.DOMAIN_TYPO: is_email & traits.is_slip,
        Flag.MIXED_SCRIPT: is_email & traits.is_mixed_script,
    }
    none = pl.lit(0, pl.UInt8)
    mask = none
    for bit, holds in enumerate(found.values()):
        weight = pl.lit(1 << bit, pl.UInt8)
        mask |= pl.when(holds.fill_null(value=False)).then(weight).otherwise(none)
    return mask.map_batches(
        lambda masks: _flag_lists().gather(masks),
        return_dtype=pl.List(pl.String),
        is_elementwise=True,
    )


@cache
def _flag_lists() -> pl.Series:
    """Return the flags of every mask; a list for each row would be built slowly."""
    masks = range(1 << len(Flag))
    found = [[f.value for at, f in enumerate(Flag) if mask >> at & 1] for mask in masks]
    return pl.Series(found, dtype=pl.List(pl.String))


def _treated(treatment: str, wanted: str, campaign: Campaign) -> pl.Expr:
    applies = campaign.is_marketing and campaign.channel == Channel.EMAIL
    return pl.lit(applies and treatment == wanted)


def _bit(holds: pl.Expr, reason: Reason) -> pl.Expr:
    bit, none = pl.lit(reason.bit, pl.UInt32), pl.lit(0, pl.UInt32)
    return pl.when(holds.fill_null(value=False)).then(bit).otherwise(none)
