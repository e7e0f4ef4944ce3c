"""Read a file of another system as a campaign does, and show what came out."""

import tempfile
from pathlib import Path

import polars as pl

from hygiene.checks import Checker
from hygiene.sources.staging import stage
from hygiene.table_entries import read_entries
from hygiene.tables import EVIDENCE, Kind
from tests.contracts.files import ROOT

SAMPLES = ROOT / "sample_data" / "formats"


def entries_of(path, table, said, folder=SAMPLES):
    """Return the entries that `[tables.x]` with these keys stands for, or raise."""
    check = Checker("The campaign file c.toml")
    tables = {table: {"path": str(path), **said}}
    read = read_entries(tables, "Europe/London", Path(folder), check)
    check.problems = [one for one in check.problems if "is missing." not in one]
    check.finish()
    return read[table]


def staged(path, table, said, folder=SAMPLES):
    """Return the canonical rows of a file, every check of the contract passed."""
    entries = entries_of(path, table, said, folder)
    with tempfile.TemporaryDirectory() as work:
        found = stage(table, entries, Path(work), "in-memory", lambda frame: frame)
        return found.frame.sort("_file", "_row", maintain_order=True).collect()


def shown(frame, table, columns):
    """Return rows as people write them: times in UTC, dates as the day they are."""
    kinds = {column.name: column.kind for column in EVIDENCE[table].columns}
    cells = [
        _time(name) if kinds[name] is Kind.TIME else pl.col(name).cast(pl.String)
        for name in columns
    ]
    rows = frame.select(
        cell.fill_null("").alias(name)
        for cell, name in zip(cells, columns, strict=True)
    )
    return rows.rows()


def _time(name):
    first, last = pl.col(f"{name}_first"), pl.col(f"{name}_last")
    day = first + pl.duration(hours=12)
    return (
        pl.when(first == last)
        .then(first.dt.strftime("%Y-%m-%d %H:%M:%SZ"))
        .otherwise(day.dt.strftime("%Y-%m-%d"))
    )


def golden(text):
    """Return the heading and the rows of a table with bars between its cells."""
    lines = [line.strip() for line in text.strip().splitlines()]
    cells = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    return list(cells[0]), cells[1:]
