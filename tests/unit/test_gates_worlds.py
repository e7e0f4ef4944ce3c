"""The gate refuses exactly what the oracle removes, row by row, whatever the world."""

import tempfile
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings

from hygiene.gates.facts import campaign_tables
from hygiene.gates.rules import RULES
from hygiene.gates.runner import run_gate
from hygiene.gates.sandbox import TABLES, sandbox
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import read_suite
from hygiene.inputs import from_tables
from hygiene.sources.staging import stage
from tests import oracle
from tests.oracle.keys import COLUMN_OF_KIND
from tests.strategies import campaign, check_worlds, frames, worlds

ABOUT_THE_LIST = {
    "expect_kept_contact_points_from_the_audience",
    "expect_no_contact_point_twice",
    "expect_rows_to_balance",
}


def subject_of(world, rows, work):
    """Return some rows of a world's audience as a list to be released."""
    point = COLUMN_OF_KIND[world.kind]
    tables = frames(world)
    if point not in tables["audience"]:
        nothing = pl.lit(None, pl.String).alias(point)
        tables["audience"] = tables["audience"].with_columns(nothing)
    audience = tables["audience"]
    audience.write_parquet(work / "audience.parquet")
    audience[rows].write_parquet(work / "kept.parquet")
    entries = from_tables(tables, campaign(world), None).evidence
    for name in TABLES:
        if name in entries:
            stage(name, entries[name], work, "streaming", lambda frame: frame)

    def given(name):
        return name if name in audience.columns else None

    return GateSubject(
        kept=work / "kept.parquet",
        audience=work / "audience.parquet",
        address_column=point,
        audience_address_column=point,
        removed_rows=audience.height - len(rows),
        contact_id_column=given("contact_id"),
        source_column=given("source"),
        country_column=given("country"),
        subscriber_type_column=given("subscriber_type"),
        tables={name: work / f"{name}.parquet" for name in TABLES if name in entries},
    )


def refused(world, rows, work):
    """Return the rules that refuse each row, by its place in the list."""
    subject, about = subject_of(world, rows, work), campaign(world)
    found = defaultdict(set)
    facts, suite = campaign_tables(subject, about), read_suite("kept", RULES)
    with sandbox(subject, facts, suite, work) as database:
        for rule in RULES.keys() - ABOUT_THE_LIST:
            if about.is_marketing or "marketing" not in RULES[rule].needs:
                for (row,) in database.sql(f"from {rule}").fetchall():
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


@settings(max_examples=60)
@given(worlds())
def test_the_gate_and_the_oracle_agree_on_every_row(world):
    check(world)


@pytest.mark.slow
@pytest.mark.parametrize("drawn_by", range(8))
def test_the_gate_and_the_oracle_agree_at_length(drawn_by):
    check_worlds(check, drawn_by, 250)


@settings(max_examples=15)  # each one is a whole run of Great Expectations
@given(worlds())
def test_what_the_oracle_keeps_passes(world):
    kept = [one["row"] for one in oracle.decide(world) if one["decision"] == "keep"]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        result = run_gate(subject_of(world, kept, work), campaign(world), work)
    assert result.sentences() == []
    assert result.passed
