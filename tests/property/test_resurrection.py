"""Who came back is who is kept today and would not be with the earlier records."""

import tempfile
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import hygiene as hy
from tests.oracle import decide
from tests.strategies import worlds, write_files

RESTRICTIVE = ("withdrawn", "refused")


def lossy(world, table, random):
    """Return a world in which about half of the records of a table are lost."""
    rows = [row for row in world.tables[table] if random.random() < 0.5]
    return replace(world, tables=world.tables | {table: rows})


def expected(today, full):
    """Return the ids of the records that a kept row is missing, by the oracle."""
    return {
        one["row"]: other["blocked_by"]
        for one, other in zip(decide(today), decide(full), strict=True)
        if one["decision"] == "keep" and other["blocked_by"]
    }


def found(result):
    by_row = defaultdict(list)
    for row, record in result.findings.select("row", "record").rows():
        by_row[row].append(record)
    return {row: sorted(records) for row, records in by_row.items()}


@settings(max_examples=15)
@given(
    world=worlds(has_timezones=True),
    table=st.sampled_from(["suppressions", "suppressions", "consents"]),
    random=st.randoms(use_true_random=False),
)
def test_who_came_back_is_who_the_oracle_says(world, table, random):
    if table not in world.tables:
        return
    today = lossy(world, table, random)
    if table == "consents":  # a lost consent removes people; only a lost no matters
        kept = [
            row
            for row in world.tables[table]
            if row in today.tables[table]
            or row["action"] not in ("withdrawn", "refused")
        ]
        today = replace(world, tables=world.tables | {table: kept})
    with tempfile.TemporaryDirectory() as name:
        for part in ("now", "then"):
            (Path(name) / part).mkdir()
        path = write_files(today, Path(name) / "now")
        before = write_files(world, Path(name) / "then")
        result = hy.resurrected(path, before=before)
    assert found(result) == expected(today, world)
    assert set(result.findings["today"]) <= {"gone"}
