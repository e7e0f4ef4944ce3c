"""Selecting: which sends of a log are audited, and what is known of their people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import InputError, listed
from hygiene.keys.points import with_point
from hygiene.masking import withheld
from hygiene.rulebook import rulebook_number
from hygiene.sources.raw.rows import ROW
from hygiene.sources.staging import FILE
from hygiene.text import filled
from hygiene.transforms.audience import key_columns
from hygiene.vocabulary import SubscriberType

AUDITED = "audited"
LEFT_OUT = {
    "other_scope": "not of this campaign's controller, channel and purpose",
    "other_campaign": "of another campaign",
    "other_period": "outside the period",
    "not_yet_known": "sent after what was known",
}
"""Why a send of the log is not audited."""


_OF_THE_LOG = (
    "send",
    "send_id",
    "contact_id",
    FILE,
    ROW,
    "campaign",
    "person",
    "strict_key",
    "wide_key",
    "address_mask",
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which sends are asked about.

    Attributes:
        known_at: What is known now.
        campaigns: Values of the sends' `campaign` column; none for all.
        since: Not before this instant.
        until: Before this instant.
    """

    known_at: datetime
    campaigns: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None

    def state(self, campaign: Campaign) -> pl.Expr:
        """Return `audited`, or why a send is left out (a key of `LEFT_OUT`)."""
        other_scope = ~(
            (pl.col("controller") == campaign.controller)
            & (pl.col("channel") == campaign.channel)
            & (pl.col("purpose") == campaign.purpose)
        )
        named = filled(pl.col("campaign")).is_in([*self.campaigns])
        first, last = pl.col("sent_at_first"), pl.col("sent_at_last")
        outside = pl.lit(value=False)
        if self.since is not None:
            outside |= last < self.since
        if self.until is not None:
            outside |= first >= self.until
        return (
            pl.when(other_scope)
            .then(pl.lit("other_scope"))
            .when(pl.lit(bool(self.campaigns)) & ~named.fill_null(value=False))
            .then(pl.lit("other_campaign"))
            .when(outside)
            .then(pl.lit("other_period"))
            .when(last > self.known_at)
            .then(pl.lit("not_yet_known"))
            .otherwise(pl.lit(AUDITED))
        )


def count_states(
    sends: pl.LazyFrame, campaign: Campaign, selection: Selection
) -> dict[str, int]:
    """Return how many sends of the log are audited, and how many are left out, by why.

    >>> list(LEFT_OUT)[0]
    'other_scope'
    """
    found = sends.group_by(state=selection.state(campaign)).len().collect()
    counts = dict(zip(found["state"], found["len"], strict=True))
    return {state: counts.get(state, 0) for state in (AUDITED, *LEFT_OUT)}


def require_any(
    sends: pl.LazyFrame,
    counts: Mapping[str, int],
    campaign: Campaign,
    selection: Selection,
) -> None:
    """Refuse a log that cannot hold what is asked about: nothing would look right.

    A period without a message is no error.

    Raises:
        InputError: No send is in the campaign's scope, or none is of a campaign that
            was named.
    """
    total = sum(counts.values())
    if not total:
        raise InputError("The log of sends is empty: nothing to audit.")
    if total == counts["other_scope"]:
        raise InputError(
            f"None of the {total:,} sends in the log is of controller "
            f"'{campaign.controller}', channel '{campaign.channel}' and purpose "
            f"'{campaign.purpose}': nothing to audit. Check the log's columns."
        )
    named = sends.filter(selection.state(campaign) != "other_scope")
    known = named.select(filled(pl.col("campaign")).unique()).collect().to_series()
    unknown = [name for name in selection.campaigns if name not in known.to_list()]
    if unknown:
        raise InputError(
            f"No send in the campaign's scope is of {listed(unknown)}: look at the "
            "log's 'campaign' column."
        )


def audited_sends(
    sends: pl.LazyFrame,
    people: pl.LazyFrame,
    campaign: Campaign,
    selection: Selection,
    work: Path,
) -> pl.LazyFrame:
    """Return one row an audited send, in the order of the log.

    Args:
        sends: Staged sends with keys.
        people: What the audience says of its people (`transforms.audience.recipients`).
        campaign: The campaign.
        selection: Which sends.
        work: A folder that may be filled.

    Returns:
        `send` (UInt32, from 0), the columns that a contact is judged by, `sent_first`
        and `sent_last`, `country` and `source` of the person: null where the audience
        has no such person, or its rows disagree; and `persons`, the send's contact id
        and all that the audience has beside its address.
    """
    path = work / "recipients.parquet"
    people.sink_parquet(path)
    known = pl.scan_parquet(path, glob=False)
    chosen = _validated(sends.filter(selection.state(campaign) == AUDITED), campaign)
    return (
        chosen.join(
            _agreed(known, "strict_key"), on="strict_key", how="left", validate="m:1"
        )
        .join(
            _agreed(known, "person"),
            on="person",
            how="left",
            validate="m:1",
            suffix="_id",
        )
        .join(_ids_beside(known), on="strict_key", how="left", validate="m:1")
        .with_columns(_of_person())
        .select(
            *_OF_THE_LOG,
            _persons(),
            pl.col("sent_at_first").alias("sent_first"),
            pl.col("sent_at_last").alias("sent_last"),
            "country",
            withheld(pl.col("source")).alias("source"),
            rulebook=rulebook_number(
                campaign, pl.col("country"), pl.col("subscriber_type")
            ),
            origin=pl.col("source").is_not_null(),
            individual=pl.col("subscriber_type") != SubscriberType.CORPORATE,
        )
    )


def _validated(sends: pl.LazyFrame, campaign: Campaign) -> pl.LazyFrame:
    """Number sends in the order of the log; judge their addresses as a contact's."""
    region = pl.lit(campaign.default_region, pl.String)
    return (
        sends.drop("strict_key", "wide_key", "is_valid", strict=False)
        .sort(FILE, ROW)
        .with_row_index("send")
        .pipe(with_point, "address", campaign.channel, region)
        .with_columns(key_columns())
    )


def _agreed(people: pl.LazyFrame, key: str) -> pl.LazyFrame:
    """Return what all rows of the audience with one key agree on; null where not."""
    return (
        people.filter(pl.col(key).is_not_null())
        .group_by(key)
        .agg(
            pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(name)
            for name in ("country", "subscriber_type", "source")
        )
        .with_columns(is_there=pl.lit(value=True))
    )


def _ids_beside(people: pl.LazyFrame) -> pl.LazyFrame:
    """Return every contact id that the audience has beside an address."""
    named = people.drop_nulls(["strict_key", "person"])
    return named.group_by("strict_key").agg(beside=pl.col("person").unique().sort())


def _persons() -> pl.Expr:
    """Return under which contact ids a no counts: a log of addresses names none."""
    none = pl.lit([], pl.List(pl.String))
    found = pl.concat_list("person", pl.col("beside").fill_null(none))
    return found.list.drop_nulls().list.unique().alias("persons")


def _of_person() -> list[pl.Expr]:
    """Return what is known of a send's person: by the address, else by the id."""
    individual = pl.lit(SubscriberType.INDIVIDUAL.value)
    by_key = pl.col("is_there").is_not_null()
    found = {
        name: pl.when(by_key).then(name).otherwise(f"{name}_id")
        for name in ("country", "subscriber_type", "source")
    }
    kind = found["subscriber_type"].fill_null(individual)
    return [
        found["country"].alias("country"),
        kind.alias("subscriber_type"),
        found["source"].alias("source"),
    ]
