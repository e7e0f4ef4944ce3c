"""Forgetting: the plan of an erasure, its record, and what goes on blocking.

GDPR and UK GDPR art. 17. The given files are never edited: other systems wrote them.
Nothing that is written here holds an address.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit.disk import put
from hygiene.audit.people import person
from hygiene.audit.pids import POINTS, Kind, PseudonymKey
from hygiene.audit.redacting import Redaction, redact
from hygiene.audit.requests.accounting import (
    PLAN,
    RECORD,
    SIGNATURE,
    TOMBSTONES,
    contents,
    line,
    write_copies,
)
from hygiene.audit.requests.cleaning import can_be_cleaned
from hygiene.audit.requests.planning import Fate, Planned, planned
from hygiene.audit.requests.tombstones import tombstones
from hygiene.audit.requests.tracing import CampaignLike, Trace, trace
from hygiene.audit.sshsig import SigningKey
from hygiene.display.page import Display, Table
from hygiene.errors import InputError
from hygiene.folders import Maker, check_replaceable, new_folder
from hygiene.masking import is_personal
from hygiene.tables import SUPPRESSIONS
from hygiene.text import counted

_OURS = {PLAN, TOMBSTONES, RECORD, SIGNATURE}
_MAKER = Maker("an erasure", "--out", lambda path: path.name in _OURS)
_COPIES = Maker("an erasure", "--apply-to", lambda _: False)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What must go about a person, what stays and why; nothing was done yet.

    Attributes:
        trace: What is held.
        at: The instant of the erasure.
        ordered_by: Who ordered it, by role.
        reason: Why, naming nobody.
        rows: What becomes of each row.
        tombstones: The suppressions table that goes on blocking the person.
        pid: The person's pseudonym, where a key was given.
        store: The store of snapshots that was asked.
        key: The key that was given.
    """

    trace: Trace
    at: datetime
    ordered_by: str
    reason: str
    rows: Sequence[Planned]
    tombstones: pl.DataFrame
    pid: str | None = None
    store: Path | None = None
    key: PseudonymKey | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held that could go, or that others must decide."""
        goes = any(one.fate is not Fate.STAY for one in self.rows)
        return not goes and not self.trace.snapshots

    @property
    def kid(self) -> str | None:
        """The public name of the key that was given."""
        return self.key.kid if self.key else None

    def of(self, fate: Fate) -> list[Planned]:
        """Return the rows of one fate, in order."""
        return [one for one in self.rows if one.fate is fate]

    def write(
        self,
        out: str | Path,
        *,
        apply_to: str | Path | None = None,
        signing_key: SigningKey | None = None,
    ) -> Path:
        """Write the plan, the tombstones and the record, all or nothing (mode 0600).

        Args:
            out: Folder for `erase.csv`, `suppressions_erased.csv`, `erasure.json` and,
                with a signing key, `erasure.json.sig`.
            apply_to: A new folder for copies of the files without the rows that go.
            signing_key: Signs the record.

        Raises:
            InputError: Nothing is to be done, or a folder cannot be written.
        """
        if self.is_empty:
            raise InputError("Nothing about this person can go, so nothing is written.")
        out, copies = Path(out), Path(apply_to) if apply_to is not None else None
        check_replaceable(out, _MAKER)
        with ExitStack() as stack:
            new = stack.enter_context(new_folder(out, _MAKER))
            copied: list[dict[str, Any]] = []
            if copies is not None:
                if copies.resolve() == out.resolve():
                    raise InputError("--out and --apply-to are two folders.")
                folder = stack.enter_context(new_folder(copies, _COPIES))
                copied = [*write_copies(self, folder)]
            for name, content in contents(self, copied, signing_key).items():
                put(new / name, content)
        return out

    def redact(self, signing_key: SigningKey) -> list[Redaction]:
        """Take the person's rows out of every snapshot that was asked, on record.

        Raises:
            InputError: No store was named.
            FindingsError: A snapshot is not as it was signed.
            LockedError: Somebody else is writing to the store.
        """
        if self.store is None or self.key is None:
            raise InputError("Name the store of snapshots and its key to redact it.")
        return [*self._redactions(self.store, self.key, signing_key)]

    def headline(self) -> str:
        """Return in one sentence what is to be done."""
        if self.is_empty:
            return f"{self.trace.headline()} Nothing of it can go."
        goes, stays = len(self.of(Fate.ERASE)), len(self.of(Fate.STAY))
        return (
            f"{counted(goes, 'row')} must go, {counted(stays, 'row')} may stay; "
            f"{counted(self.tombstones.height, 'row')} without an address go on "
            "blocking the person."
        )

    def remarks(self) -> Iterator[str]:
        """Yield what else a person must do."""
        yield from self.trace.remarks()
        if self.of(Fate.OTHER):
            others = counted(len(self.of(Fate.OTHER)), "row")
            yield f"Other controllers answer for {others}: pass the request on."
        by_hand = {
            one.record.file
            for one in self.of(Fate.ERASE)
            if not can_be_cleaned(one.record.held.source)
        }
        if by_hand:
            yield (
                f"{counted(len(by_hand), 'file')} of other systems must be cleaned "
                "where they come from; their rows stand in the plan."
            )
        if self.trace.snapshots:
            held = sum(kept.rows for kept in self.trace.snapshots)
            yield f"Snapshots hold {counted(held, 'row')}, as pseudonyms."

    def _redactions(
        self, store: Path, key: PseudonymKey, signing_key: SigningKey
    ) -> Iterator[Redaction]:
        asked, names = self.trace.asked, self.trace.names
        linked = [(None, one) for one in sorted(names.linked_ids - names.shared)]
        for address, contact_id in [(asked.address, asked.contact_id), *linked]:
            held = person(store, address, contact_id=contact_id, key=key)
            for snapshot in sorted({row["snapshot"] for row in held.rows}):
                yield redact(
                    store,
                    snapshot,
                    address,
                    contact_id=contact_id,
                    key=key,
                    signing_key=signing_key,
                    at=self.at,
                    by_role=self.ordered_by,
                    why=self.reason,
                )

    def _display(self) -> Display:
        lines = [
            [one.fate.value, *line(self, one).values(), one.why] for one in self.rows
        ]
        heads = ["Fate", "File", "Table", "Row", "Record", "Why"]
        return Display(
            self.headline(),
            remarks=[*self.remarks()],
            tables=[Table("Rows", heads, lines)],
            next=['erasure.write("erasure", apply_to="cleaned")'],
        )

    def __str__(self) -> str:
        """Return the plan; it names nobody."""
        return self._display().text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._display().html()


def forget(
    address: str | None = None,
    campaigns: Sequence[CampaignLike] = (),
    *,
    contact_id: str | None = None,
    at: datetime,
    ordered_by: str,
    reason: str,
    snapshots: str | Path | None = None,
    key: PseudonymKey | None = None,
) -> Erasure:
    """Plan the erasure of one person; nothing is changed.

    Args:
        address: The person's address, in any spelling.
        campaigns: Whose tables are searched; see `trace`.
        contact_id: The controller's own id, instead or as well.
        at: The instant from which the person stays erased. Only a consent of their own
            that comes after it lifts that.
        ordered_by: Who ordered it, by role.
        reason: Why, such as the number of a request; it names nobody.
        snapshots: A store of snapshots, to be asked too.
        key: Makes the pseudonym in the record; the key of the store.

    Raises:
        InputError: The address cannot be read, a table cannot be used, or the role or
            the reason names somebody.
    """
    for said in (ordered_by, reason):
        if not said.strip() or is_personal(said):
            raise InputError(
                "Say who ordered the erasure, by role, and why, without an address or "
                "a number: both are kept."
            )
    store_key = key if snapshots is not None else None
    found = trace(
        address,
        campaigns,
        contact_id=contact_id,
        at=at,
        snapshots=snapshots,
        key=store_key,
    )
    rows = planned(found.records, {one["controller"] for one in found.campaigns})
    goes = [one.record for one in rows if one.fate is Fate.ERASE]
    keys = found.names.strict | found.names.wide | _keys(goes)
    replaced = [one for one in goes if one.table == SUPPRESSIONS.name]
    left = tombstones(keys, found.asked.contact_id, replaced, at)
    store = Path(snapshots) if snapshots is not None else None
    pid = _pid(found, key) if key else None
    return Erasure(found, at, ordered_by, reason, rows, left, pid, store, key)


def _keys(records: Sequence[Any]) -> frozenset[str]:
    names = ("strict_key", "wide")
    found = (one.canonical[name] for one in records for name in names)
    return frozenset(key for key in found if key)


def _pid(found: Trace, key: PseudonymKey) -> str:
    if found.names.strict:
        channel = found.asked.channel(found.campaigns[0]["channel"])
        return key.pid(POINTS[channel], min(found.names.strict))
    return key.pid(Kind.PERSON, found.asked.contact_id or "")
