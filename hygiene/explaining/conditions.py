"""Conditions: what a new consent or dealing must be to count, in words and as times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from hygiene.campaign import Campaign
from hygiene.durations import Duration
from hygiene.explaining.dossier import Dossier
from hygiene.explaining.words import listed_or, permission_word, said_time
from hygiene.policy import Ground
from hygiene.rulebook import Rulebook, age_limit
from hygiene.times import read_interval
from hygiene.vocabulary import GroundKind

_CHARITABLE = {"donation", "volunteering", "support"}
"""Dealings that only a charity has (PECR reg. 22(3A))."""


@dataclass(frozen=True, slots=True)
class Since:
    """From when on a record counts.

    Attributes:
        said: In words.
        after: The last moment at which it does not count yet.
    """

    said: str
    after: datetime


def consent_since(
    grounds: Sequence[Ground], campaign: Campaign, moment: datetime
) -> Since | None:
    """Return from when on a consent proves one of the grounds; None for ever."""
    days = [_age_date(ground.max_age, campaign, moment) for ground in grounds]
    return _since(min(days, default=date.min), campaign)


def dealing_since(ground: Ground, campaign: Campaign, moment: datetime) -> Since | None:
    """Return from when on a dealing proves a ground; None for ever."""
    oldest = _age_date(ground.max_age, campaign, moment)
    return _since(max(oldest, ground.not_before or date.min), campaign)


def said_consent(
    dossier: Dossier,
    book: Rulebook,
    since: Since | None,
    moment: datetime,
    *,
    proves: bool,
) -> str:
    """Return the consent that would count.

    Args:
        dossier: Everything that is held about the contact.
        book: The rules of the row.
        since: From when on it counts.
        moment: When the message would be sent.
        proves: Whether it must prove a ground, or lift a prohibition only.
    """
    campaign, policy = dossier.campaign, book.policy
    confirmed = "a confirmed consent" if policy.double_opt_in else "a consent"
    how = [
        f"given to {campaign.controller} by the person"
        + (f" {since.said}" if since else "")
    ]
    if proves:
        zone = campaign.timezone
        how.append(f"not expired by {said_time(moment, moment, zone)}")
    if dossier.wordings is not None:
        how.append("to a text that is on record and valid")
    if policy.refused_methods:
        how.append(f"not by {listed_or(policy.refused_methods)}")
    if policy.indirect == "refuse":
        how.append("not collected by anyone else")
    fresh = _indirect_since(book, campaign, moment) if proves else None
    if fresh and (since is None or fresh.after > since.after):
        how.append(f"{fresh.said} if anyone else collected it")
    return (
        f"{confirmed} for {campaign.purpose} by {campaign.channel} with this "
        f"{permission_word(campaign)}, {', '.join(how)}"
    )


def said_dealing(ground: Ground, campaign: Campaign, since: Since | None) -> str:
    """Return the dealing that would prove a ground."""
    article = "an" if ground.kinds[0][:1] in "aeiou" else "a"
    said = f"{article} {listed_or(ground.kinds)} with {campaign.controller} itself"
    if ground.similar_only and campaign.categories:
        said += f", of {listed_or(campaign.categories)}"
    if since:
        said += f", made {since.said}"
    if ground.requires_opt_out_offered:
        said += ", at which a simple refusal was offered and not used"
    if set(ground.kinds) <= _CHARITABLE:
        said += "; this ground is for charities alone"
    return said


def _indirect_since(
    book: Rulebook, campaign: Campaign, moment: datetime
) -> Since | None:
    """Return from when on a consent that someone else collected proves a ground."""
    if book.policy.indirect == "refuse":
        return None
    days = [
        max(
            _age_date(ground.max_age, campaign, moment),
            _age_date(ground.indirect_max_age, campaign, moment),
        )
        for _, ground in book.numbered(GroundKind.CONSENT)
    ]
    return _since(min(days, default=date.min), campaign)


def _age_date(age: Duration | None, campaign: Campaign, moment: datetime) -> date:
    return date.min if age is None else age_limit(age, moment, campaign.timezone)


def _since(day: date, campaign: Campaign) -> Since | None:
    """Return from when on a local day has begun; None for the first there is."""
    if day == date.min:
        return None
    begins = read_interval(pl.lit(day), pl.Date(), campaign.timezone)
    first: datetime = pl.select(begins.struct.field("first")).item()
    return Since(f"since {day}", first - timedelta(microseconds=1))
