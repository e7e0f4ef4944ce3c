"""Findings as CSV: ids and row numbers, and addresses only where they are asked for."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl

from hygiene.errors import InputError
from hygiene.folders import Maker, check_file, new_file
from hygiene.masking import withheld
from hygiene.text import guarded_csv

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
    hidden = [
        withheld(pl.col(name)).alias(name)
        for name, dtype in shown.schema.items()
        if dtype == pl.String and not reveal
    ]
    with new_file(path) as new:
        new.write_text(guarded_csv(shown.with_columns(hidden)), encoding="utf-8")
    return path


def check_findings_place(path: Path) -> None:
    """Refuse a path at which something else lies.

    Raises:
        InputError: Something does, the name does not end in `.csv`, or there is no
            such folder.
    """
    if path.suffix.lower() != ".csv":
        raise InputError(f"'{path.name}' must end in .csv.")
    if not path.absolute().parent.is_dir():
        raise InputError(f"The folder of '{path.name}' does not exist; make it first.")
    check_file(path, Maker("such an export", "file name", _is_own))


def _is_own(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        return False
    return header[:2] == [_FIRST, _SECOND]
