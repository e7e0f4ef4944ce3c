"""Section 1 of the contract, as properties of every drawn world.

Rows are taken away rather than added: a world without a drawn row, and then with it,
is the same step, and the row is as tricky as any other.
"""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from tests.oracle import keys
from tests.oracle.reasons import RESTRICTIVE, SUPPRESSIONS, in_precedence
from tests.property.comparing import ENGINES, screen
from tests.property.deciders import promise
from tests.strategies import frames, worlds

RESTRICTIVE_REASONS = {*SUPPRESSIONS, *RESTRICTIVE.values()}
randoms = st.randoms(use_true_random=False)


def with_table(world, table, rows):
    return replace(world, tables={**world.tables, table: rows})


def with_only(world, table, wanted):
    """Return the world with the rows of one table that are wanted, if it has it."""
    if table not in world.tables:
        return world
    return with_table(world, table, [r for r in world.tables[table] if wanted(r)])


def without_some(world, table, random, may_go=lambda _: True):
    """Return the world without some of the rows that may go."""
    return with_only(world, table, lambda r: not may_go(r) or random.random() < 0.5)


def people_kept(world, decided):
    """Return the kept people: whom a second row would repeat."""
    region = world.campaign.get("default_region")
    is_by_alias = world.setting("duplicates", "address") == "alias"
    column = keys.COLUMN_OF_KIND[world.kind]
    found = set()
    for row, decision in zip(world.tables["audience"], decided, strict=True):
        if decision["decision"] == "keep":
            country = (row.get("country") or "").strip().upper()
            both = keys.keys_of(row[column], world.kind, country or region)
            found.add(both.wide if is_by_alias else both.strict)
    return found


def without_duplicates(decision):
    """Return what is decided about a row for itself, whatever rows come before it."""
    reasons = [reason for reason in decision["reasons"] if reason != "duplicate"]
    return reasons, decision["blocked_by"], decision["policy"], decision["flags"]


@promise(worlds())
def test_every_row_is_decided_once_and_in_order(decide, world):
    decided = decide(world)
    assert [d["row"] for d in decided] == list(range(len(world.tables["audience"])))
    for decision in decided:
        reasons = decision["reasons"]
        is_kept = decision["decision"] == "keep"
        assert decision["decision"] in {"keep", "remove"}
        assert is_kept == (reasons == [])
        assert reasons == in_precedence(set(reasons))
        assert decision["reason"] == (None if is_kept else reasons[0])
        assert is_kept == (decision["basis"] is not None)
        assert decision["blocked_by"] == sorted(set(decision["blocked_by"]))
        is_blocked = not RESTRICTIVE_REASONS.isdisjoint(reasons)
        assert is_blocked == bool(decision["blocked_by"])


@promise(worlds(), randoms)
def test_the_order_of_evidence_changes_nothing(decide, world, random):
    shuffled = world
    for table in world.tables.keys() - {"audience"}:
        rows = list(world.tables[table])
        random.shuffle(rows)
        shuffled = with_table(shuffled, table, rows)
    assert decide(shuffled) == decide(world)


@promise(worlds(), randoms)
def test_the_order_of_the_audience_changes_only_who_repeats(decide, world, random):
    order = list(range(len(world.tables["audience"])))
    random.shuffle(order)
    rows = world.tables["audience"]
    shuffled = with_table(world, "audience", [rows[row] for row in order])
    before, after = decide(world), decide(shuffled)
    assert [without_duplicates(d) for d in after] == [
        without_duplicates(before[row]) for row in order
    ]
    assert people_kept(shuffled, after) == people_kept(world, before)


@promise(worlds(), randoms)
def test_adding_suppressions_keeps_nobody(decide, world, random):
    before = without_some(world, "suppressions", random)
    kept = people_kept(world, decide(world))
    assert kept <= people_kept(before, decide(before))


@promise(worlds(), randoms)
def test_adding_refusals_keeps_nobody(decide, world, random):
    def is_restrictive(event):
        return event["action"] in RESTRICTIVE

    before = without_some(world, "consents", random, is_restrictive)
    kept = people_kept(world, decide(world))
    assert kept <= people_kept(before, decide(before))


@promise(worlds(), randoms)
def test_relationships_lift_no_opt_out(decide, world, random):
    before, after = without_some(world, "relationships", random), world
    for old, new in zip(decide(before), decide(after), strict=True):
        assert old["blocked_by"] == new["blocked_by"]
        if old["blocked_by"]:
            assert new["decision"] == "remove"


@promise(worlds())
def test_what_we_process_for_others_moves_nobody(decide, world):
    def is_own(row):
        return row["role"] == "controller"

    before, after = with_only(world, "relationships", is_own), world
    for old, new in zip(decide(before), decide(after), strict=True):
        for field in ("decision", "basis", "basis_evidence", "blocked_by"):
            assert old[field] == new[field]


def is_late(record):
    """Return whether a fact is too late to count, however its times are read."""
    world, occurred, recorded = record.world, record.occurred.first, None
    if record.table != "sends":
        recorded = record.recorded.first
    if recorded is not None and recorded > world.known_at:
        return True
    if record.values.get("action") in RESTRICTIVE:
        return min(occurred, recorded) > world.as_of
    return occurred > world.as_of


@promise(worlds())
def test_what_comes_too_late_changes_nothing(decide, world):
    in_time = world
    for table in ("consents", "relationships", "suppressions", "sends"):
        late = [r.values for r in world.rows(table) if is_late(r)]
        in_time = with_only(in_time, table, lambda row, late=late: row not in late)
    assert decide(in_time) == decide(world)


@promise(worlds())
def test_screening_again_loses_nobody(decide, world):
    first = decide(world)
    kept = [d for d in first if d["decision"] == "keep"]
    rows = world.tables["audience"]
    again = decide(with_table(world, "audience", [rows[d["row"]] for d in kept]))
    assert again == [d | {"row": row} for row, d in enumerate(kept)]


def with_odd_columns(audience):
    """Return an audience with columns of its own that are named like ours.

    `reason`, `reasons` and `explanation` are refused: the removed file has its own.
    """
    number = pl.int_range(pl.len())
    return audience.with_columns(
        pl.lit("x").alias("decision"),
        pl.concat_list(number, number).alias("blocked_by"),
        pl.struct(number.alias("a"), pl.lit(None).alias("b")).alias("basis"),
        pl.lit(b"\x00\xff").alias("policy"),
        pl.format("v{}", number).cast(pl.Categorical).alias("strict_key"),
        (number / 0).alias("row"),
        pl.lit(None).alias("index"),
        pl.lit(" kept as it is\u200b").alias("Email"),
        pl.lit(1, pl.UInt8).alias(" contact_id "),
    )


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=10)
@given(world=worlds())
def test_every_row_comes_out_exactly_as_it_came_in(engine, world):
    audience = with_odd_columns(frames(world)["audience"])
    screening = screen(world, engine, audience=audience)
    is_kept = screening.decisions.collect()["decision"] == "keep"
    assert_frame_equal(screening.kept.collect(engine=engine), audience.filter(is_kept))
    removed = screening.removed.collect(engine=engine)
    own = removed.select(audience.columns)
    assert_frame_equal(own, audience.filter(~is_kept))
