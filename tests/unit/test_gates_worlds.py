"""The gate refuses nothing that the oracle keeps, whatever the world."""

import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given, settings

from hygiene.gates.runner import run_gate
from hygiene.gates.sandbox import TABLES
from hygiene.gates.subject import GateSubject
from hygiene.inputs import from_tables
from hygiene.sources.staging import stage
from tests import oracle
from tests.oracle.keys import COLUMN_OF_KIND
from tests.strategies.frames import campaign, frames
from tests.strategies.worlds import worlds


def subject_of(world, work):
    """Return the oracle's kept rows as a list to be released."""
    point = COLUMN_OF_KIND[world.kind]
    tables = frames(world)
    if point not in tables["audience"]:
        nothing = pl.lit(None, pl.String).alias(point)
        tables["audience"] = tables["audience"].with_columns(nothing)
    audience = tables["audience"]
    decided = oracle.decide(world)
    rows = [one["row"] for one in decided if one["decision"] == "keep"]
    audience.write_parquet(work / "audience.parquet")
    audience[rows].write_parquet(work / "kept.parquet")
    entries = from_tables(tables, campaign(world), None).evidence
    for name in TABLES:
        if name in entries:
            stage(name, entries[name], work, "streaming", lambda frame: frame)
    kind = "subscriber_type"
    return GateSubject(
        kept=work / "kept.parquet",
        audience=work / "audience.parquet",
        address_column=point,
        audience_address_column=point,
        removed_rows=len(decided) - len(rows),
        contact_id_column="contact_id" if "contact_id" in audience else None,
        source_column="source" if "source" in audience else None,
        subscriber_type_column=kind if kind in audience else None,
        tables={name: work / f"{name}.parquet" for name in TABLES if name in entries},
    )


@settings(max_examples=40)  # each one is a whole run of Great Expectations
@given(worlds())
def test_what_the_oracle_keeps_passes(world):
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        result = run_gate(subject_of(world, work), campaign(world), work)
    assert result.sentences() == []
    assert result.passed
