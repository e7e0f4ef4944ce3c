"""Draw worlds with messages that were sent around the instants of their records."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.oracle import World
from tests.oracle.keys import COLUMN_OF_KIND
from tests.strategies.picking import pick
from tests.strategies.worlds import worlds

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
ABROAD = ("CA", "US", "AU", "NZ")
MOST = 7


@st.composite
def past_worlds(draw: st.DrawFn) -> tuple[World, datetime]:
    """Draw a world with sends, and the instant up to which records are known now."""
    world = draw(worlds())
    random = draw(st.randoms(use_true_random=False))
    as_of = world.as_of
    sends = [
        {**send, "sent_at": _instant(random, as_of)}
        for send in world.tables.get("sends", [])
    ]
    drawn = [_send(random, world, number) for number in range(MOST)]
    sends += [send for send in drawn if send is not None]
    audience = world.tables["audience"]
    if pick(random, (True, False)):
        abroad = pick(random, ABROAD)
        audience = [
            {**row, "country": abroad if row.get("country") else None}
            for row in audience
        ]
    tables = {**world.tables, "audience": audience, "sends": sends}
    later = pick(random, (timedelta(), DAY, 30 * DAY))
    return replace(world, tables=tables), as_of + later


def late_records(world: World, recorded_at: datetime, random: Random) -> World:
    """Return a world with copies of its records, recorded only later, some of them."""
    tables = dict(world.tables)
    for table, name in (
        ("consents", "event_id"),
        ("relationships", "relationship_id"),
        ("suppressions", "suppression_id"),
    ):
        copies = [
            {**row, name: f"late-{row[name]}", "recorded_at": recorded_at}
            for row in tables.get(table, [])
            if pick(random, (True, False))
        ]
        if copies and "recorded_at" in tables[table][0]:
            before = [_typed(row) for row in tables[table]]
            if None not in before:
                tables[table] = [*before, *copies]
    return replace(world, tables=tables)


def _typed(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return a row whose `recorded_at` can stand in one column with an instant."""
    value = row["recorded_at"]
    fits = value is None or (isinstance(value, datetime) and value.tzinfo is not None)
    return row if fits else None


def _send(random: Random, world: World, number: int) -> dict[str, Any] | None:
    """Draw a message to somebody of the audience, by address, id, or both."""
    shown = pick(random, ("both", "address", "address", "id"))
    sent_at = _instant(random, world.as_of)
    if not world.tables["audience"]:
        return None
    row = pick(random, world.tables["audience"])
    address = row.get(COLUMN_OF_KIND[world.kind]) if shown != "id" else None
    contact_id = row.get("contact_id") if shown != "address" else None
    if not (address or "").strip() and not (contact_id or "").strip():
        return None
    own = ("controller", "channel", "purpose")
    return {
        "send_id": f"past-{number}",
        "contact_id": contact_id,
        "address": address,
        **{name: world.campaign[name] for name in own},
        "sent_at": sent_at,
    }


def _instant(random: Random, as_of: datetime) -> datetime:
    days = pick(random, (-12, -10, -10, -9, -9, -7, -5, -2, -1, 0, 0, 1))
    return as_of + days * DAY + pick(random, (-TICK, 0 * TICK, TICK, 0 * TICK))
