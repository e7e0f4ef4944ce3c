"""Records: each row that is held about a person, with its place and its dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from hygiene.audit.requests.matching import (
    DOUBTFUL,
    HOW,
    LINKED,
    How,
    Names,
    matched,
    named_wordings,
)
from hygiene.audit.requests.origins import origin_of
from hygiene.audit.requests.reading import HeldFile
from hygiene.audit.rules import instant
from hygiene.sources.conform import PROBLEMS
from hygiene.sources.raw.rows import ROW
from hygiene.tables import AUDIENCE, TABLES, Kind

WITHHELD = "(withheld: it may be somebody else's)"


@dataclass(frozen=True, slots=True)
class Record:
    """One row that is held about a person; its text shows no value of them.

    Attributes:
        held: The file that it stands in.
        row: Which data row of the file it is, from 1.
        record_id: Its id; None where its table has none.
        how: How it names the person.
        is_linked: Whether only a name that was found on the way leads to it.
        is_doubtful: Whether that name is somebody else's too.
        keeps_contract: Whether a screening would accept it.
        campaigns: The campaigns that read the file.
        canonical: Its columns as the contract names them, times as intervals.
        given: The row as the file has it, or None where it may be somebody else's.
    """

    held: HeldFile
    row: int
    record_id: str | None = field(repr=False)
    how: How
    is_linked: bool
    is_doubtful: bool
    keeps_contract: bool
    campaigns: tuple[str, ...]
    canonical: Mapping[str, Any] = field(repr=False)
    given: Mapping[str, Any] | None = field(repr=False)

    @property
    def table(self) -> str:
        """The table that the row belongs to."""
        return self.held.table

    @property
    def file(self) -> str:
        """What the file is called."""
        return self.held.source.label

    @property
    def controller(self) -> str | None:
        """Whom it is for: the row's own controller, or of an audience the campaign's.

        A text of consent is nobody's.
        """
        if self.table == AUDIENCE.name:
            return self.held.campaign.controller
        return self.canonical.get("controller")

    @property
    def dates(self) -> dict[str, str]:
        """Its times, as text: an instant in UTC, or a day in the file's zone."""
        zone = ZoneInfo(self.held.entry.timezone)
        found = {}
        for column in TABLES[self.table].columns:
            first = self.canonical.get(f"{column.name}_first")
            if column.kind is Kind.TIME and first is not None:
                last = self.canonical[f"{column.name}_last"]
                found[column.name] = said(first, last, zone)
        return found

    @property
    def origin(self) -> str:
        """The answer to "where did you get my data?", in a sentence or two."""
        return origin_of(
            self.table, self.canonical, self.dates, self.file, self.controller
        )

    @property
    def values(self) -> dict[str, Any]:
        """What the row holds; nothing of one that may be somebody else's."""
        if self.given is None:
            return {}
        # A mapped record has no column of the file's own; its times are ours.
        times = self.dates if self.held.source.is_numbered else {}
        return {
            name: value if isinstance(value, str | int) else str(value)
            for name, value in {**self.given, **times}.items()
            if value is not None
        }

    def to_dict(self) -> dict[str, Any]:
        """Return it as `trace.json` holds it; of a doubtful one its place alone."""
        own = {
            "record_id": self.record_id,
            "collected_by": self.canonical.get("collected_by"),
            "source": self.canonical.get("source"),
            "where_from": self.origin,
            "values": self.values,
        }
        return {
            "table": self.table,
            "file": self.file,
            "row": self.row,
            "how": self.how.value,
            "only_by_link": self.is_linked,
            "doubtful": self.is_doubtful,
            "keeps_contract": self.keeps_contract,
            "campaigns": list(self.campaigns),
            "controller": self.controller,
            "dates": {} if self.is_doubtful else self.dates,
            **(dict.fromkeys(own, WITHHELD) if self.is_doubtful else own),
        }


def said(first: datetime, last: datetime, zone: ZoneInfo) -> str:
    """Return an interval as text: an instant, or the day that it is.

    >>> at = datetime(2026, 6, 1, 9, tzinfo=ZoneInfo("UTC"))
    >>> said(at, at, ZoneInfo("UTC"))
    '2026-06-01T09:00:00Z'
    """
    if first == last:
        return instant(first)
    return first.astimezone(zone).date().isoformat()


def records_of(files: Sequence[HeldFile], names: Names) -> list[Record]:
    """Return every row of the files that is about a person, in their order.

    A file that several campaigns read in the same way is said once. The texts of
    consent that the person's consents name come last.
    """
    found: dict[tuple[str, str, int, str | None], Record] = {}
    for record in _each(files, names):
        key = (record.table, record.held.place, record.row, record.record_id)
        before = found.get(key)
        if before is None:
            found[key] = record
        elif record.campaigns[0] not in before.campaigns:
            campaigns = (*before.campaigns, *record.campaigns)
            found[key] = replace(before, campaigns=campaigns)
    return list(found.values())


def _each(files: Iterable[HeldFile], names: Names) -> Iterator[Record]:
    wordings: set[str] = set()
    texts = []
    for held in files:
        if held.table == "wordings":
            texts.append(held)
            continue
        rows = matched(held, names)
        if held.table == "consents":
            wordings.update(rows["wording"].drop_nulls())
        yield from _records(held, rows)
    for held in texts:
        yield from _records(held, named_wordings(held, wordings))


def _records(held: HeldFile, rows: pl.DataFrame) -> Iterator[Record]:
    if rows.is_empty():
        return
    given = held.given(rows.filter(~pl.col(DOUBTFUL))[ROW].to_list())
    id_column = TABLES[held.table].id_column
    for line in rows.iter_rows(named=True):
        canonical = {name: line[name] for name in _names(held.table) if name in line}
        own = given.get(line[ROW], _told(canonical))
        yield Record(
            held,
            line[ROW],
            line[id_column] if id_column else None,
            How(line[HOW]),
            line[LINKED],
            line[DOUBTFUL],
            line[PROBLEMS] == 0,
            (held.campaign.id,),
            {**canonical, "strict_key": line["strict_key"], "wide": line["wide_key"]},
            None if line[DOUBTFUL] else own,
        )


def _told(canonical: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a mapped record; its times are said by `Record.dates`."""
    ends = ("_first", "_last")
    return {name: v for name, v in canonical.items() if not name.endswith(ends)}


def _names(table: str) -> Iterator[str]:
    for column in TABLES[table].columns:
        if column.kind is Kind.TIME:
            yield f"{column.name}_first"
            yield f"{column.name}_last"
        else:
            yield column.name
