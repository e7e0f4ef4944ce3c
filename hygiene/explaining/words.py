"""Words: times and lists, as a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hygiene.campaign import Campaign
from hygiene.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """What things are called on a channel.

    Attributes:
        kind: What a contact point is, with its article.
        point: A contact point, for short.
        ready: What a contact is that may be messaged.
        unusable: That what cannot be read as one cannot be used.
        restored: When one that bounced is of use again.
    """

    kind: str
    point: str
    ready: str
    unusable: str
    restored: str


CHANNEL_WORDS: dict[str, ChannelWords] = {
    Channel.EMAIL: ChannelWords(
        "an email address",
        "address",
        "mailable",
        "the address cannot be written to",
        "the mailbox is known to take messages again",
    ),
    Channel.SMS: ChannelWords(
        "a phone number",
        "number",
        "contactable",
        "no message can be sent to the number",
        "the number is known to take messages again",
    ),
    Channel.VOICE: ChannelWords(
        "a phone number",
        "number",
        "contactable",
        "the number cannot be called",
        "the number is known to be in use again",
    ),
    Channel.POST: ChannelWords(
        "a postal address",
        "postal address",
        "mailable",
        "the postal address cannot be written to",
        "letters are known to arrive there again",
    ),
}
"""The words of each channel."""


def permission_word(campaign: Campaign) -> str:
    """Return what a record must have in common with a row to permit a message."""
    if campaign.permission_key == "address":
        return CHANNEL_WORDS[campaign.channel].point
    return "contact id"


def given_elsewhere(campaign: Campaign) -> str:
    """Return why a consent of the person does not count for a row."""
    return f"it was given with another {permission_word(campaign)}"


def said_time(first: datetime, last: datetime, zone: str) -> str:
    """Return a time in a zone, or the day alone where only that is known.

    The middle of a day in the zone of its table lies on the same date in this one.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    >>> said_time(noon, noon, "Europe/London")
    '2026-06-01 13:00'
    """
    middle = first + (last - first) / 2
    with suppress(OverflowError):
        middle = middle.astimezone(ZoneInfo(zone))
    return f"{middle:%Y-%m-%d %H:%M}" if first == last else f"{middle:%Y-%m-%d}"


def listed_or(words: Sequence[str]) -> str:
    """Return words as a list of alternatives.

    >>> listed_or(["purchase", "negotiation", "contract"]), listed_or(["gift"])
    ('purchase, negotiation or contract', 'gift')
    """
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last
