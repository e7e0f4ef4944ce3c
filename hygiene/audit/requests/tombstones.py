"""Tombstones: what is kept of an erased person, so that a new import is stopped.

The table is a canonical one of suppressions. It holds digests: SHA-256 of the strict
and of the wide key (contract section 4). Who has an address can tell whether it is one
of them, so the table is still personal data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import polars as pl

from hygiene.audit.requests.records import Record
from hygiene.audit.rules import instant
from hygiene.masking import is_personal
from hygiene.tables import SUPPRESSIONS
from hygiene.times import CALENDAR
from hygiene.vocabulary import ANY, Match, Reason

_ID_DIGITS = 16
_SOURCE = "erasure"


def tombstones(
    keys: Iterable[str],
    contact_id: str | None,
    replaced: Iterable[Record],
    at: datetime,
) -> pl.DataFrame:
    """Return a suppressions table that goes on blocking an erased person.

    Args:
        keys: Strict and wide keys of the person.
        contact_id: The contact id that was named to erase, if any.
        replaced: Suppressions by address that are erased. Each leaves its digests
            with its own reason, scope and times, as a complaint is never lifted.
        at: The instant of the erasure.

    Returns:
        The columns of the contract, as text, without `contact_id`; sorted by id.
    """
    erased: dict[str, str | None] = {
        "reason": Reason.ERASED.value,
        "channel": ANY,
        "purpose": ANY,
        "controller": ANY,
        "effective_from": instant(at),
        "recorded_at": instant(at),
        "source": _SOURCE,
    }
    rows: list[dict[str, str | None]] = [
        *(erased | name for name in _names(sorted(keys), contact_id)),
        *(row for record in replaced for row in _kept(record)),
    ]
    columns = [name for name in SUPPRESSIONS.column_names if name != "contact_id"]
    schema = dict.fromkeys(columns, pl.String)
    frame = pl.DataFrame([{**row, "suppression_id": _id(row)} for row in rows], schema)
    return frame.unique().sort("suppression_id")


def _names(
    keys: Iterable[str], contact_id: str | None
) -> Iterator[dict[str, str | None]]:
    for key in keys:
        digest = hashlib.sha256(key.encode()).hexdigest()
        yield {"match": Match.SHA256.value, "value": digest}
    # An id that is an address would stand here in clear.
    if contact_id and not is_personal(contact_id):
        yield {"match": Match.CONTACT_ID.value, "value": contact_id}


def _kept(record: Record) -> Iterator[dict[str, str | None]]:
    """Yield what is left of one suppression.

    One that begins on a day blocks from its first instant and comes after everything
    that happened on it; two instants say the same.
    """
    said = record.canonical
    keys = sorted({said["strict_key"], said["wide"]} - {None})
    source = said["source"]
    kept = {
        **{name: said[name] for name in ("reason", "channel", "purpose")},
        **{name: said[name] for name in ("controller", "blocks")},
        "effective_until": _until(said),
        "recorded_at": instant(said["recorded_at_first"]),
        "source": None if is_personal(source or "") else source,
    }
    for name in _names(keys, said["contact_id"]):
        for end in ("first", "last"):
            begins = instant(said[f"effective_from_{end}"])
            yield {**kept, **name, "effective_from": begins}


def _until(said: Mapping[str, Any]) -> str | None:
    first, last = said["effective_until_first"], said["effective_until_last"]
    if last is None or last >= CALENDAR[1]:
        return None
    return instant(last if first == last else last + timedelta(microseconds=1))


def _id(row: Mapping[str, str | None]) -> str:
    text = "\n".join(f"{name}={row[name]}" for name in sorted(row))
    return f"erased-{hashlib.sha256(text.encode()).hexdigest()[:_ID_DIGITS]}"
