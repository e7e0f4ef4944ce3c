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
    sends = [
        {**send, "sent_at": _instant(random, world)}
        for send in world.tables.get("sends", [])
    ]
    drawn = [_send(random, world, number) for number in range(MOST)]
    sends += [send for send in drawn if send is not None]
    audience = world.tables["audience"]
    if pick(random, (True, True, False)):
        abroad, all_of_them = pick(random, ABROAD), pick(random, (True, True, False))
        audience = [
            {**row, "country": abroad if all_of_them or row.get("country") else None}
            for row in audience
        ]
    tables = {**world.tables, "audience": audience, "sends": sends}
    if pick(random, (True, False)):
        tables["consents"] = _yes_then_no(random, world)
    later = pick(random, (timedelta(), DAY, 30 * DAY))
    return replace(world, tables=tables), world.as_of + later + TICK


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


def _yes_then_no(random: Random, world: World) -> list[dict[str, Any]]:
    """Return a consent and a later refusal of somebody in the audience, and no more."""
    rows = world.tables["audience"] or [{}]
    address = pick(random, rows).get(COLUMN_OF_KIND[world.kind])
    if not (address or "").strip():
        return world.tables["consents"]
    as_of, own = world.as_of, ("controller", "channel", "purpose")
    said = {
        "address": address,
        **{name: world.campaign[name] for name in own},
        "method": "web_form",
        "wording": "w1",
    }
    given, refused = as_of - 20 * DAY, as_of - 12 * DAY
    recorded = as_of - pick(random, (12, 12, 8, 1)) * DAY
    action = pick(random, ("withdrawn", "refused"))
    yes = {"event_id": "past-yes", "action": "confirmed", "occurred_at": given}
    no = {"event_id": "past-no", "action": action, "occurred_at": refused}
    return [
        {**yes, **said, "recorded_at": given},
        {**no, **said, "recorded_at": recorded},
    ]


def _send(random: Random, world: World, number: int) -> dict[str, Any] | None:
    """Draw a message to somebody of the audience, by address, id, or both."""
    shown = pick(random, ("both", "address", "address", "id"))
    sent_at = _instant(random, world)
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


def _instant(random: Random, world: World) -> datetime:
    """Draw an instant: around the campaign's, or soon after a record of somebody."""
    days = pick(random, (-12, -10, -10, -9, -9, -7, -5, -2, -1, 0, 0, 1))
    tick = pick(random, (-TICK, 0 * TICK, TICK, 0 * TICK))
    records = [*world.rows("suppressions"), *world.rows("consents")]
    record = pick(random, records) if records else None
    after = pick(random, (0, 0, 1, 3, 6))
    if record is not None and pick(random, (True, False)):
        return min(record.occurred.last + after * DAY, world.as_of + DAY) + tick
    return world.as_of + days * DAY + tick
