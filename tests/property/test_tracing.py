"""Tracing finds exactly the rows that a plain loop over the raw rows finds."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hygiene import audit
from hygiene.audit.requests.matching import How
from tests.oracle import World, keys
from tests.oracle.keys import NO_KEYS, Keys
from tests.oracle.world import Contact
from tests.strategies import write_files
from tests.strategies.people import PEOPLE
from tests.strategies.worlds import worlds

AT = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """A raw row, as far as it can name anybody."""

    table: str
    number: int
    keys: Keys
    is_named: bool
    person: str | None
    match: str = "address"
    listed: str | None = None


def raw_rows(world):
    """Yield every row that can be about somebody."""
    for number, values in enumerate(world.tables["audience"], start=1):
        contact = Contact(world, number, values)
        found = keys.keys_of(contact.address, world.kind, contact.region)
        named = is_named(contact.address, world.kind, found)
        yield Row("audience", number, found, named, contact.contact_id)
    for table in ("consents", "relationships", "suppressions", "sends"):
        for number, record in enumerate(world.rows(table), start=1):
            match = record.text("match", "address")
            column = "value" if table == "suppressions" else "address"
            is_address = table != "suppressions" or match == "address"
            text = record.text(column) if is_address else None
            found = record.keys_of(column) if is_address else NO_KEYS
            yield Row(
                table,
                number,
                found,
                is_named(text, world.kind, found),
                record.contact_id,
                match,
                None if is_address else record.text("value"),
            )


def is_named(text, kind, found):
    """Return whether a text is an address of the kind, valid or not."""
    if kind != "email":
        return found.wide is not None
    return text is not None and ("@" in text or "\uff20" in text)


def held(world, asked):
    """Return how each row that is about a person names them, and what is doubtful."""
    rows = [*raw_rows(world)]
    region = world.campaign.get("default_region")
    own = keys.keys_of(asked, world.kind, region)
    mine = [row for row in rows if row.keys.wide == own.wide]
    spellings = {own.strict, own.wide, *(row.keys.strict for row in mine)} - {None}
    hashed = [row for row in rows if in_digests(row, spellings)]
    ids = {row.person for row in (*mine, *hashed)} - {None}
    shared = {
        row.person
        for row in rows
        if row.person in ids and row.is_named and row.keys.wide != own.wide
    }
    found = {}
    for row in rows:
        named = {row.person} | ({listed_id(row)} - {None})
        how = None
        if row.keys.strict == own.strict:
            how = "same address"
        elif row.keys.wide == own.wide:
            how = "alias"
        elif in_digests(row, spellings):
            how = "digest"
        elif in_domain(row, spellings, world.kind):
            how = "domain"
        elif named & ids:
            how = "linked contact id"
        if how:
            doubtful = how.startswith("linked") and bool(named & shared)
            found[row.table, row.number] = (how, doubtful)
    return found


def listed_id(row):
    return keys.person_id(row.listed) if row.match == "contact_id" else None


def in_digests(row, spellings):
    if row.match not in keys.DIGESTS or row.listed is None:
        return False
    return any(
        row.listed.strip().lower() in Keys(key, key).digests(row.match)
        for key in spellings
    )


def in_domain(row, spellings, kind):
    if row.match != "domain" or kind != "email" or row.listed is None:
        return False
    suppressed = keys.suppressed_domain(row.listed)
    domains = {key.rpartition("@")[2] for key in spellings}
    return any(keys.is_under(domain, suppressed) for domain in domains)


def traced(world: World, asked):
    with tempfile.TemporaryDirectory() as folder:
        path = write_files(world, Path(folder))
        found = audit.trace(asked, [path], at=AT)
        return {
            (one.table, one.row): (
                f"linked {one.how}" if one.is_linked else one.how.value,
                one.is_doubtful,
            )
            for one in found.records
            if one.table != "wordings" and one.how is not How.MENTION
        }


@pytest.mark.parametrize(
    "examples", [25, pytest.param(400, marks=pytest.mark.slow)], ids=["", "at length"]
)
def test_tracing_finds_what_a_plain_loop_finds(examples):
    seen = set()

    @settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow])
    @given(worlds(), st.data())
    def finds(world, data):
        people, _ = PEOPLE[world.campaign["channel"]]
        region = world.campaign.get("default_region")
        asked = [
            text
            for one in people
            for text in one.same
            if keys.is_valid(text, world.kind, region)
        ]
        address = data.draw(st.sampled_from(asked))
        wanted = held(world, address)
        seen.update(how for how, _ in wanted.values())
        assert traced(world, address) == wanted

    finds()
    assert {"same address", "alias", "linked contact id"} <= seen
