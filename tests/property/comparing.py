"""Run the product on a drawn world and say, row by row, where it differs."""

import tempfile
from pathlib import Path
from typing import Any

import polars as pl

import hygiene as hy
from tests.oracle import World
from tests.strategies import campaign, frames, write_files

ENGINES = ("streaming", "in-memory")
FIELDS = (
    "decision",
    "reason",
    "reasons",
    "basis",
    "basis_evidence",
    "blocked_by",
    "policy",
    "flags",
)
Decision = dict[str, Any]


def screen(world: World, engine: str, **tables: pl.DataFrame) -> hy.Screening:
    """Screen a world with the product, its tables handed over as frames."""
    tables = frames(world) | tables
    return hy.screen(**tables, campaign=campaign(world), engine=engine)


def decisions(world: World, engine: str) -> list[Decision]:
    """Return the product's decisions on a world."""
    return screen(world, engine).decisions.collect(engine=engine).to_dicts()


def decisions_of_files(world: World, engine: str) -> list[Decision]:
    """Return the product's decisions on a world that is written to files first."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_files(world, Path(folder))
        screening = hy.screen(path, engine=engine)
        return screening.decisions.collect(engine=engine).to_dicts()


def differences(world: World, wanted: list[Decision], got: list[Decision]) -> str:
    """Return every difference between two lists of decisions, or an empty text."""
    if len(wanted) != len(got):
        return f"{len(wanted)} decisions were wanted, there are {len(got)}"
    parts = []
    for row, (one, other) in enumerate(zip(wanted, got, strict=True)):
        fields = [field for field in FIELDS if one[field] != other[field]]
        if fields:
            parts.append(f"row {row}: {world.tables['audience'][row]}")
        parts += [f"  {f}: wanted {one[f]!r}, is {other[f]!r}" for f in fields]
    return "\n".join([*parts, "", _show(world)]) if parts else ""


def _show(world: World) -> str:
    """Return a world in lines short enough to read."""
    lines = [f"campaign: {world.campaign}"]
    lines += [f"policy: {policy}" for policy in world.policies.values()]
    for table, rows in world.tables.items():
        zone = world.timezones.get(table)
        lines += [f"{table}{f' ({zone})' if zone else ''}:"] if rows else []
        for row in rows:
            cells = {k: v for k, v in row.items() if v is not None}
            lines.append(f"  {cells}")
    return "\n".join(lines)
