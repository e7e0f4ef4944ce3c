"""Invent persons: names, addresses, shops, and dice that always fall the same way."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TypeVar

Item = TypeVar("Item")

AS_OF = datetime(2026, 11, 24, 9, tzinfo=UTC)
"""The moment the sample campaign decides for."""

FIRST_SYLLABLES = ("al", "bren", "cor", "dal", "el", "fen", "gal", "hes")
FIRST_ENDINGS = ("wyn", "dra", "is", "oth", "eth", "ira", "or", "una")
LAST_SYLLABLES = (
    *("ash", "birk", "crag", "dun", "elm", "fal"),
    *("gorse", "hather", "inver", "kest", "lark", "moss"),
)
LAST_ENDINGS = ("grove", "holt", "mere", "wick", "den", "thorpe", "combe", "ley")
FIRST_NAMES = tuple(s + e for s in FIRST_SYLLABLES for e in FIRST_ENDINGS)
LAST_NAMES = tuple(s + e for s in LAST_SYLLABLES for e in LAST_ENDINGS)

MAILBOXES = (
    *("post.example", "mail.example", "inbox.example", "note.example"),
    *("example.com", "example.org", "example.net", "web.example"),
)
IDN_MAILBOXES = ("bücher.example", "café.example", "łódź.example", "почта.example")
COMPANIES = (
    *("foundry.example", "joinery.example", "haulage.example"),
    *("bakery.example", "printworks.example", "nursery.example"),
)
SHOPS = (
    *("shoes", "books", "garden", "toys", "bikes", "lamps", "tea", "coats"),
    *("records", "yarn", "tools", "frames", "bread", "tents", "pens", "boats"),
)
# Most of the audience is British; a few rows do not say, or say it carelessly.
COUNTRIES = (
    ("GB",) * 184 + ("IE",) * 5 + ("FR", "DE", "US", "US") + ("gb ",) + ("",) * 6
)
SEGMENTS = ("new", "new", "returning", "returning", "frequent")


class Dice:
    """Chance that falls the same way on every Python: only `Random.random` is used."""

    def __init__(self, seed: str) -> None:
        """Start from a seed."""
        self._random = Random(seed)

    def fraction(self) -> float:
        """Return a number from 0 up to, not including, 1."""
        return self._random.random()

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + int(self.fraction() * (high - low + 1))

    def pick(self, items: Sequence[Item]) -> Item:
        """Return one of `items`."""
        return items[self.between(0, len(items) - 1)]

    def moment(self, days: tuple[int, int]) -> datetime:
        """Return a daytime moment so many days before the campaign."""
        day = AS_OF.date() - timedelta(days=self.between(*days))
        seconds = self.between(7 * 3600, 22 * 3600 - 1)
        return datetime.combine(day, time(), UTC) + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Visit:
    """One checkout at a shop."""

    shop: str
    on: date

    @property
    def controller(self) -> str:
        """The shop as a controller of its own customers' data."""
        return f"{self.shop}.example"


@dataclass
class Person:
    """One invented person.

    Attributes:
        first: A first name, in lower case.
        last: A last name; no two persons share both.
        contact_id: Our id of the person; blank for a guest that we do not know.
        country: As the audience says it.
        segment: What an analyst calls the person.
        visits: Checkouts at shops, one a row in the audience.
        dice: The person's own chance.
        address: The address that the person uses; set by the persona.
    """

    first: str
    last: str
    contact_id: str
    country: str
    segment: str
    visits: list[Visit]
    dice: Dice
    address: str = ""


Address = Callable[[Person], str]
"""Makes a text out of a person: an address, or the way one is written."""


def invent(number: int, visits: int, *, is_known: bool) -> Person:
    """Return person `number`, who has been at so many checkouts in the last 90 days."""
    dice = Dice(f"northpay/{number}")
    names = number * 2749 % (len(FIRST_NAMES) * len(LAST_NAMES))
    shops = dice.between(0, len(SHOPS) - 1)
    return Person(
        first=FIRST_NAMES[names % len(FIRST_NAMES)],
        last=LAST_NAMES[names // len(FIRST_NAMES)],
        contact_id=f"NP-{number * 7919 % 100003:06d}" if is_known else "",
        country=dice.pick(COUNTRIES),
        segment=dice.pick(SEGMENTS),
        visits=[
            Visit(SHOPS[(shops + 5 * visit) % len(SHOPS)], dice.moment((1, 90)).date())
            for visit in range(visits)
        ],
        dice=dice,
    )


def private(person: Person) -> str:
    """Return a private address at one of the made-up mailbox providers."""
    first, last = person.first, person.last
    forms = (f"{first}.{last}", f"{first}.{last}", f"{first}-{last}", f"{first}{last}")
    return f"{person.dice.pick(forms)}@{person.dice.pick(MAILBOXES)}"


def at(*domains: str) -> Address:
    """Return a maker of addresses at one of `domains`."""

    def address(person: Person) -> str:
        return f"{person.first}.{person.last}@{person.dice.pick(domains)}"

    return address


def role(person: Person) -> str:
    """Return the mailbox of a function at a domain of the person's own."""
    name = person.dice.pick(("info", "sales"))
    return f"{name}@{person.first}-{person.last}.example"


def accented(person: Person) -> str:
    """Return an address with letters outside ASCII on both sides of the @."""
    domain = person.dice.pick(IDN_MAILBOXES)
    return f"{person.first}.{person.last.replace('e', 'é')}@{domain}"


def exactly(*texts: str) -> Address:
    """Return a maker of one of `texts`, in which `{}` stands for the person's name."""

    def address(person: Person) -> str:
        return person.dice.pick(texts).format(f"{person.first}.{person.last}")

    return address


def tagged(person: Person) -> str:
    """Return the person's address with a +tag; another address of the same mailbox."""
    local, _, domain = person.address.partition("@")
    return f"{local}+{person.dice.pick(('news', 'shop', 'pay'))}@{domain}"


def private_tagged(person: Person) -> str:
    """Return a private address that has a +tag."""
    local, _, domain = private(person).partition("@")
    return f"{local}+shopping@{domain}"


def untagged(person: Person) -> str:
    """Return the person's address without its +tag."""
    local, _, domain = person.address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"


def sha512_untagged(person: Person) -> str:
    """Return the digest of the person's address without its +tag."""
    return hashlib.sha512(untagged(person).encode()).hexdigest()


def former(person: Person) -> str:
    """Return an address that the person has given up."""
    return f"{person.first}.{person.last}@former.example"


def as_is(person: Person) -> str:
    """Return the address as the person writes it."""
    return person.address


def carelessly(person: Person) -> str:
    """Return the address in capitals, padded, or with invisible characters."""
    address = person.address
    forms = (
        address.upper(),
        address.title(),
        f"  {address} ",
        f"\ufeff{address}\u200b",
    )
    return person.dice.pick(forms)


def decomposed(person: Person) -> str:
    """Return the address with every accent as a character of its own (NFD)."""
    return unicodedata.normalize("NFD", person.address)


def full_width(person: Person) -> str:
    """Return the address with its first letter full-width and a hidden character."""
    address = person.address
    return f"{chr(ord(address[0]) + 0xFEE0)}\u200d{address[1:]}"
