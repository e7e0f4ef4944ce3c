"""The past: what releases and snapshots decided about a person, and hold of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PanicException

from hygiene.audit.disk import read_file
from hygiene.audit.people import Held, person
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.requests.asked import Asked
from hygiene.audit.requests.records import Record
from hygiene.errors import InputError
from hygiene.tables import AUDIENCE
from hygiene.vocabulary import REASONS, Decision, Reason

_DECISIONS = "decisions.parquet"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a campaign decided about one row of a person.

    Attributes:
        where: The snapshot or the folder of the release that says so.
        campaign: The campaign.
        row: The row of the audience, from 0.
        decision: `keep` or `remove`.
        reasons: Every reason of a removed row.
        basis: The ground of a kept row.
        policy: The policy that decided.
        is_linked: Whether only a contact id that was found on the way leads to it.
    """

    where: str
    campaign: str
    row: int
    decision: str
    reasons: tuple[str, ...]
    basis: str | None
    policy: str
    is_linked: bool = False

    @property
    def why(self) -> str:
        """The decision and its reasons, in plain words."""
        if self.decision == Decision.KEEP:
            return f"You could be written to. The ground was '{self.basis}'."
        said = [REASONS[Reason(reason)].sentence for reason in self.reasons]
        return f"You were not to be written to. {' '.join(said)}"

    def to_dict(self) -> dict[str, Any]:
        """Return it as `trace.json` holds it."""
        return {
            "where": self.where,
            "campaign": self.campaign,
            "row": self.row,
            "decision": self.decision,
            "reasons": list(self.reasons),
            "basis": self.basis,
            "policy": self.policy,
            "only_by_link": self.is_linked,
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class Kept:
    """How many rows of a table of a snapshot are a person's.

    Attributes:
        snapshot: The snapshot.
        campaign: The campaign.
        table: The table.
        rows: How many rows.
    """

    snapshot: str
    campaign: str
    table: str
    rows: int

    def to_dict(self) -> dict[str, Any]:
        """Return it as `trace.json` holds it."""
        return {name: getattr(self, name) for name in self.__slots__}


def in_snapshots(
    store: str | Path, asked: Asked, linked: Iterable[str], key: PseudonymKey
) -> tuple[list[Decided], list[Kept]]:
    """Return what the snapshots of a store decided about a person, and hold.

    Args:
        store: The folder with the snapshots.
        asked: The person.
        linked: Contact ids that were found on the way.
        key: The key of the snapshots.

    Raises:
        InputError: No snapshot is of this key.
        StoreError: The folder is no store.
    """
    found = person(store, asked.address, contact_id=asked.contact_id, key=key)
    seen = {_identity(row) for row in found.rows}
    decided = [*_decisions(found, is_linked=False)]
    rows = [*found.rows]
    for contact_id in sorted(linked):
        also = person(store, contact_id=contact_id, key=key)
        new = Held([row for row in also.rows if _identity(row) not in seen])
        seen |= {_identity(row) for row in new.rows}
        decided += _decisions(new, is_linked=True)
        rows += new.rows
    return decided, [*_counted(rows)]


def of_release(
    folder: Path, campaign: str, records: Iterable[Record]
) -> Iterator[Decided]:
    """Yield what a release says of the audience rows of a person.

    Raises:
        InputError: The folder is no release, or of another audience.
    """
    ours = [
        one
        for one in records
        if one.table == AUDIENCE.name and not one.held.is_released
    ]
    decisions = _release(folder, {(one.file, one.held.source.sha256()) for one in ours})
    for one in ours:
        number = one.held.offset + one.row - 1
        for row in decisions.filter(pl.col("row") == number).iter_rows(named=True):
            yield Decided(
                folder.name,
                campaign,
                number,
                row["decision"],
                tuple(row["reasons"]),
                row["basis"],
                row["policy"],
                one.is_linked,
            )


def _release(folder: Path, files: set[tuple[str, str | None]]) -> pl.DataFrame:
    summary, decisions = (read_file(folder / n) for n in ("summary.json", _DECISIONS))
    if summary is None or decisions is None:
        raise InputError(f"'{folder.name}' is no folder that a screening wrote.")
    try:
        inputs = json.loads(summary)["inputs"]
        known = {(one["file"], one.get("sha256")) for one in inputs if "file" in one}
        frame = pl.read_parquet(decisions)
    except (Exception, PanicException):  # noqa: BLE001 - a damaged file may raise any
        raise InputError(f"'{folder.name}' is no release that can be read.") from None
    if not files <= known:
        raise InputError(
            f"The audience is not the one that '{folder.name}' was made of: its rows "
            "would be others. Name the folder of its own screening."
        )
    return frame


def _identity(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["snapshot"], row["campaign"], row["table"], row["digest"]


def _decisions(held: Held, *, is_linked: bool) -> Iterator[Decided]:
    for one in held.rows:
        if one["table"] == "decisions":
            row = one["row"]
            yield Decided(
                one["snapshot"],
                one["campaign"],
                row["row"],
                row["decision"],
                tuple((row["reasons"] or "").split()),
                row["basis"],
                row["policy"],
                is_linked,
            )


def _counted(rows: Iterable[dict[str, Any]]) -> Iterator[Kept]:
    counts: dict[tuple[str, str, str], int] = {}
    for one in rows:
        place = one["snapshot"], one["campaign"], one["table"]
        counts[place] = counts.get(place, 0) + 1
    for place, count in counts.items():
        yield Kept(*place, count)
