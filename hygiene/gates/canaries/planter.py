"""The planter: numbers the canaries and fills in what all of them share.

The points are made for the campaign and belong to nobody: a domain under `.example`
(RFC 2606), a number of the range +878 10, which was never given to persons.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hygiene.campaign import Campaign
from hygiene.vocabulary import Channel

Row = dict[str, Any]

NOBODY = "planted"
"""A code, a name or an id that means nothing to anybody."""


@dataclass(frozen=True, slots=True)
class Canary:
    """One planted case.

    Attributes:
        number: Its number, from 1; its row is -number.
        rule: The expectation that has to catch it.
        name: What is wrong with it, in a few words.
    """

    number: int
    rule: str
    name: str


@dataclass(slots=True)
class Planting:
    """What is planted in one run.

    Attributes:
        canaries: The cases.
        rows: Table to the rows that are added to it, each with its `row`.
    """

    canaries: list[Canary] = field(default_factory=list)
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))


class Planter:
    """Numbers the canaries and fills in what all of them share."""

    def __init__(
        self, campaign: Campaign, asked: frozenset[str], tables: frozenset[str]
    ) -> None:
        """Take the campaign, the rules that are asked, and the tables supplied."""
        self.campaign = campaign
        self.asked = asked
        self.tables = tables
        self.planting = Planting()
        self.now = min(campaign.as_of, campaign.known)
        seed = f"{campaign.id} {campaign.as_of.isoformat()}".encode()
        self._nonce = hashlib.sha256(seed).hexdigest()

    @property
    def is_email(self) -> bool:
        """Whether contact points are email addresses."""
        return self.campaign.channel == Channel.EMAIL

    @property
    def domain(self) -> str:
        """A domain of this campaign's canaries alone."""
        return f"planted-{self._nonce[:12]}.example"

    def point(self, number: int) -> str:
        """Return a contact point that belongs to nobody."""
        if self.is_email:
            return f"canary{number}@{self.domain}"
        if self.campaign.channel == Channel.POST:
            return f"PLANTED {self._nonce[:12].upper()} {number}"
        return f"+87810{int(self._nonce[:12], 16) % 10**8:08d}{number:02d}"

    def ago(self, days: float) -> str:
        """Return an instant before all that is decided for, ISO 8601."""
        return (self.now - timedelta(days=days)).isoformat()

    def case(self, rule: str, name: str) -> int | None:
        """Return the number of a new canary, or None when its rule is not asked."""
        if rule not in self.asked:
            return None
        number = len(self.planting.canaries) + 1
        self.planting.canaries.append(Canary(number, rule, name))
        return number

    def add(self, table: str, number: int, **cells: Any) -> None:
        """Add a row to a table, for the canary of that number."""
        self.planting.rows[table].append({"row": -number, **cells})

    def record(self, rule: str, name: str, table: str, **cells: Any) -> None:
        """Plant a case that is one row of one table."""
        number = self.case(rule, name)
        if number is not None:
            self.add(table, number, **cells)

    def contact(
        self, rule: str, name: str, *facts: Callable[[int], None], **cells: Any
    ) -> int | None:
        """Plant a contact on the list and in the audience, and what is known of it."""
        number = self.case(rule, name)
        if number is None:
            return None
        row = {"point": self.point(number), "person": self.person(number), **cells}
        self.add("kept", number, **row)
        self.add("audience", number, **row)
        for fact in facts:
            fact(number)
        return number

    def facts(self, rule: str, name: str, *facts: Callable[[int], None]) -> None:
        """Plant a case that is something known of nobody on the list."""
        number = self.case(rule, name)
        for fact in facts if number is not None else ():
            fact(number or 0)

    def person(self, number: int) -> str:
        """Return a contact id that nobody has."""
        return f"planted-{self._nonce[:12]}-{number}"

    def event(self, action: str = "given", **cells: Any) -> Callable[[int], None]:
        """Return what plants a consent event of a contact, about this campaign."""

        def add(number: int) -> None:
            row = {
                "event_id": f"{NOBODY}-{number}",
                "address": self.point(number),
                "contact_id": self.person(number),
                "channel": str(self.campaign.channel),
                "purpose": self.campaign.purpose,
                "controller": self.campaign.controller,
                "action": action,
                "occurred_at": self.ago(10),
            }
            self.add("consents", number, **{**row, **cells})

        return add

    def dealing(self, **cells: Any) -> Callable[[int], None]:
        """Return what plants a dealing that no policy takes for a ground."""

        def add(number: int) -> None:
            row = {
                "relationship_id": f"{NOBODY}-{number}",
                "address": self.point(number),
                "contact_id": self.person(number),
                "controller": self.campaign.controller,
                "role": "controller",
                "kind": NOBODY,
                "occurred_at": self.ago(10),
            }
            self.add("relationships", number, **{**row, **cells})

        return add

    def suppression(
        self, value: Callable[[int], str] | None = None, **cells: Any
    ) -> Callable[[int], None]:
        """Return what plants a suppression that nothing lifts."""

        def add(number: int) -> None:
            row = {
                "suppression_id": f"{NOBODY}-{number}",
                "value": (value or self.point)(number),
                "reason": "blocked",
                "effective_from": self.ago(10),
            }
            self.add("suppressions", number, **{**row, **cells})

        return add


def plant_send(planter: Planter, number: int, turn: int, at: datetime) -> None:
    """Plant a send to the canary of that number, one of several by its turn."""
    campaign = planter.campaign
    planter.add(
        "sends",
        number,
        send_id=f"{NOBODY}-{number}-{turn}",
        address=planter.point(number),
        controller=campaign.controller,
        channel=str(campaign.channel),
        purpose=campaign.purpose,
        sent_at=at.isoformat(),
    )
