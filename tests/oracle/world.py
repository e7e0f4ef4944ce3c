"""Hold one screening's input, and read its rows into facts that can be compared."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle import keys, times
from tests.oracle.keys import Keys
from tests.oracle.times import Moment

Row = dict[str, Any]


@dataclass(frozen=True)
class World:
    """Everything one screening reads, as plain values.

    Attributes:
        campaign: The keys of the campaign table, and of `limits` and `addresses`,
            `policy_by_country` and `default_region` where the campaign has them.
        policies: The content of each policy file, by the name the campaign uses.
        tables: The rows of each table; one that is not named is not supplied.
        timezones: The zone of each table that does not share the campaign's.
    """

    campaign: Row
    policies: dict[str, Row]
    tables: dict[str, list[Row]]
    timezones: dict[str, str] = field(default_factory=dict)

    @property
    def as_of(self) -> datetime:
        """Return the moment the decision speaks for."""
        as_of: datetime = self.campaign["as_of"]
        return as_of

    @property
    def known_at(self) -> datetime:
        """Return the moment up to which the controller's records count."""
        return self.campaign.get("known_at") or self.as_of

    @property
    def is_marketing(self) -> bool:
        """Return whether the message needs a ground."""
        return bool(self.campaign["message"] == "marketing")

    @property
    def kind(self) -> str:
        """Return what the channel's addresses are: `email`, `phone` or `post`."""
        return keys.KIND_OF_CHANNEL[self.campaign["channel"]]

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the campaign's zone, in which days are counted."""
        return ZoneInfo(self.campaign["timezone"])

    def zone_of(self, table: str) -> ZoneInfo:
        """Return the zone of a table's own naive and date-only values."""
        return ZoneInfo(self.timezones.get(table) or self.campaign["timezone"])

    def setting(self, name: str, default: str) -> str:
        """Return one of the `addresses` settings."""
        return str(self.campaign.get("addresses", {}).get(name, default))

    def rows(self, table: str) -> list["Record"]:
        """Return the evidence rows of a table."""
        return self._records.get(table, [])

    @cached_property
    def _records(self) -> dict[str, list["Record"]]:
        return {
            table: [Record(self, table, values) for values in rows]
            for table, rows in self.tables.items()
            if table != "audience"
        }


@dataclass(frozen=True)
class Record:
    """One evidence row, read as its table's contract says."""

    world: World
    table: str
    values: Row

    def text(self, column: str, default: str | None = None) -> str | None:
        """Return a cell; an absent column, null or blank is the default."""
        value = self.values.get(column)
        return default if value is None or not value.strip() else value

    def is_true(self, column: str) -> bool:
        """Return a Boolean cell; an absent column or null is false."""
        return self.values.get(column) is True

    def time(self, column: str) -> Moment | None:
        """Return a cell of a time column."""
        return times.read(self.values.get(column), self.world.zone_of(self.table))

    @cached_property
    def occurred(self) -> Moment:
        """Return when it happened; a suppression happens when it takes effect."""
        column = {"suppressions": "effective_from", "sends": "sent_at"}
        return self._required(column.get(self.table, "occurred_at"))

    @cached_property
    def recorded(self) -> Moment:
        """Return when the controller's systems learned of it."""
        return self.time("recorded_at") or self.occurred

    def _required(self, column: str) -> Moment:
        moment = self.time(column)
        if moment is None:
            message = f"{self.table}.{column} is required"
            raise ValueError(message)
        return moment

    @cached_property
    def keys(self) -> Keys:
        """Return the keys of the address column; evidence has no country of its own."""
        return self.keys_of("address")

    def keys_of(self, column: str) -> Keys:
        """Return the keys of a column that holds an address."""
        region = self.world.campaign.get("default_region")
        return keys.keys_of(self.text(column), self.world.kind, region)

    @cached_property
    def contact_id(self) -> str | None:
        """Return the id of the person."""
        return keys.person_id(self.values.get("contact_id"))


@dataclass(frozen=True)
class Contact:
    """One audience row and what can be matched with it."""

    world: World
    row: int
    values: Row

    @property
    def address(self) -> str | None:
        """Return the contact point of the campaign's channel, as given."""
        return self.values.get(keys.COLUMN_OF_KIND[self.world.kind])

    @property
    def contact_id(self) -> str | None:
        """Return the id of the person."""
        return keys.person_id(self.values.get("contact_id"))

    @property
    def country(self) -> str | None:
        """Return the country trimmed and upper-cased; a blank one is none."""
        return (self.values.get("country") or "").strip().upper() or None

    @property
    def subscriber_type(self) -> str:
        """Return the kind of subscriber; null is an individual."""
        value = self.values.get("subscriber_type")
        return "individual" if value is None else value

    @property
    def has_source(self) -> bool:
        """Return whether the row says where it came from."""
        return bool((self.values.get("source") or "").strip())

    @property
    def region(self) -> str | None:
        """Return the region in which a phone number is read."""
        return self.country or self.world.campaign.get("default_region")

    @cached_property
    def address_reason(self) -> str | None:
        """Return `address_missing`, `address_invalid`, or None when it can be used."""
        if self.address is None or keys.is_blank(self.address, self.world.kind):
            return "address_missing"
        if not keys.is_valid(self.address, self.world.kind, self.region):
            return "address_invalid"
        return None

    @cached_property
    def keys(self) -> Keys:
        """Return the keys; a missing or invalid address has none."""
        if self.address_reason is not None:
            return keys.NO_KEYS
        return keys.keys_of(self.address, self.world.kind, self.region)

    @cached_property
    def policy(self) -> Row:
        """Return the policy of the row."""
        name = self.world.campaign["policy"]
        if name == "by_country":
            names = self.world.campaign["policy_by_country"]
            name = names.get(self.country, names["default"])
        return self.world.policies[name]
