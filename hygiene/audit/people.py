"""One person in snapshots: found by address or id, with the key and not without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit.comparing import require_key
from hygiene.audit.contents import DIGESTS, SCHEMAS
from hygiene.audit.loading import Snapshot, open_snapshot, snapshot_names
from hygiene.audit.lth1 import row_digests
from hygiene.audit.pids import POINTS, Kind, PseudonymKey
from hygiene.campaign import Campaign
from hygiene.errors import InputError
from hygiene.keys.points import with_point


@dataclass(frozen=True, slots=True)
class Person:
    """The pseudonyms of a person in one snapshot.

    Attributes:
        pids: Of addresses.
        wide: Of the mailboxes that they are.
        people: Of contact ids.
        values: Of what else a suppression names them by.
    """

    pids: list[str]
    wide: list[str]
    people: list[str]
    values: list[str]


@dataclass(frozen=True)
class Held:
    """Everything that the snapshots of a store hold of a person.

    Attributes:
        rows: One entry a row: `snapshot`, `campaign`, `table`, `row`, `digest` (what
            the row is in the signed logical hash) and `lth1` (that hash).
    """

    rows: list[dict[str, Any]]

    def __str__(self) -> str:
        """Return the decisions and counts as text."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if not self.rows:
            yield "No snapshot holds a row of this person."
        for held in self.rows:
            if held["table"] == "decisions":
                row = held["row"]
                why = row["basis"] or row["reasons"]
                said = f"{row['decision']} ({why}), policy {row['policy']}"
                yield f"{held['snapshot']} {held['campaign']}: {said}"
        others = [one for one in self.rows if one["table"] != "decisions"]
        for held in others:
            yield f"{held['snapshot']} {held['campaign']}: a row of {held['table']}"


def person(
    store: str | Path,
    address: str | None = None,
    *,
    contact_id: str | None = None,
    key: PseudonymKey,
) -> Held:
    """Return every row that the snapshots of one key hold of a person.

    Nothing is verified here, and snapshots of another key are passed over.

    Args:
        store: The folder with the snapshots.
        address: The person's address.
        contact_id: The controller's own id of the person.
        key: The key.

    Raises:
        InputError: Neither is given, or no snapshot is of this key.
        StoreError: The folder is no store.
    """
    opened = [open_snapshot(store, name) for name in snapshot_names(store)]
    ours = [one for one in opened if one.kid == key.kid]
    if not ours:
        raise InputError(f"No snapshot of the store is of the key {key.kid}.")
    return Held([row for one in ours for row in _held(one, key, address, contact_id)])


def person_of(
    snapshot: Snapshot,
    key: PseudonymKey,
    address: str | None,
    contact_id: str | None,
) -> Person:
    """Return the pseudonyms under which a snapshot holds a person.

    An address is also every other spelling of its mailbox in the snapshot.

    Raises:
        InputError: Neither an address nor an id is given.
    """
    if not (address and address.strip()) and not (contact_id and contact_id.strip()):
        raise InputError("Name the person by an address or a contact id.")
    pids, wide, values = _Names(), _Names(), _Names()
    people = _Names(_pids(key, Kind.PERSON, (contact_id or "").strip()))
    for prefix, campaign in snapshot.rules().items():
        strict, mailbox = _keys(campaign, address)
        kind = POINTS[campaign.channel]
        pids.update(_pids(key, kind, strict))
        wide.update(_pids(key, kind, mailbox))
        audience = snapshot.table(prefix, "audience").filter(
            pl.col("wide").is_in([*wide]) | pl.col("person").is_in([*people])
        )
        pids.update(audience["pid"].drop_nulls())
        wide.update(audience["wide"].drop_nulls())
        for name in DIGESTS:
            values.update(audience[name].drop_nulls())
    return Person(sorted(pids), sorted(wide), sorted(people), sorted(values | people))


_Names = set[str]


def _keys(campaign: Campaign, address: str | None) -> tuple[str | None, str | None]:
    """Return the strict and the wide key of an address, as the campaign reads it."""
    region = pl.lit(campaign.default_region, pl.String)
    given = pl.LazyFrame({"address": [address]}, schema={"address": pl.String})
    read = given.pipe(with_point, "address", campaign.channel, region, validate=False)
    strict, wide = read.select("strict_key", "wide_key").collect().row(0)
    return strict, wide


def _pids(key: PseudonymKey, kind: Kind, text: str | None) -> list[str]:
    return [key.pid(kind, text)] if text else []


def rows_of(table: str, found: Person) -> pl.Expr:
    """Return which rows of a table are a person's."""
    known = {
        "pid": found.pids,
        "wide": found.wide,
        "person": found.people,
        "value": found.values,
    }
    hits = [
        pl.col(name).is_in(values)
        for name, values in known.items()
        if name in SCHEMAS[table]
    ]
    none = pl.lit(value=False)
    return pl.any_horizontal([*hits, none]).fill_null(value=False)


def _held(
    snapshot: Snapshot,
    key: PseudonymKey,
    address: str | None,
    contact_id: str | None,
) -> Iterator[dict[str, Any]]:
    require_key(snapshot, key)
    found = person_of(snapshot, key, address, contact_id)
    names = {said["prefix"]: said["id"] for said in snapshot.campaigns}
    for output in snapshot.record["outputs"]:
        table, prefix = output["table"], output["campaign"]
        if table not in SCHEMAS:
            continue
        rows = snapshot.table(prefix, table).filter(rows_of(table, found))
        digests = row_digests(rows)
        for row, digest in zip(rows.iter_rows(named=True), digests, strict=True):
            yield {
                "snapshot": snapshot.snapshot_id,
                "campaign": names[prefix],
                "table": table,
                "row": row,
                "digest": digest,
                "lth1": output["lth1"],
            }
