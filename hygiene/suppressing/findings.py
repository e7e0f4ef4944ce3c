"""Findings as CSV: ids and row numbers, and addresses only where they are asked for."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from hygiene.errors import InputError
from hygiene.folders import Maker, check_file, new_file
from hygiene.masking import WITHHELD

SPREADSHEET = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""

ADDRESSES = ("address", "suppressed_address")
"""The columns that hold addresses."""

_FIRST = "row"
_SECOND = "audience_file"


def write_findings(findings: pl.DataFrame, path: Path, *, reveal: bool) -> Path:
    """Write findings as CSV; a text that a spreadsheet would compute gets a quote.

    Args:
        findings: One row a finding; its first columns are `row` and `audience_file`.
        path: A new file, or one that was written like this before.
        reveal: Whether addresses are written too.

    Raises:
        InputError: The file cannot be written, or it is another one.
    """
    check_findings_place(path)
    shown = findings if reveal else findings.drop(ADDRESSES, strict=False)
    withheld = [
        pl.when(pl.col(name).str.contains("@", literal=True))
        .then(pl.lit(WITHHELD))
        .otherwise(name)
        .alias(name)
        for name, dtype in shown.schema.items()
        if dtype == pl.String and not reveal
    ]
    texts = [
        pl.when(pl.col(name).str.slice(0, 1).is_in(SPREADSHEET))
        .then(pl.concat_str(pl.lit("'"), name))
        .otherwise(name)
        .alias(name)
        for name, dtype in shown.schema.items()
        if dtype == pl.String
    ]
    with new_file(path) as new:
        shown.with_columns(withheld).with_columns(texts).write_csv(new)
    return path


def check_findings_place(path: Path) -> None:
    """Refuse a path at which something else lies.

    Raises:
        InputError: Something does, or the name does not end in `.csv`.
    """
    if path.suffix.lower() != ".csv":
        raise InputError(f"'{path.name}' must end in .csv.")
    check_file(path, Maker("this command", "--out", _is_own))


def _is_own(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        return False
    return header[:2] == [_FIRST, _SECOND]
