"""Limits and special addresses: frequency caps, role and disposable mailboxes."""

from __future__ import annotations

from functools import cache

import polars as pl

from hygiene.campaign import Campaign, Limits
from hygiene.transforms.traits import Traits
from hygiene.vocabulary import Channel, Flag, Reason


def attach_cap(
    audience: pl.LazyFrame, sends: pl.LazyFrame, campaign: Campaign
) -> pl.LazyFrame:
    """Add `capped`: whether the strict key had as many sends as the limit allows."""
    if campaign.limits is None or not campaign.is_marketing:
        return audience.with_columns(capped=pl.lit(value=False))
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


def counted_sends(
    sends: pl.LazyFrame, campaign: Campaign, limits: Limits
) -> pl.LazyFrame:
    """Return the sends that count for the limit.

    A send counts when it was this controller's on this channel, in the window
    (`as_of` - `per`, `as_of`], and known.
    """
    since = limits.window.before(campaign.as_of, campaign.timezone)
    sent = pl.col("sent_at_last")
    return sends.filter(
        (pl.col("controller") == campaign.controller)
        & (pl.col("channel") == campaign.channel)
        & (sent > since)
        & (sent <= campaign.as_of)
        & (sent <= campaign.known)
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
