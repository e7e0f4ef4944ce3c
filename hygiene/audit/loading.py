"""A snapshot as it lies in a store, read back; nothing here is written."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import polars as pl
from polars.exceptions import PanicException

from hygiene.audit.bag import INFO, PAYLOAD, TAG_MANIFEST, BagInfo, sha256
from hygiene.audit.contents import BRIDGE, SCHEMAS
from hygiene.audit.disk import is_folder, read_file
from hygiene.audit.failures import FindingsError, SchemaError, StoreError
from hygiene.audit.ids import SNAPSHOT_ID
from hygiene.audit.rules import campaign_of
from hygiene.campaign import Campaign

SCHEMA = "audit-snapshot/1"
RECORD = "snapshot.json"
RULES = "rules.json"
COMPARISON = "comparison.json"
BRIDGE_FILE = "bridge.parquet"
_DEEPEST = 10_000_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot.

    Attributes:
        path: Its folder.
        record: The content of `snapshot.json`.
    """

    path: Path
    record: dict[str, Any]

    @property
    def snapshot_id(self) -> str:
        """Its name."""
        return str(self.record["snapshot_id"])

    @property
    def kid(self) -> str:
        """The public name of the key of its pseudonyms."""
        return str(self.record["pseudonymisation"]["kid"])

    @property
    def campaigns(self) -> list[dict[str, Any]]:
        """What `snapshot.json` says of each campaign."""
        return list(self.record["campaigns"])

    def rules(self) -> dict[str, Campaign]:
        """Return each campaign made of its stored rules, by the prefix of its files."""
        said = parsed(self.payload(RULES), RULES)
        return {prefix: campaign_of(rules) for prefix, rules in said.items()}

    def table(self, prefix: str, table: str) -> pl.DataFrame:
        """Return a table as it lies there.

        Raises:
            FindingsError: It is not there or cannot be read.
        """
        name = f"{prefix}_{table}.parquet"
        return parsed_table(self.payload(name), name, table)

    def tables(self, prefix: str) -> dict[str, pl.DataFrame]:
        """Return every table of a campaign by its name."""
        return {table: self.table(prefix, table) for table in SCHEMAS}

    def bridge(self) -> pl.DataFrame | None:
        """Return the pseudonyms of the key before and of this one, if a key changed."""
        listed = any(one["file"] == BRIDGE_FILE for one in self.record["outputs"])
        if not listed:
            return None
        return parsed_table(self.payload(BRIDGE_FILE), BRIDGE_FILE, "bridge")

    def comparison(self) -> dict[str, Any]:
        """Return what was compared with the snapshot before, when this one was made."""
        return parsed(self.payload(COMPARISON), COMPARISON)

    def json(self, name: str) -> dict[str, Any]:
        """Return the content of a JSON file, such as what a gate said.

        Raises:
            FindingsError: It is not there or cannot be read.
        """
        return parsed(self.payload(name), name)

    def payload(self, name: str) -> bytes:
        """Return the content of a file below `data`.

        Raises:
            FindingsError: It is not there.
        """
        content = read_file(self.path / PAYLOAD / name)
        if content is None:
            raise FindingsError(f"'{self.path.name}' lacks the file '{name}'.")
        return content


def open_snapshot(store: str | Path, snapshot_id: str) -> Snapshot:
    """Return a snapshot of a store. It is not verified here.

    Raises:
        StoreError: There is none of that name.
        SchemaError: It is in an unknown form.
        FindingsError: Its record cannot be read.
    """
    path = Path(store) / snapshot_id
    if not SNAPSHOT_ID.fullmatch(snapshot_id) or not is_folder(path):
        raise StoreError("There is no snapshot of that name in the store.")
    return read_snapshot(path)


def read_snapshot(path: Path) -> Snapshot:
    """Return the snapshot in a folder; see `open_snapshot`.

    Raises:
        SchemaError: It is in an unknown form.
        FindingsError: Its record cannot be read.
    """
    content = read_file(path / PAYLOAD / RECORD)
    if content is None:
        raise FindingsError(f"'{path.name}' lacks the file '{RECORD}'.")
    record = parsed(content, RECORD)
    if record.get("schema") != SCHEMA:
        raise SchemaError(f"'{path.name}' is not in the form '{SCHEMA}'.")
    return Snapshot(path, record)


def snapshot_names(store: str | Path) -> list[str]:
    """Return the names of the snapshots of a store, sorted.

    Raises:
        StoreError: The folder is no store.
    """
    store = Path(store)
    if not is_folder(store):
        raise StoreError(f"'{store.name}' is not a store of snapshots.")
    return sorted(
        path.name for path in store.iterdir() if SNAPSHOT_ID.fullmatch(path.name)
    )


def parsed(content: bytes, name: str) -> dict[str, Any]:
    """Return a JSON object in which no key repeats and no number is odd.

    Raises:
        FindingsError: It is none; the message holds nothing of it.

    >>> parsed(b'{"a": 1}', "a.json")
    {'a': 1}
    """
    try:
        found = json.loads(
            content, object_pairs_hook=_once, parse_constant=_odd, parse_float=_odd
        )
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or len(content) > _DEEPEST:
        raise FindingsError(f"'{name}' is not a JSON object as snapshots hold it.")
    return found


def parsed_table(content: bytes, name: str, table: str) -> pl.DataFrame:
    """Return a Parquet file's rows, its columns as they must be.

    Raises:
        FindingsError: It cannot be read, or has other columns.
    """
    try:
        frame = pl.read_parquet(io.BytesIO(content))
    except (Exception, PanicException):  # noqa: BLE001 - a damaged file may raise any
        raise FindingsError(f"'{name}' cannot be read as Parquet.") from None
    if frame.schema != {**SCHEMAS, "bridge": BRIDGE}[table]:
        raise FindingsError(f"'{name}' does not have the columns of its table.")
    return frame


@dataclass(frozen=True, slots=True)
class Link:
    """One snapshot in the chain.

    Attributes:
        snapshot_id: The snapshot.
        head: The SHA-256 of its tag manifest.
        info: What its `bag-info.txt` says.
    """

    snapshot_id: str
    head: str
    info: BagInfo


def links(store: str | Path) -> Iterator[Link]:
    """Yield the link of every snapshot whose tag files can be read."""
    for name in snapshot_names(store):
        link = link_of(Path(store) / name)
        if link is not None:
            yield link


def link_of(folder: Path) -> Link | None:
    """Return the link of a snapshot, or None where its tag files cannot be read."""
    tags, info = read_file(folder / TAG_MANIFEST), read_file(folder / INFO)
    said = BagInfo.parse((info or b"").decode("utf-8", "replace"))
    return Link(folder.name, sha256(tags), said) if tags and said else None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key repeats")
    return found


def _odd(_text: str) -> NoReturn:
    raise ValueError("no such number")
