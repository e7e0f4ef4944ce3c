"""Trends: what people said over time."""

from __future__ import annotations

import polars as pl

from hygiene.campaign import Campaign
from hygiene.transforms.claims import is_known
from hygiene.transforms.prohibition import has_begun, is_known_refusal, reaches
from hygiene.vocabulary import Action, Reason

_YES = [Action.GIVEN.value, Action.CONFIRMED.value]
_NO = [
    Reason.ERASED.value,
    Reason.OBJECTED.value,
    Reason.COMPLAINED.value,
    Reason.UNSUBSCRIBED.value,
    Reason.PAUSED.value,
]
"""The suppressions that a person asks for; nobody says a bounce or a register."""


def opt_ins_and_opt_outs(
    consents: pl.LazyFrame, suppressions: pl.LazyFrame, campaign: Campaign
) -> pl.DataFrame:
    """Return `month`, `opt_ins`, `opt_outs`: what people said in each month.

    Counted is what was known of the campaign's controller and channel, whatever the
    purpose; a no may be for all of them. Who says the same again counts once, such as
    with a `given` that is `confirmed`, or an unsubscription that two lists hold. A
    person is known by the address, else by the contact id.

    Args:
        consents: Staged consents with keys; refusals and withdrawals are opt-outs.
        suppressions: Staged suppressions with keys; those that a person asked for are
            opt-outs, from when they hold.
        campaign: The campaign; months are those of its zone.

    Returns:
        `month` (Date, its first day), in order; a month in which nobody said anything
        is there too.
    """
    permits = (
        pl.col("action").is_in(_YES)
        & is_known(campaign)
        & (pl.col("controller") == campaign.controller)
        & (pl.col("channel") == campaign.channel)
    )
    no = reaches(campaign)
    asked = has_begun(campaign) & pl.col("reason").is_in(_NO)
    event = ("occurred_at", "event_id")
    said = [
        _said(consents.filter(permits), *event, is_no=False),
        _said(consents.filter(no & is_known_refusal(campaign)), *event, is_no=True),
        _said(
            suppressions.filter(no & asked),
            "effective_from",
            "value",
            "suppression_id",
            is_no=True,
        ),
    ]
    return _by_month(_changes(pl.concat(said)), campaign.timezone)


def _said(records: pl.LazyFrame, time: str, *names: str, is_no: bool) -> pl.LazyFrame:
    """Return what records say: `who`, `orders_at`, `at`, `is_no`.

    Args:
        records: The records.
        time: The name of their time. One of a date alone is in the middle of its day;
            for ordering, a yes is at the start of it, and a no at the end.
        names: Who says it, where neither an address nor a contact id is known.
        is_no: Whether it is an opt-out.
    """
    first, last = pl.col(f"{time}_first"), pl.col(f"{time}_last")
    return records.select(
        who=pl.coalesce("wide_key", "person", *names),
        orders_at=last if is_no else first,
        at=first + (last - first) / 2,
        is_no=pl.lit(value=is_no),
    )


def _changes(said: pl.LazyFrame) -> pl.LazyFrame:
    """Return what was said without what repeats a person's last word."""
    repeats = (pl.col("who") == pl.col("who").shift()) & (
        pl.col("is_no") == pl.col("is_no").shift()
    )
    return said.sort("who", "orders_at", "is_no").filter(
        ~repeats.fill_null(value=False)
    )


def _by_month(said: pl.LazyFrame, zone: str) -> pl.DataFrame:
    month = pl.col("at").dt.convert_time_zone(zone).dt.date().dt.truncate("1mo")
    counted = (
        said.group_by(month=month)
        .agg(
            opt_ins=(~pl.col("is_no")).sum().cast(pl.Int64),
            opt_outs=pl.col("is_no").sum().cast(pl.Int64),
        )
        .sort("month")
        .collect()
    )
    if counted.is_empty():
        return counted
    return counted.upsample("month", every="1mo").with_columns(
        pl.col("opt_ins", "opt_outs").fill_null(0)
    )
