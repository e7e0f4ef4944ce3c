"""Tracing: everything that is held about one person, and where it came from.

GDPR and UK GDPR art. 15. The answer may hold the person's own values, because they were
asked for by name; it never holds anybody else's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from hygiene.audit.disk import put
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.requests.asked import Asked
from hygiene.audit.requests.letter import letter
from hygiene.audit.requests.matching import How, Names, widened
from hygiene.audit.requests.past import Decided, Kept, in_snapshots, of_release
from hygiene.audit.requests.reading import HeldFile, held_files, released_files
from hygiene.audit.requests.records import Record, records_of
from hygiene.audit.requests.remarks import remarks_on
from hygiene.audit.rules import instant
from hygiene.display.page import Display, Table
from hygiene.errors import InputError
from hygiene.folders import Maker, new_folder, private_folder
from hygiene.inputs import Inputs, from_file
from hygiene.masking import mask
from hygiene.screened import Screening
from hygiene.text import counted

SCHEMA = "audience-trace/1"
JSON_FILE, LETTER_FILE = "trace.json", "trace.html"
_MAKER = Maker("a trace", "--out", lambda p: p.name in {JSON_FILE, LETTER_FILE})

CampaignLike = str | Path | tuple[str | Path, str | Path] | Screening
"""A campaign file, one with the folder of its release, or a screening."""


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that is held about one person.

    Attributes:
        asked: The person.
        at: The instant for which the answer speaks.
        campaigns: What was searched: each campaign's `id`, `controller`, `channel`,
            `purpose`.
        files: How many files were searched.
        names: The keys and ids under which was searched.
        records: Every row, in the order of the campaigns, tables and files.
        decided: What releases and snapshots say was decided.
        snapshots: What else snapshots hold; None when none were asked.
    """

    asked: Asked
    at: datetime
    campaigns: Sequence[Mapping[str, str]]
    files: int
    names: Names
    records: Sequence[Record]
    decided: Sequence[Decided] = ()
    snapshots: Sequence[Kept] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held, in any file or snapshot."""
        return not (self.records or self.decided or self.snapshots)

    def headline(self) -> str:
        """Return in one sentence what was found."""
        where = f"{counted(self.files, 'file')} of {_campaigns(self.campaigns)}"
        if self.is_empty:
            return f"Nothing is held about {self._who()}: {where} searched."
        found = counted(len(self.records), "record")
        return f"{found} about {self._who()} in {where}."

    def remarks(self) -> Iterator[str]:
        """Yield what a reader must know of how it was found."""
        yield from remarks_on(self.names, self.records)
        if self.snapshots is None:
            yield "Snapshots were not asked: name their store and key."

    def to_dict(self) -> dict[str, Any]:
        """Return everything, with the person's own values: it was asked for by name."""
        asked = {"address": self.asked.address, "contact_id": self.asked.contact_id}
        snapshots = self.snapshots
        return {
            "schema": SCHEMA,
            "at": instant(self.at),
            "asked": asked,
            "headline": self.headline(),
            "remarks": [*self.remarks()],
            "campaigns": [dict(campaign) for campaign in self.campaigns],
            "linked_contact_ids": sorted(self.names.linked_ids - self.names.shared),
            "records": [one.to_dict() for one in self.records],
            "decisions": [one.to_dict() for one in self.decided],
            "snapshots": snapshots and [one.to_dict() for one in snapshots],
        }

    def to_json(self) -> str:
        """Return `to_dict` as JSON text."""
        return f"{json.dumps(self.to_dict(), indent=1, ensure_ascii=False)}\n"

    def to_html(self) -> str:
        """Return the letter: what is held, from where, decided and sent, and rights."""
        return letter(self)

    def write(self, out: str | Path) -> Path:
        """Write `trace.json` and `trace.html`, for their owner alone (mode 0600).

        Raises:
            InputError: The folder holds something else, or cannot be written.
        """
        out = Path(out)
        with new_folder(out, _MAKER) as new:
            put(new / JSON_FILE, self.to_json().encode())
            put(new / LETTER_FILE, self.to_html().encode())
        return out

    def _who(self) -> str:
        return mask(self.asked.address) if self.asked.address else "this contact id"

    def _display(self) -> Display:
        lines = [
            [
                one.table,
                one.file,
                one.row,
                "" if one.is_doubtful else one.record_id,
                _how(one),
                "" if one.is_doubtful else next(iter(one.dates.values()), ""),
            ]
            for one in self.records
        ]
        heads = ["Table", "File", "Row", "Record", "Matched by", "When"]
        decided = [
            [one.where, one.campaign, one.decision, one.basis or ", ".join(one.reasons)]
            for one in self.decided
        ]
        past = ["Where", "Campaign", "Decision", "Ground or reasons"]
        return Display(
            self.headline(),
            remarks=[*self.remarks()],
            tables=[
                Table("What is held", heads, lines),
                Table("What was decided", past, decided),
            ],
            next=['trace.write("answer")'],
        )

    def __str__(self) -> str:
        """Return what was found, masked: no address, no value."""
        return self._display().text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._display().html()


