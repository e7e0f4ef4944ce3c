"""Hold what the rows of one world have in common, and draw their common cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.strategies.clocks import FORMS, TEXTS, Clock, write
from tests.strategies.people import Person, identifiers, spellings
from tests.strategies.picking import mostly, pick

Row = dict[str, Any]
Options = Sequence[Any]
PLACES = (False, True, True, True)
MOST = {
    "audience": 12,
    "consents": 12,
    "relationships": 5,
    "suppressions": 5,
    "sends": 4,
}
SHOWN = ("both", "both", "address", "contact_id", "address")


@dataclass(frozen=True)
class Scene:
    """One world before it has any rows.

    Attributes:
        clock: The moments from which its times are drawn.
        campaign: The campaign's keys.
        people: Whom the rows may be about.
        left_out: Features that this world does not have, so that the others show.
        timezones: The zone of each table that has one of its own.
    """

    clock: Clock
    campaign: Row
    people: list[Person]
    left_out: frozenset[str] = frozenset()
    timezones: dict[str, str] = field(default_factory=dict)

    def table(self, random: Random, name: str, row: Callable[[], Row]) -> list[Row]:
        """Draw a table of at most as many rows as `MOST` says, in most places one.

        Every row is drawn whether it is used or not, so that leaving one out, as a
        failing world shrinks, does not change the rest.
        """
        places = [(pick(random, PLACES), row()) for _ in range(MOST[name])]
        if name in self.left_out:
            return []
        return [row for is_taken, row in places if is_taken]

    def unless_left_out(
        self, feature: str, options: Options, plain: Options
    ) -> Options:
        """Return the options of a feature, or the plain ones in a world without it."""
        return plain if feature in self.left_out else options

    @property
    def sameness(self) -> int:
        """Return how much more often a scope is the campaign's than another."""
        return 30 if "other scopes" in self.left_out else 6

    @property
    def controllers(self) -> tuple[str, ...]:
        """Return the controllers a row may name: mostly the campaign's."""
        own = self.campaign["controller"]
        return mostly((own,), "*", "eastpay", "eastpay", times=self.sameness)

    @property
    def channels(self) -> tuple[str, ...]:
        """Return the channels a row may name: mostly the campaign's."""
        own = self.campaign["channel"]
        return mostly((own,), "*", "email", "sms", times=self.sameness)

    @property
    def purposes(self) -> tuple[str, ...]:
        """Return the purposes a row may name: mostly the campaign's, or around it."""
        own = self.campaign["purpose"]
        top = own.partition(".")[0]
        others = (top, "*", top, own[:-1], top[:-1], f"{own}.weekly", "service.x")
        return mostly((own,), *others, times=2 * self.sameness)

    def subject(self, random: Random) -> Row:
        """Draw whom a row is about: an address, an id, or both."""
        person, shown = pick(random, self.people), pick(random, SHOWN)
        address = pick(random, spellings(person))
        written = pick(random, identifiers(person))
        if shown == "contact_id":
            return {"contact_id": person.contact_id, "address": None}
        return {"contact_id": written if shown == "both" else None, "address": address}


@dataclass(frozen=True)
class Times:
    """The form of each time column of one table."""

    scene: Scene
    zone: ZoneInfo
    forms: dict[str, str]

    def write(self, random: Random, column: str, instants: Options) -> Any:
        """Draw one cell of a time column."""
        instant, pattern = pick(random, instants), pick(random, TEXTS)
        return write(instant, self.forms[column], self.zone, pattern)

    def recorded(self, random: Random) -> Any:
        """Draw when a row was recorded, in a world where that may be late."""
        instants = self.scene.clock.recordings
        options = self.scene.unless_left_out("recordings", instants, (None,))
        return self.write(random, "recorded_at", options)

    def ends(self, random: Random, column: str) -> Any:
        """Draw when a row ends, in a world where that may be soon."""
        instants = self.scene.clock.ends
        options = self.scene.unless_left_out("ends", instants, (None,))
        return self.write(random, column, options)


def times_of(random: Random, scene: Scene, table: str, *columns: str) -> Times:
    """Draw the form of each time column of a table."""
    zone = ZoneInfo(scene.timezones.get(table, scene.clock.timezone))
    return Times(scene, zone, {column: pick(random, FORMS) for column in columns})


def numbered(random: Random, column: str, rows: list[Row]) -> list[Row]:
    """Give every row an id of its own; the ids are in no order."""
    start = pick(random, range(100))
    letter = column[0]
    return [
        {column: f"{letter}{(start + 37 * place) % 100}", **row}
        for place, row in enumerate(rows)
    ]
