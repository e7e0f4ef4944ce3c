"""The gate refuses exactly what the oracle removes, row by row, whatever the world."""

import tempfile
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

import hygiene as hy
from hygiene.gates.questions import questions
from hygiene.gates.registry import SUITES
from hygiene.gates.runner import run_gate
from hygiene.gates.sandbox import sandbox
from hygiene.gates.subject import Contacts, GateSubject
from hygiene.inputs import from_tables
from tests import oracle
from tests.oracle.keys import COLUMN_OF_KIND
from tests.strategies import campaign, check_worlds, frames, worlds

ABOUT_THE_LIST = {
    "expect_list_to_have_rows",
    "expect_kept_contact_points_from_the_audience",
    "expect_no_contact_point_twice",
    "expect_no_sudden_growth",
}
COLUMNS = {"person": "contact_id", "origin": "source"}
COLUMNS |= {name: name for name in ("country", "subscriber_type")}


def subject_of(world, rows, work):
    """Return some rows of a world's audience as a list to be released."""
    point = COLUMN_OF_KIND[world.kind]
    tables = frames(world)
    if point not in tables["audience"]:
        nothing = pl.lit(None, pl.String).alias(point)
        tables["audience"] = tables["audience"].with_columns(nothing)
    audience = tables["audience"]
    audience[rows].write_parquet(work / "kept.parquet")
    entries = from_tables(tables, campaign(world), None).evidence
    given = {name: c for name, c in COLUMNS.items() if c in audience.columns}
    columns = {"point": point, **given}
    return GateSubject(
        listed=Contacts((work / "kept.parquet",), columns),
        audience=None,  # the rows say themselves who they are
        evidence=entries,
    )


def refused(world, rows, work):
    """Return the rules that refuse each row, by its place in the list."""
    subject, about = subject_of(world, rows, work), campaign(world)
    found = defaultdict(set)
    asked = questions(subject, about)
    with sandbox(subject, asked, work) as database:
        for rule in {one.type for one in asked.expectations} & SUITES["kept"].keys():
            if rule not in ABOUT_THE_LIST:
                for (row,) in database.sql(f"from {rule} where row >= 0").fetchall():
                    found[row].add(rule)
    return found


def check(world):
    wanted = oracle.decide(world)
    with tempfile.TemporaryDirectory() as folder:
        found = refused(world, [one["row"] for one in wanted], Path(folder))
    for one in wanted:
        is_removed = bool(set(one["reasons"]) - {"duplicate"})
        case = one["reasons"], found[one["row"]], world
        assert is_removed == bool(found[one["row"]]), case


@settings(max_examples=8)
@given(worlds())
def test_the_gate_and_the_oracle_agree_on_every_row(world):
    check(world)


@pytest.mark.slow
@pytest.mark.parametrize("drawn_by", range(8))
def test_the_gate_and_the_oracle_agree_at_length(drawn_by):
    check_worlds(check, drawn_by, 250)


def has_limit(world):
    about = campaign(world)
    return about.limits is not None and about.is_marketing


@settings(max_examples=4)  # each one is a whole run of Great Expectations
@given(worlds())
def test_what_the_oracle_keeps_passes(world):
    kept = [one["row"] for one in oracle.decide(world) if one["decision"] == "keep"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        result = run_gate(subject_of(world, kept, work), campaign(world), work)
    held = [one.sentence() for one in result.checks if one.holds_back]
    needed = ["consents", "suppressions", *(["sends"] if has_limit(world) else [])]
    is_empty = any(not world.tables.get(name, [1]) for name in needed)
    wanted = ["expect_tables_to_have_rows"] if is_empty else []
    wanted += [] if kept else ["expect_list_to_have_rows"]
    assert [one.expectation for one in result.checks if one.holds_back] == wanted, held
    assert result.canaries.missed == ()


@settings(max_examples=4)  # each one is a whole screening and a whole gate
@given(worlds())
def test_what_a_screening_writes_passes(world):
    with hy.screen(campaign=campaign(world), **frames(world)) as screening:
        result = screening.check()
    held = {one.expectation: one.found for one in result.checks if one.holds_back}
    held.pop("expect_tables_to_have_rows", None)
    assert held == {}, world
    assert result.canaries.missed == ()
