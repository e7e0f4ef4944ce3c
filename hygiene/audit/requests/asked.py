"""Who asks: an address or a contact id, and the keys that they are held under."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import InputError
from hygiene.explaining.words import CHANNEL_WORDS
from hygiene.keys.points import read_point
from hygiene.vocabulary import Channel


@dataclass(frozen=True, slots=True)
class Asked:
    """The person who asks, as they were named; its text never shows them.

    Attributes:
        address: An email address, a phone number or a postal key.
        contact_id: The controller's own id.

    Raises:
        InputError: Neither is given.
    """

    address: str | None = field(default=None, repr=False)
    contact_id: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Strip both, and refuse to look for nobody."""
        for name in ("address", "contact_id"):
            object.__setattr__(self, name, (getattr(self, name) or "").strip() or None)
        if self.address is None and self.contact_id is None:
            raise InputError("Name the person by an address or a contact id.")

    def channel(self, of: str) -> Channel:
        """Return the channel whose kind of address is asked for.

        What has an `@` is an email address, whatever the campaign's channel is.

        Args:
            of: The campaign's channel.

        >>> Asked("ann@example.com").channel("sms").value
        'email'
        >>> Asked("07700900123").channel("email").value
        'sms'
        """
        if self.address is None:
            return Channel(of)
        if "@" in unicodedata.normalize("NFKC", self.address):
            return Channel.EMAIL
        return Channel.POST if of == Channel.POST else Channel.SMS

    def keys(self, campaign: Campaign) -> tuple[str, str] | None:
        """Return the strict and the wide key of the address; None without one.

        Raises:
            InputError: The address is not a valid one of its kind.
        """
        if self.address is None:
            return None
        channel = self.channel(campaign.channel)
        region = pl.lit(campaign.default_region, pl.String)
        read = read_point(pl.lit(self.address), channel, region)
        strict, wide, is_valid = pl.select(read.alias("_")).unnest("_").row(0)
        if not is_valid:
            raise InputError(
                f"What was given cannot be read as {CHANNEL_WORDS[channel].kind}, so "
                "nothing was looked up. Write it in full, a number with its country "
                "code, or name the person by --contact-id."
            )
        return strict, wide
