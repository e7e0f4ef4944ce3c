"""Planning: which rows go, which stay and why, and which others must decide.

GDPR and UK GDPR art. 17. What still blocks stays, as a digest or an id (art. 17(3)(b),
(e), 21(3)): without it the next import would bring the person back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hygiene.audit.requests.matching import How
from hygiene.audit.requests.records import Record
from hygiene.masking import is_personal
from hygiene.tables import SUPPRESSIONS
from hygiene.vocabulary import ANY, Match, Role


class Fate(StrEnum):
    """What becomes of a row."""

    ERASE = "erase"
    STAY = "stay"
    CHECK = "check"
    OTHER = "other controller"


@dataclass(frozen=True, slots=True)
class Planned:
    """A row and what becomes of it.

    Attributes:
        record: The row.
        fate: What becomes of it.
        why: Why, in a sentence that names nobody.
    """

    record: Record
    fate: Fate
    why: str


def planned(records: Sequence[Record], controllers: Collection[str]) -> list[Planned]:
    """Return what becomes of each row.

    Args:
        records: What is held about the person.
        controllers: Who orders the erasure; what others answer for is theirs.
    """
    return [Planned(one, *_fate(one, controllers)) for one in records]


def _fate(record: Record, controllers: Collection[str]) -> tuple[Fate, str]:
    check, stays, other = _to_check(record), _stays(record), _other(record, controllers)
    if check:
        return Fate.CHECK, check
    if stays:
        return Fate.STAY, stays
    if other:
        return Fate.OTHER, other
    if record.table == SUPPRESSIONS.name:
        return Fate.ERASE, "Replaced by digests with its own reason and scope."
    return Fate.ERASE, "Erased on request."


def _to_check(record: Record) -> str:
    """Return why a person must look at a row first; else nothing."""
    if record.how is How.MENTION:
        return "Its text mentions the address: take that out, if it is there."
    if record.is_doubtful:
        return "What leads here names somebody else too: look at it."
    if record.table == SUPPRESSIONS.name and not record.keeps_contract:
        return "It breaks its table's contract: mend it, or it cannot be replaced."
    return ""


def _other(record: Record, controllers: Collection[str]) -> str:
    """Return why another controller decides; else nothing."""
    if not record.controller or record.controller in {*controllers, ANY}:
        return ""
    if record.canonical.get("role") == Role.PROCESSOR:
        return "Held on behalf of this controller: pass the request on."
    return "Another controller answers for it: pass the request on."


def _stays(record: Record) -> str:
    """Return why a row may stay; else nothing."""
    if record.how is How.WORDING:
        return "A text of consent; it names nobody."
    return _still_blocks(record) if record.table == SUPPRESSIONS.name else ""


def _still_blocks(record: Record) -> str:
    """Return why a suppression may stay: it holds no address; else nothing."""
    match = record.canonical.get("match")
    if match == Match.ADDRESS:
        return ""
    if match == Match.DOMAIN:
        return "It names a domain and nobody."
    if match == Match.CONTACT_ID:
        # An id that is an address must go; the digests of the address block instead.
        is_id = not is_personal(record.canonical.get("value") or "")
        return "It names an id alone, and still blocks it." if is_id else ""
    return "It holds a digest alone, and still blocks a new import."