def trace(
    address: str | None = None,
    campaigns: Sequence[CampaignLike] = (),
    *,
    contact_id: str | None = None,
    at: datetime,
    snapshots: str | Path | None = None,
    key: PseudonymKey | None = None,
    progress: Callable[[HeldFile], object] = lambda _: None,
) -> Trace:
    """Find everything that is held about one person.

    Args:
        address: An email address, a phone number or a postal key, in any spelling.
        campaigns: Campaign files, each alone or with the folder of its release, or
            screenings.
        contact_id: The controller's own id, instead or as well.
        at: The instant of the answer.
        snapshots: A store of snapshots, to be asked too.
        key: The key of the store.
        progress: Told after each file.

    Raises:
        InputError: The address cannot be read, or a table cannot be used.
        StoreError: The store is none.

    >>> from datetime import UTC
    >>> import polars as pl
    >>> from hygiene.campaign import Campaign
    >>> from hygiene.screening import screen
    >>> now = datetime(2026, 6, 1, 9, tzinfo=UTC)
    >>> news = Campaign("news", "northpay", "email", "news", now, "UTC", policy="uk")
    >>> people = pl.DataFrame({"email": ["Ann@example.com"], "source": ["fair"]})
    >>> screening = screen(campaign=news, audience=people)
    >>> found = trace("ann@example.com", [screening], at=now)
    >>> [(one.row, one.how.value, one.origin) for one in found.records]
    [(1, 'same address', "The list of northpay says that you came from 'fair'.")]
    """
    asked = Asked(address, contact_id)
    if not campaigns:
        raise InputError("Name at least one campaign: its tables are searched.")
    if (snapshots is None) != (key is None):
        raise InputError("Snapshots are asked with their store and their key.")
    opened = [(_inputs(one), _release_of(one)) for one in campaigns]
    files, start = [], Names(frozenset(), frozenset(), _set(asked.contact_id))
    for inputs, folder in opened:
        start = _with_keys(start, asked.keys(inputs.campaign))
        for held in _files(inputs, folder, asked):
            files.append(held)
            progress(held)
    names = widened(start, files)
    records = records_of(files, names)
    decided = [*_released(opened, records)]
    kept = None
    if snapshots is not None and key is not None:
        linked = names.linked_ids - names.shared
        past, kept = in_snapshots(snapshots, asked, linked, key)
        decided += past
    said = [_campaign(inputs) for inputs, _ in opened]
    number = len({held.place for held in files})
    return Trace(asked, at, said, number, names, records, decided, kept)


def _files(inputs: Inputs, folder: Path | None, asked: Asked) -> Iterator[HeldFile]:
    channel, work = asked.channel(inputs.campaign.channel), private_folder()
    yield from held_files(inputs, channel, work)
    if folder is not None:
        yield from released_files(inputs, folder, channel, work)


def _with_keys(names: Names, keys: tuple[str, str] | None) -> Names:
    strict, wide = keys or (None, None)
    return replace(
        names, strict=names.strict | _set(strict), wide=names.wide | _set(wide)
    )


def _inputs(campaign: CampaignLike) -> Inputs:
    if isinstance(campaign, Screening):
        return campaign._decided.inputs  # noqa: SLF001 - its tables are searched
    return from_file(campaign[0] if isinstance(campaign, tuple) else campaign)


def _release_of(campaign: CampaignLike) -> Path | None:
    return Path(campaign[1]) if isinstance(campaign, tuple) else None


def _released(
    opened: Sequence[tuple[Inputs, Path | None]], records: Sequence[Record]
) -> Iterator[Decided]:
    for inputs, folder in opened:
        if folder is not None:
            name = inputs.campaign.id
            yield from of_release(
                folder, name, [r for r in records if name in r.campaigns]
            )


def _campaign(inputs: Inputs) -> dict[str, str]:
    names = ("id", "controller", "channel", "purpose")
    return {name: str(getattr(inputs.campaign, name)) for name in names}


def _campaigns(campaigns: Sequence[Mapping[str, str]]) -> str:
    return counted(len(campaigns), "campaign")


def _how(record: Record) -> str:
    if record.how is How.MENTION:
        return record.how.value
    if record.is_doubtful:
        return f"{record.how} alone, doubtful"
    return f"{record.how} alone" if record.is_linked else record.how.value


def _set(text: str | None) -> frozenset[str]:
    return frozenset({text} if text else ())
