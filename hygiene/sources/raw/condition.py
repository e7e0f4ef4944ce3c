"""Condition: whether a file can be scanned as it is, or has to be read row by row."""

from __future__ import annotations

from pathlib import Path

from hygiene.sources.raw.archives import is_workbook
from hygiene.sources.raw.delimited import delimiter_of
from hygiene.sources.raw.encoding import UTF_8, encoding_of
from hygiene.sources.reading import Reading

_BLOCK = 1 << 24
_TEXTS = {".csv", ".tsv", ".txt"}
_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}


def is_clean(path: Path, reading: Reading) -> bool:
    """Return whether Polars reads a file as it is: no text, or plain UTF-8 CSV.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("id;email")
    >>> is_clean(path, Reading())
    False
    """
    suffix = path.suffix.lower()
    if suffix in _WORKBOOKS or is_workbook(path):
        return False
    if suffix not in _TEXTS:
        return True
    if suffix != ".csv" or (reading.encoding or encoding_of(path)) not in _UTF_8:
        return False
    if (reading.delimiter or delimiter_of(path, UTF_8)) != ",":
        return False
    return not has_lone_returns(path)


_UTF_8 = {UTF_8, "utf-8-sig"}


def has_lone_returns(path: Path) -> bool:
    """Return whether a carriage return ends a row by itself, as old Macs write it."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK) + file.readline():
            if block.count(b"\r") > block.count(b"\r\n"):
                return True
    return False
