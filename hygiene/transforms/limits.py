"""Limits and special addresses: frequency caps, role and disposable mailboxes."""

from __future__ import annotations

from functools import cache

import polars as pl
from disposable_email_domains import blocklist

from hygiene.campaign import Campaign, Limits
from hygiene.keys.domains import domain_of
from hygiene.keys.lookalikes import is_mixed_script, is_slip
from hygiene.resources import package_list
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


def special_address_mask(campaign: Campaign) -> pl.Expr:
    """Return the bits of `role_address` and `disposable_address` (UInt32)."""
    role = _treated(campaign.addresses.role, "remove", campaign)
    disposable = _treated(campaign.addresses.disposable, "remove", campaign)
    return _bit(role & _is_role() & pl.col("individual"), Reason.ROLE_ADDRESS) | _bit(
        disposable & _is_disposable(), Reason.DISPOSABLE_ADDRESS
    )


def flags(campaign: Campaign) -> pl.Expr:
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
        Flag.ROLE_ADDRESS: role & _is_role(),
        Flag.DISPOSABLE_ADDRESS: disposable & _is_disposable(),
        Flag.DOMAIN_TYPO: is_email & is_slip(domain_of(pl.col("strict_key"))),
        Flag.MIXED_SCRIPT: is_email & is_mixed_script(pl.col("strict_key")),
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


def _is_role() -> pl.Expr:
    local = pl.col("strict_key").str.extract(r"(?s)^(.*)@")
    return local.is_in(package_list("role_mailboxes.txt"))


@cache
def _disposable_domains() -> pl.Series:
    return pl.Series(sorted(blocklist))


def _is_disposable() -> pl.Expr:
    return domain_of(pl.col("strict_key")).is_in(_disposable_domains().implode())


def _bit(holds: pl.Expr, reason: Reason) -> pl.Expr:
    bit, none = pl.lit(reason.bit, pl.UInt32), pl.lit(0, pl.UInt32)
    return pl.when(holds.fill_null(value=False)).then(bit).otherwise(none)
