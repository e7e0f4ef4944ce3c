"""What a persona is: so many people of one kind, and what must become of them."""

from __future__ import annotations

from dataclasses import dataclass

from story.facts import Fact
from story.people import Address, as_is, private


@dataclass(frozen=True)
class Outcome:
    """What a screening must decide for an audience row.

    Attributes:
        basis: The ground of a kept row.
        reasons: Every reason of a removed row, the primary one first.
    """

    basis: str | None
    reasons: tuple[str, ...] = ()

    @property
    def decision(self) -> str:
        """`keep` or `remove`."""
        return "remove" if self.reasons else "keep"


@dataclass(frozen=True)
class Persona:
    """So many people to whom the same things happened.

    Attributes:
        name: What to call them.
        count: How many there are.
        story: What happened to them.
        outcomes: What becomes of each one's audience rows; none: not in the audience.
        facts: What is known about them, besides payments.
        address: Makes the address that they use.
        written: How the audience writes it.
        rewritten: How the second row writes it, where there is one.
        is_known: Whether we have an id for them.
        has_paid: Whether each audience row comes from a card payment at a shop.
        subscriber_type: As in the audience; blank is an individual.
        source: As in the audience; None is the checkout of the shop.
    """

    name: str
    count: int
    story: str
    outcomes: tuple[Outcome, ...]
    facts: tuple[Fact, ...] = ()
    address: Address = private
    written: Address = as_is
    rewritten: Address = as_is
    is_known: bool = True
    has_paid: bool = True
    subscriber_type: str = ""
    source: str | None = None


CONSENT = (Outcome("consent"),)
SOFT_OPT_IN = (Outcome("soft_opt_in"),)
CORPORATE = (Outcome("corporate_subscriber"),)
ABSENT: tuple[Outcome, ...] = ()


def removed(*reasons: str) -> tuple[Outcome, ...]:
    """Return one removed row, for all of these reasons."""
    return (Outcome(None, reasons),)
