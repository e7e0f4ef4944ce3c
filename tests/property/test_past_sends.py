"""Every past send is classed as the plain oracle does it alone; nothing cures one."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene import audit
from tests.oracle.past_sends import class_sends
from tests.property.comparing import ENGINES, _show
from tests.strategies import campaign, frames
from tests.strategies.past_sends import DAY, late_records, past_worlds

FINE = {"ok", "grace"}
FIELDS = ("class", "reasons_then", "reasons_now", "blocked_by")


def audited(world, known_at, engine="streaming"):
    """Return what the product says of each send, by its id."""
    tables = frames(world)
    scope = ("controller", "channel", "purpose")
    if not any(
        all(row[name] == world.campaign[name] for name in scope)
        for row in world.tables["sends"]
    ):
        return {}  # refused: see tests/e2e/test_audit_sends_command.py
    with audit.audit_sends(
        campaign=campaign(world), tables=tables, known_at=known_at, engine=engine
    ) as found:
        rows = found.sends.collect(engine=engine).to_dicts()
    return {row["send_id"]: row for row in rows}


@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=10)
@given(drawn=past_worlds())
def test_an_audit_equals_the_oracle(engine, drawn):
    world, known_at = drawn
    wanted, found = class_sends(world, known_at), audited(world, known_at, engine)
    got = {name: {f: row[f] for f in FIELDS} for name, row in found.items()}
    assert got == wanted, _show(world)


@settings(max_examples=6)
@given(drawn=past_worlds(), random=st.randoms(use_true_random=False))
def test_nothing_that_is_learned_later_cures_a_send(drawn, random):
    """Late records and a later look turn no failure into `ok` or `grace`."""
    world, known_at = drawn
    before = audited(world, known_at)
    later = world.as_of + 40 * DAY
    told = late_records(world, world.as_of + 2 * DAY, random)
    after = audited(told, later)
    assert {*before} <= {*after}
    cured = [
        name
        for name, row in before.items()
        if row["class"] not in FINE and after[name]["class"] in FINE
    ]
    assert cured == [], _show(told)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@settings(max_examples=1_500)
@given(drawn=past_worlds())
def test_an_audit_equals_the_oracle_at_length(engine, drawn):
    world, known_at = drawn
    found = audited(world, known_at, engine)
    got = {name: {f: row[f] for f in FIELDS} for name, row in found.items()}
    assert got == class_sends(world, known_at), _show(world)


@pytest.mark.slow
def test_the_drawn_worlds_reach_every_class():
    """Otherwise the equality above would say little."""
    counts = Counter()

    @settings(max_examples=200, derandomize=True, database=None)
    @given(drawn=past_worlds())
    def visit(drawn):
        counts.update(row["class"] for row in class_sends(*drawn).values())

    visit()
    assert {*counts} >= {
        "control_failure",
        "unproven",
        "latency_failure",
        "retro_permission",
        "grace",
        "ok",
    }, counts
