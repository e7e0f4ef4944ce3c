"""Accounting: the files of an erasure, none of which holds an address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from hygiene.audit.bag import sha256
from hygiene.audit.pids import SCHEME, PseudonymKey
from hygiene.audit.record import canonical
from hygiene.audit.requests.cleaning import can_be_cleaned, write_without
from hygiene.audit.requests.planning import Fate, Planned
from hygiene.audit.requests.reading import HeldFile
from hygiene.audit.rules import instant
from hygiene.audit.sshsig import SigningKey
from hygiene.errors import InputError
from hygiene.masking import is_personal
from hygiene.sources.files import FORMATS, Source, file_sha256
from hygiene.text import guarded_csv

if TYPE_CHECKING:
    from hygiene.audit.requests.forgetting import Erasure

SCHEMA = "audience-erasure/1"
PLAN, TOMBSTONES, RECORD = "erase.csv", "suppressions_erased.csv", "erasure.json"
SIGNATURE = f"{RECORD}.sig"
WITHHELD = "(withheld: it names somebody)"

_FEW_ROWS = 1000
_TOMBSTONES = (
    "Digests that stop a new import of the person: GDPR art. 17(3)(b), 21(3). They are "
    "still personal data."
)
_KEPT = "This record proves that the request was met: GDPR art. 5(2), 17(3)(e)."
_PLAN_SCHEMA = pl.Schema(
    {"file": pl.String, "table": pl.String, "row": pl.UInt32, "record_id": pl.String}
)


def contents(
    erasure: Erasure, copied: list[dict[str, Any]], signing_key: SigningKey | None
) -> dict[str, bytes]:
    """Return the files of an erasure: name to content.

    Args:
        erasure: The erasure.
        copied: What `write_copies` said of each copy.
        signing_key: Signs the record; None leaves it unsigned.
    """
    goes = [line(erasure, one) for one in erasure.of(Fate.ERASE)]
    plan = pl.DataFrame(goes, _PLAN_SCHEMA)
    texts = {
        PLAN: guarded_csv(plan),
        TOMBSTONES: erasure.tombstones.write_csv(),
    }
    files = {name: text.encode() for name, text in texts.items()}
    digests = {name: sha256(content) for name, content in files.items()}
    said = {**_record(erasure), "outputs": digests, "copies": copied}
    files[RECORD] = canonical(said)
    if signing_key is not None:
        files[SIGNATURE] = signing_key.sign(files[RECORD])
    return files


def write_copies(erasure: Erasure, folder: Path) -> Iterator[dict[str, Any]]:
    """Write copies of the files without the rows that go; yield what to say of each.

    Raises:
        InputError: Two files have one name, or a copy would not be right.
    """
    for held, rows in _places(erasure):
        source = held.source
        if not can_be_cleaned(source):
            continue
        target = folder / _name(erasure, source)
        if target.exists():
            raise InputError(
                f"Two files would be called '{target.name}'. Erase with one campaign "
                "after the other, or give each file a name of its own."
            )
        write_without(source, rows, target)
        yield {
            "file": target.name,
            "sha256": file_sha256(target),
            "rows": held.height - len(rows),
        }


def line(erasure: Erasure, one: Planned) -> dict[str, Any]:
    """Return where a row stands, in words that name nobody."""
    return {
        "file": _safe(erasure, one.record.file),
        "table": one.record.table,
        "row": one.record.row,
        "record_id": _safe(erasure, one.record.record_id),
    }


def _record(erasure: Erasure) -> dict[str, Any]:
    counts = Counter((one.fate, one.record.table) for one in erasure.rows)
    pid = erasure.pid and {"scheme": SCHEME, "kid": erasure.kid, "pid": erasure.pid}
    return {
        "schema": SCHEMA,
        "at": instant(erasure.at),
        "ordered_by": erasure.ordered_by,
        "reason": erasure.reason,
        "person": pid,
        "campaigns": [dict(campaign) for campaign in erasure.trace.campaigns],
        "counts": {
            fate.value: {table: n for (of, table), n in counts.items() if of is fate}
            for fate in Fate
        },
        "tombstones": {"rows": erasure.tombstones.height, "why": _TOMBSTONES},
        "record": _KEPT,
        "files": [*_files(erasure)],
        "stays": _explained(erasure, Fate.STAY),
        "check": _explained(erasure, Fate.CHECK),
        "other_controllers": _explained(erasure, Fate.OTHER),
        "snapshots": [kept.to_dict() for kept in erasure.trace.snapshots or ()],
    }


def _explained(erasure: Erasure, fate: Fate) -> list[dict[str, Any]]:
    return [
        {
            **line(erasure, one),
            "controller": _safe(erasure, one.record.controller),
            "why": one.why,
        }
        for one in erasure.of(fate)
    ]


def _files(erasure: Erasure) -> Iterator[dict[str, Any]]:
    for held, rows in _places(erasure):
        yield {
            "table": held.table,
            "file": _safe(erasure, held.source.label),
            "digest": _digest(held, erasure.key),
            "rows_to_erase": len(rows),
            "cleaned_by": "copy" if can_be_cleaned(held.source) else "its system",
        }


def _digest(held: HeldFile, key: PseudonymKey | None) -> dict[str, str] | None:
    """Return the digest of a file; with a key, that of a small one is keyed.

    The hash of a short list can be guessed.
    """
    digest = held.source.sha256()
    if digest is None:
        return None
    if key is None or held.height >= _FEW_ROWS:
        return {"alg": "sha256", "value": digest}
    value = key.digest(digest.encode())
    return {"alg": "hmac-sha256", "kid": key.kid, "value": value}


def _places(erasure: Erasure) -> list[tuple[HeldFile, set[int]]]:
    """Return each file that loses rows, with their numbers."""
    found: dict[str, tuple[HeldFile, set[int]]] = {}
    for one in erasure.of(Fate.ERASE):
        held = one.record.held
        found.setdefault(held.place, (held, set()))[1].add(one.record.row)
    return list(found.values())


def _name(erasure: Erasure, source: Source) -> str:
    """Return the name of a copy: the file's own, unless that names the person."""
    if _safe(erasure, source.label) == source.label:
        return source.label
    suffix = next(end for end, kind in FORMATS.items() if kind == source.format)
    return f"renamed{suffix}"


def _safe(erasure: Erasure, text: str | None) -> str:
    """Return a text, withheld where it may name the person."""
    names, folded = erasure.trace.names, (text or "").lower()
    own = names.keys | names.linked_keys
    if is_personal(folded) or any(key.lower() in folded for key in own):
        return WITHHELD
    return text or ""
