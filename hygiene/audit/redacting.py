"""Redacting: a person's rows leave a snapshot, and a signed record says so.

The digests of the rows stay, so that the signed logical hash still proves the rest. The
record is written first: what a killed process leaves is finished by the next call.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit import redactions as recorded
from hygiene.audit.bag import PAYLOAD, TAG_MANIFEST, sha256
from hygiene.audit.comparing import require_key
from hygiene.audit.contents import SCHEMAS
from hygiene.audit.disk import locked, put, read_file, replace_file
from hygiene.audit.failures import FindingsError
from hygiene.audit.loading import Snapshot, open_snapshot, parsed_table
from hygiene.audit.lth1 import row_digests
from hygiene.audit.people import Person, person_of, rows_of
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.record import canonical
from hygiene.audit.rules import instant
from hygiene.audit.sshsig import SigningKey, signer_of
from hygiene.errors import InputError
from hygiene.folders import flush
from hygiene.stable import stable_parquet


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was taken out of a snapshot.

    Attributes:
        snapshot_id: The snapshot.
        record: The name of the signed record.
        rows: File to how many rows left it.
        digest: The SHA-256 of the record, for somebody to keep.
    """

    snapshot_id: str
    record: str
    rows: dict[str, int]
    digest: str

    def __str__(self) -> str:
        """Return what was done, in counts."""
        rows = sum(self.rows.values())
        return (
            f"{rows:,} row(s) of {len(self.rows):,} file(s) of {self.snapshot_id} are "
            f"redacted.\nThe record is redactions/{self.record}; give its hash to "
            f"somebody else:\n{self.digest}"
        )


def redact(  # noqa: PLR0913 - who, when and why are asked by name
    store: str | Path,
    snapshot_id: str,
    address: str | None = None,
    *,
    contact_id: str | None = None,
    key: PseudonymKey,
    signing_key: SigningKey,
    at: datetime,
    by_role: str,
    why: str,
) -> Redaction:
    """Take every row of a person out of a snapshot.

    Args:
        store: The folder with the snapshots.
        snapshot_id: The snapshot.
        address: The person's address; its aliases are the person too.
        contact_id: The controller's own id of the person.
        key: The key of the snapshot.
        signing_key: Signs the record.
        at: The instant of the redaction.
        by_role: Who ordered it, by role.
        why: Why, without naming anybody.

    Raises:
        InputError: Nothing of the person is there, or something given cannot be used.
        FindingsError: The snapshot is not as it was signed.
        LockedError: Somebody else is writing to the store.
    """
    store = Path(store)
    if "@" in why or "@" in by_role:
        raise InputError("The reason of a redaction names no address: it is kept.")
    snapshot = open_snapshot(store, snapshot_id)
    require_key(snapshot, key)
    person = person_of(snapshot, key, address, contact_id)
    with locked(store):
        known = _known(store, signing_key)
        _finish(store, known, snapshot)
        changes = [*_changes(snapshot, person)]
        if not changes:
            raise InputError(f"'{snapshot_id}' holds no row of this person.")
        number = (known.numbers or {}).get(snapshot_id, 0) + 1
        said = {"at": instant(at), "by_role": by_role, "why": why, "number": number}
        content = canonical({**_record(snapshot, changes), **said})
        name, signature = recorded.record_names(snapshot_id, number)
        _write_record(store, {signature: signing_key.sign(content), name: content})
        for change in changes:
            replace_file(snapshot.path / PAYLOAD / change.file, change.content)
    rows = {change.file: len(change.tombstones) for change in changes}
    return Redaction(snapshot_id, name, rows, sha256(content))


def _record(snapshot: Snapshot, changes: Sequence[_Change]) -> dict[str, Any]:
    """Return what a record says of the files."""
    return {
        "schema": recorded.SCHEMA,
        "snapshot_id": snapshot.snapshot_id,
        "head": sha256(read_file(snapshot.path / TAG_MANIFEST) or b""),
        "files": [change.to_dict() for change in changes],
    }


@dataclass(frozen=True, slots=True)
class _Change:
    """A file, and what it becomes."""

    file: str
    old: str
    content: bytes
    tombstones: list[str]

    def to_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "old_sha256": self.old,
            "new_sha256": sha256(self.content),
            "tombstones": self.tombstones,
        }


def _changes(snapshot: Snapshot, person: Person) -> Iterator[_Change]:
    for output in snapshot.record["outputs"]:
        table, file = output["table"], output["file"]
        if table not in SCHEMAS:
            yield from _bridge_change(snapshot, person, file)
            continue
        old = read_file(snapshot.path / PAYLOAD / file) or b""
        frame = parsed_table(old, file, table)
        marked = frame.with_columns(_gone=rows_of(table, person))
        yield from _change(file, old, frame, marked["_gone"])


def _bridge_change(snapshot: Snapshot, person: Person, file: str) -> Iterator[_Change]:
    old = read_file(snapshot.path / PAYLOAD / file) or b""
    frame = parsed_table(old, file, "bridge")
    yield from _change(file, old, frame, frame["pid_new"].is_in(person.pids))


def _change(
    file: str, old: bytes, frame: pl.DataFrame, gone: pl.Series
) -> Iterator[_Change]:
    if gone.any():
        tombstones = sorted(row_digests(frame.filter(gone)))
        yield _Change(
            file, sha256(old), stable_parquet(frame.filter(~gone)), tombstones
        )


def _known(store: Path, signing_key: SigningKey) -> recorded.Redactions:
    """Return the redactions so far; one that is not ours stops everything.

    Raises:
        FindingsError: A record is damaged, or signed by another key.
    """
    known = recorded.read_redactions(
        store, lambda sig, text: signer_of(sig, text, [signing_key.public]) is not None
    )
    if known.problems:
        said = [problem for _, problem in known.problems]
        raise FindingsError("\n".join(["The records of redactions:", *said]))
    return known


def _write_record(store: Path, files: dict[str, bytes]) -> None:
    """Write a record, its signature first: a record without one counts for nothing."""
    folder = store / recorded.FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    for name, content in files.items():
        (folder / name).unlink(missing_ok=True)
        put(folder / name, content)
    flush(folder)
    flush(store)


def _finish(store: Path, known: recorded.Redactions, snapshot: Snapshot) -> None:
    """Finish what a killed process recorded and did not do.

    Raises:
        FindingsError: The rows that are to go lead to other bytes than recorded.
    """
    tables = {one["file"]: one["table"] for one in snapshot.record["outputs"]}
    for one in known.files:
        path = store / one.snapshot_id / PAYLOAD / one.file
        content = read_file(path)
        if one.snapshot_id != snapshot.snapshot_id or content is None:
            continue
        if sha256(content) == one.old:
            frame = parsed_table(content, one.file, tables[one.file])
            gone = pl.Series(row_digests(frame)).is_in(one.tombstones)
            new = stable_parquet(frame.filter(~gone))
            if sha256(new) != one.new:
                raise FindingsError(
                    f"'{one.file}' cannot be redacted as it was recorded; use the "
                    "version of the toolkit that recorded it."
                )
            replace_file(path, new)
