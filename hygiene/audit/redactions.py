"""Signed records of rows that were taken out of a snapshot later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hygiene.audit.bag import sha256
from hygiene.audit.disk import is_folder, read_file
from hygiene.audit.failures import FindingsError
from hygiene.audit.ids import SNAPSHOT_ID
from hygiene.audit.loading import parsed

FOLDER = "redactions"
SCHEMA = "audit-redaction/1"
_NAME = re.compile(rf"({SNAPSHOT_ID.pattern})-([1-9][0-9]{{0,3}})\.json")
_SIG = ".sig"

Trusted = Callable[[bytes, bytes], bool]
"""Says whether a signature over a message is one of a trusted key."""


@dataclass(frozen=True, slots=True)
class Redacted:
    """One file that was redacted once.

    Attributes:
        snapshot_id: The snapshot.
        file: The file below `data`.
        old: Its SHA-256 before.
        new: Its SHA-256 since.
        tombstones: The digests of the rows that are gone.
    """

    snapshot_id: str
    file: str
    old: str
    new: str
    tombstones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redactions:
    """Every redaction of a store, in order.

    Attributes:
        files: What was redacted.
        numbers: Snapshot to how many records it has.
        problems: What is wrong with the records.
        heads: Snapshot to the tag manifests that the records name.
    """

    files: tuple[Redacted, ...] = ()
    numbers: dict[str, int] | None = None
    problems: tuple[tuple[str, str], ...] = ()
    heads: tuple[tuple[str, str], ...] = ()

    def of(self, snapshot_id: str, file: str, signed: str) -> list[Redacted]:
        """Return the redactions of a file, each following on the one before."""
        line, digest = [], signed
        for one in self.files:
            if (one.snapshot_id, one.file, one.old) == (snapshot_id, file, digest):
                line.append(one)
                digest = one.new
        return line


def read_redactions(store: Path, trusted: Trusted) -> Redactions:
    """Return every redaction of a store whose signature is trusted."""
    folder = store / FOLDER
    if not is_folder(folder):
        return Redactions()
    names = sorted(path.name for path in folder.iterdir())
    files: list[Redacted] = []
    heads: list[tuple[str, str]] = []
    numbers: dict[str, int] = {}
    problems = [
        (FOLDER, f"'{name}' does not belong there.") for name in _foreign(names)
    ]
    records = [found for name in names if (found := _NAME.fullmatch(name))]
    for found in sorted(records, key=lambda one: (one[1], int(one[3]))):
        name, snapshot_id, number = found[0], found[1], int(found[3])
        content, signature = (
            read_file(folder / name),
            read_file(folder / f"{name}{_SIG}"),
        )
        expected = numbers[snapshot_id] = numbers.get(snapshot_id, 0) + 1
        if content is None or not trusted(signature or b"", content):
            problems.append((FOLDER, f"'{name}' is not signed by a trusted key."))
            continue
        said = _record(content, name)
        if said is None or said["snapshot_id"] != snapshot_id or number != expected:
            problems.append((FOLDER, f"'{name}' is not the record it should be."))
            continue
        files += _files(said)
        heads.append((snapshot_id, said["head"]))
    return Redactions(tuple(files), numbers, tuple(problems), tuple(heads))


def record_names(snapshot_id: str, number: int) -> tuple[str, str]:
    """Return the names of a record and of its signature.

    >>> record_names("2026Q1", 2)
    ('2026Q1-2.json', '2026Q1-2.json.sig')
    """
    name = f"{snapshot_id}-{number}.json"
    return name, f"{name}{_SIG}"


def _foreign(names: list[str]) -> Iterator[str]:
    for name in names:
        record = name.removesuffix(_SIG)
        if not _NAME.fullmatch(record) or record not in names:
            yield name


def _record(content: bytes, name: str) -> dict[str, Any] | None:
    try:
        said = parsed(content, name)
        _ = _files(said), said["head"], said["snapshot_id"]
    except (FindingsError, KeyError, TypeError):
        return None
    return said if said.get("schema") == SCHEMA else None


def _files(said: dict[str, Any]) -> list[Redacted]:
    return [
        Redacted(
            said["snapshot_id"],
            file["file"],
            file["old_sha256"],
            file["new_sha256"],
            tuple(file["tombstones"]),
        )
        for file in said["files"]
    ]


def digest_of(content: bytes | None) -> str | None:
    """Return the SHA-256 of a file, or None where there is none.

    >>> digest_of(None) is None
    True
    """
    return None if content is None else sha256(content)
