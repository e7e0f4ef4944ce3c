"""Write the sample data: the same bytes every time.

    python sample_data/generate.py [DIR]

Without DIR the files beside this script are written anew, and so is the table of
personas in `README.md`. Nothing here reads a clock or a network.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from story.absent import ABSENT, add_lists
from story.books import COLUMNS, Books
from story.exports import exports
from story.facts import pay
from story.flawed import FLAWED
from story.kept import KEPT
from story.mailing import COLUMNS as MAILING
from story.mailing import mailing
from story.opted_out import OPTED_OUT
from story.people import Person, invent
from story.personas import Outcome, Persona
from story.prohibited import PROHIBITED
from story.unproven import UNPROVEN
from story.unusable import UNUSABLE

HERE = Path(__file__).parent
PERSONAS = (*KEPT, *UNUSABLE, *PROHIBITED, *OPTED_OUT, *FLAWED, *UNPROVEN)
"""Everyone in the audience, by kind."""

GB_PHONES = tuple(f"07700 {number}" for number in range(900000, 901000))
US_PHONES = tuple(f"+1 202-555-{number:04d}" for number in range(100, 200))
TABLE_START, TABLE_END = "<!-- personas -->\n", "<!-- end of personas -->\n"


@dataclass(frozen=True)
class Expected:
    """An audience row and what must become of it."""

    row: dict[str, Any]
    persona: Persona
    outcome: Outcome


def build() -> tuple[Books, list[Expected]]:
    """Return all tables, and the audience with what must become of each row."""
    books = Books()
    phones = {"GB": iter(GB_PHONES), "US": iter(US_PHONES)}
    placed: list[tuple[float, Expected]] = []
    for person, persona in _people():
        person.address = persona.address(person)
        for fact in (*persona.facts, *((pay,) if persona.has_paid else ())):
            fact(books, person)
        phone = _phone(person, phones)
        place = 0.0
        for visit, outcome in enumerate(persona.outcomes):
            # A later row of the same person stands further down.
            place += (1 - place) * person.dice.fraction()
            row = _audience_row(person, persona, visit) | {"phone": phone}
            placed.append((place, Expected(row, persona, outcome)))
    add_lists(books)
    books.number()
    expected = [row for _, row in sorted(placed, key=lambda item: item[0])]
    books.rows["audience"] = [item.row for item in expected]
    return books, expected


def _people() -> Iterator[tuple[Person, Persona]]:
    number = 0
    for persona in (*PERSONAS, *ABSENT):
        for _ in range(persona.count):
            number += 1
            visits = len(persona.outcomes)
            yield invent(number, visits, is_known=persona.is_known), persona


def _phone(person: Person, phones: dict[str, Iterator[str]]) -> str:
    has_one = person.visits and person.dice.between(1, 6) == 1
    return next(phones.get(person.country, iter(())), "") if has_one else ""


def _audience_row(person: Person, persona: Persona, number: int) -> dict[str, Any]:
    visit = person.visits[number]
    source = persona.source
    row: dict[str, Any] = {
        "contact_id": person.contact_id,
        "email": (persona.rewritten if number else persona.written)(person),
        "country": person.country,
        "subscriber_type": persona.subscriber_type,
        "source": f"checkout:{visit.controller}" if source is None else source,
        "segment": person.segment,
    }
    if persona.has_paid:
        row["merchant"] = f"Example {visit.shop.title()}"
        row["last_checkout_at"] = visit.on
    return row


def persona_table() -> str:
    """Return the table of personas in Markdown, one row a persona and outcome."""
    lines = [
        "| persona | rows | decision | basis or reasons | what happened |",
        "|---|---:|---|---|---|",
    ]
    for persona in PERSONAS:
        for outcome in dict.fromkeys(persona.outcomes):
            rows = persona.count * persona.outcomes.count(outcome)
            codes = [outcome.basis] if outcome.basis else outcome.reasons
            why = ", ".join(f"`{code}`" for code in codes)
            lines.append(
                f"| {persona.name} | {rows} | {outcome.decision} | {why} "
                f"| {persona.story} |"
            )
    return "\n".join(lines) + "\n"


def reason_table(expected: list[Expected]) -> str:
    """Return how many rows each outcome takes, most rows first, in Markdown."""
    counts: dict[str, int] = {}
    for item in expected:
        outcome = item.outcome
        kept = f"`{outcome.basis}` (kept)"
        code = f"`{outcome.reasons[0]}`" if outcome.reasons else kept
        counts[code] = counts.get(code, 0) + 1
    lines = ["| primary reason, or basis of the kept | rows |", "|---|---:|"]
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines += [f"| {code} | {rows} |" for code, rows in ordered]
    return "\n".join(lines) + "\n"


def write(folder: Path) -> None:
    """Write every file of the sample data into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    books, expected = build()
    for name, text in exports(books).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    for table in COLUMNS:
        rows = books.rows[table]
        if table == "consents":
            _consents(rows).write_parquet(folder / f"{table}.parquet")
            continue
        text = _ndjson(rows) if table.endswith("register") else _csv(table, rows)
        suffix = "ndjson" if table.endswith("register") else "csv"
        (folder / f"{table}.{suffix}").write_text(text, encoding="utf-8", newline="")
    (folder / "past").mkdir(exist_ok=True)
    log = folder / "past" / "mailing.csv"
    log.write_text(_mailing(books), encoding="utf-8", newline="")
    if folder.resolve() != HERE.resolve():
        for name in ("campaign.toml", "past/campaign.toml"):
            shutil.copyfile(HERE / name, folder / name)
        return
    readme = HERE / "README.md"
    before, _, rest = readme.read_text(encoding="utf-8").partition(TABLE_START)
    _, _, after = rest.partition(TABLE_END)
    tables = f"{reason_table(expected)}\n{persona_table()}"
    text = before + TABLE_START + "\n" + tables + "\n" + TABLE_END + after
    readme.write_text(text, encoding="utf-8", newline="")


def _mailing(books: Books) -> str:
    """Return the log of past messages, which no campaign but its own reads."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, MAILING, lineterminator="\n")
    writer.writeheader()
    for row in mailing(books.rows):
        writer.writerow({name: _cell("sends", value) for name, value in row.items()})
    return buffer.getvalue()


def _consents(rows: list[dict[str, Any]]) -> pl.DataFrame:
    times = ("occurred_at", "recorded_at", "expires_at")
    schema = {
        column: pl.Datetime("us", "UTC") if column in times else pl.String
        for column in COLUMNS["consents"]
    }
    # In a typed file the absent is null; only text files need the empty string.
    filled = [{name: value or None for name, value in row.items()} for row in rows]
    return pl.DataFrame(filled, schema=schema)


def _csv(table: str, rows: list[dict[str, Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, COLUMNS[table], restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(table, value) for name, value in row.items()})
    return buffer.getvalue()


def _cell(table: str, value: object) -> object:
    """Return a value as the table's file writes it: each has its own habits."""
    if not isinstance(value, datetime):
        return value
    if table == "sends":
        local = value.astimezone(ZoneInfo("Europe/London"))
        return local.strftime("%Y-%m-%dT%H:%M:%S")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _ndjson(rows: list[dict[str, Any]]) -> str:
    lines = []
    for row in rows:
        ordered = {name: row.get(name) for name in COLUMNS["suppressions_register"]}
        lines.append(json.dumps(ordered, ensure_ascii=False, default=_json_time))
    return "\n".join(lines) + "\n"


def _json_time(value: date) -> str:
    return str(_cell("suppressions_register", value))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
