"""Small worlds, made by hand: a campaign, its people, and what is known of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

KEPT = "kept"
POINTS = {"email": "email", "sms": "phone", "voice": "phone", "post": "postal_key"}
AUDIENCE = ("contact_id", "email", "phone", "postal_key", "country")
AUDIENCE += ("subscriber_type", "source")
IDS = {
    "consents": "event_id",
    "relationships": "relationship_id",
    "suppressions": "suppression_id",
    "sends": "send_id",
    "wordings": None,
}
SCOPED = ("consents", "sends")
SAYS_WHO = {"address", "value", "contact_id"}

CAMPAIGN: dict[str, str] = {
    "id": "mutation",
    "controller": "northpay",
    "channel": "email",
    "purpose": "marketing.newsletter",
    "as_of": "2026-11-24T09:00:00Z",
    "timezone": "Europe/London",
    "policy": "policy.toml",
}


class Fact(NamedTuple):
    """One row of a table; `table` may be `suppressions_late` for a second file."""

    table: str
    cells: dict[str, Any]


class Person(NamedTuple):
    """One row of the audience.

    Attributes:
        name: Who it is; the column `who` carries it through every screening.
        outcome: `kept`, or the first reason of the removal.
        facts: What is known of the person, by default under the row's own address.
        row: The row's cells; without an address it gets one.
    """

    name: str
    outcome: str
    facts: tuple[Fact, ...]
    row: dict[str, Any]


def kept(name: str, *facts: Fact, **row: Any) -> Person:
    return Person(name, KEPT, facts, row)


def removed(name: str, reason: str, *facts: Fact, **row: Any) -> Person:
    return Person(name, reason, facts, row)


def event(action: str, at: str, **cells: Any) -> Fact:
    return Fact("consents", {"action": action, "occurred_at": at, **cells})


def given(at: str = "2026-05-10T10:00:00Z", **cells: Any) -> Fact:
    return event("given", at, **cells)


def confirmed(at: str = "2026-05-10T10:00:00Z", **cells: Any) -> Fact:
    return event("confirmed", at, **cells)


def requested(at: str = "2026-05-10T10:00:00Z", **cells: Any) -> Fact:
    return event("requested", at, **cells)


def withdrawn(at: str = "2026-08-10T10:00:00Z", **cells: Any) -> Fact:
    return event("withdrawn", at, **cells)


def refused(at: str = "2026-08-10T10:00:00Z", **cells: Any) -> Fact:
    return event("refused", at, **cells)


def dealing(kind: str, at: str = "2026-05-10T10:00:00Z", **cells: Any) -> Fact:
    ours = {"controller": "northpay", "role": "controller", "occurred_at": at}
    return Fact("relationships", {**ours, "kind": kind, **cells})


def suppressed(
    reason: str = "unsubscribed",
    at: str = "2026-08-10T10:00:00Z",
    file: str = "suppressions",
    **cells: Any,
) -> Fact:
    return Fact(file, {"reason": reason, "effective_from": at, **cells})


def sent(at: str, **cells: Any) -> Fact:
    return Fact("sends", {"controller": "northpay", "sent_at": at, **cells})


def wording(name: str, invalidated: str | None = None) -> Fact:
    return Fact("wordings", {"wording": name, "invalidated_at": invalidated})


@dataclass(frozen=True)
class World:
    """A campaign and everything it reads.

    Attributes:
        name: What the table of mutations calls it.
        people: The audience, in order.
        policies: File name to what it says.
        campaign: Keys of the campaign that differ from `CAMPAIGN`, as TOML values.
        sections: More of the campaign file.
        entries: More lines of a table's entry.
        facts: Rows that are about nobody.
        defaults: Cells of every row of a table that does not say otherwise.
        types: Columns of a table that is written as Parquet, with their types.
        refusal: The error that stops the screening, so that nobody may be kept.
    """

    name: str
    people: tuple[Person, ...]
    policies: Mapping[str, str]
    campaign: Mapping[str, str] = field(default_factory=dict)
    sections: str = ""
    entries: Mapping[str, str] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    defaults: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    types: Mapping[str, dict[str, pl.DataType]] = field(default_factory=dict)
    refusal: str = ""

    @property
    def said(self) -> dict[str, str]:
        return {**CAMPAIGN, **self.campaign}

    def write(self, folder: Path) -> Path:
        """Write the campaign, its policies and tables; return the campaign file."""
        for name, content in self.policies.items():
            (folder / name).write_text(content, "utf-8")
        text = "[campaign]\n"
        text += "".join(f"{key} = {_toml(value)}\n" for key, value in self.said.items())
        text += self.sections
        names = set()
        for name, rows in self.tables().items():
            table = name.partition("_")[0]
            types = self.types.get(table)
            form = "parquet" if types else "csv"
            put(frame_of(rows, types or {}), folder / f"{name}.{form}")
            if table not in names:
                names.add(table)
                stem = table if table == "audience" else f"{table}*"
                text += f'\n[tables.{table}]\npath = "{stem}.{form}"\n'
                text += self.entries.get(table, "")
        path = folder / "campaign.toml"
        path.write_text(text, "utf-8")
        return path

    def tables(self) -> dict[str, list[dict[str, Any]]]:
        """Return the rows of each file, ids included."""
        point = POINTS[self.said["channel"]]
        tables: dict[str, list[dict[str, Any]]] = {"audience": []}
        facts = list(self.facts)
        for number, person in enumerate(self.people):
            row = {"who": person.name, "country": "GB", **person.row}
            if point not in row:
                row[point] = made_up(point, person.name, number)
            tables["audience"].append(row)
            facts += [_about(fact, row[point]) for fact in person.facts]
        for number, fact in enumerate(facts):
            tables.setdefault(fact.table, []).append(self._filled(fact, number))
        return tables

    def _filled(self, fact: Fact, number: int) -> dict[str, Any]:
        table = fact.table.partition("_")[0]
        scope = {"channel": self.said["channel"], "purpose": self.said["purpose"]}
        cells = {**scope, "controller": "northpay"} if table in SCOPED else {}
        named = {IDS[table]: f"{table[0]}{number:03}"} if IDS[table] else {}
        return {**named, **cells, **self.defaults.get(table, {}), **fact.cells}


def made_up(point: str, name: str, number: int) -> str:
    """Return an address that nobody has."""
    if point == "email":
        return f"{name}@example.com"
    return f"020 7946 {number:04}" if point == "phone" else f"{name} 1".upper()


def _about(fact: Fact, address: str | None) -> Fact:
    """Return the fact under the person's own address, unless it says who it is."""
    if fact.table == "wordings" or SAYS_WHO & fact.cells.keys():
        return fact
    column = "value" if fact.table.startswith("suppressions") else "address"
    return Fact(fact.table, {column: address, **fact.cells})


def _toml(value: str) -> str:
    is_plain = value[:1] in {"[", "{"} or (value[:4].isdigit() and "T" in value)
    return value if is_plain else f'"{value}"'


def frame_of(
    rows: list[dict[str, Any]], types: Mapping[str, pl.DataType]
) -> pl.DataFrame:
    """Return rows as text, times of a typed table as their type."""
    names = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return frame.with_columns(_typed(name, kind) for name, kind in types.items())


def _typed(name: str, kind: pl.DataType) -> pl.Expr:
    if isinstance(kind, pl.Date):
        return pl.col(name).str.to_date()
    zone = getattr(kind, "time_zone", None)
    moment = pl.col(name).str.to_datetime(time_zone=zone and "UTC")
    return moment.dt.convert_time_zone(zone) if zone else moment


def put(frame: pl.DataFrame, path: Path) -> None:
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
