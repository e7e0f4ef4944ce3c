"""Condition: whether a file can be scanned as it is, or has to be read row by row."""

from __future__ import annotations

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from hygiene.errors import InputError
from hygiene.sources.files import FORMATS
from hygiene.sources.raw.delimited import MOST_CELL, delimiter_of, holds_row
from hygiene.sources.raw.encoding import UTF_8, codec_of
from hygiene.sources.raw.kinds import ARROW, GZIP, PARQUET, TEXT, WORKBOOK, ZIP, kind_of
from hygiene.sources.reading import Reading

TEXTS = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xlsm")
"""What a text may be called; programs write tables as text and call them workbooks."""

_BLOCK = 1 << 24
_ENDINGS = {PARQUET: ".parquet", ARROW: ".arrow"}
_JSON = re.compile(rb'\s*(\{\s*"|\[\s*[{"\[\]])')
_UTF_8 = {UTF_8, "utf-8-sig"}
_QUOTED = re.compile('"[^"]*"')
_HALF_QUOTED = re.compile('[^,"]"|"[^,"]')
_COMMA, _QUOTE, _MARK = ",", '"', "\ufeff"


def is_scanned(path: Path, reading: Reading) -> bool:
    """Return whether Polars scans a file where it lies.

    Raises:
        InputError: Its name says something else than its content.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("id,email")
    >>> is_scanned(path, Reading())
    True
    """
    kind, suffix = kind_of(path), path.suffix.lower()
    if kind in {ZIP, GZIP}:
        raise InputError(
            f"'{path.name}' is packed inside of something else. Unpack it yourself and "
            "name the files."
        )
    named = FORMATS.get(suffix, TEXT)
    if kind in _ENDINGS and kind != named:
        raise InputError(
            f"'{path.name}' is a file of another kind than its name says. Give it the "
            f"ending {_ENDINGS[kind]}."
        )
    if kind != named and named in _ENDINGS:
        raise InputError(
            f"'{path.name}' is damaged, or not the kind of file that its name says. "
            "Export it again, or give it the ending of what it is."
        )
    if reading.is_foreign or kind == WORKBOOK:
        return False
    if kind == TEXT and suffix in TEXTS:
        _require_no_json(path)
        return reading.dates is None and is_clean_csv(path, reading)
    if named == "ndjson":
        _require_objects(path)
    return reading.dates is None


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(512)


def _require_no_json(path: Path) -> None:
    if _JSON.match(_start(path).removeprefix(BOM_UTF8)):
        raise InputError(
            f"'{path.name}' holds JSON. Give it the ending .ndjson if each line is one "
            "object."
        )


def _require_objects(path: Path) -> None:
    if not _start(path).lstrip().startswith(b"{"):
        raise InputError(
            f"'{path.name}' is no JSON lines: UTF-8 text with one object a line. "
            "Export it again, or give it the ending of what it is."
        )


def is_clean_csv(path: Path, reading: Reading) -> bool:
    """Return whether a text file is a CSV file that every reader reads alike.

    It is UTF-8, with commas; each row has as many cells as the header; quotation marks
    stand around whole cells, none of which may have swallowed rows; no line is blank;
    no two columns have one name.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("id;email")
    >>> is_clean_csv(path, Reading())
    False
    """
    if path.suffix.lower() != ".csv":
        return False
    if codec_of(path, reading.encoding) not in _UTF_8:
        return False
    if (reading.delimiter or delimiter_of(path, UTF_8)) != _COMMA:
        return False
    if _has_odd_bytes(path):
        return False
    try:
        names = _names(path)
        return bool(names) and _has_regular_rows(path, len(names))
    except (PolarsError, UnicodeDecodeError):
        return False


def _has_odd_bytes(path: Path) -> bool:
    """Return whether there is a zero byte, or a carriage return without a line feed."""
    blocks = _blocks(path)
    return any(b"\0" in block or _has_lone_return(block) for block in blocks)


def has_lone_returns(path: Path) -> bool:
    """Return whether a carriage return ends a row by itself, as old Macs write it."""
    return any(map(_has_lone_return, _blocks(path)))


def _blocks(path: Path) -> Iterator[bytes]:
    """Yield the bytes of a file in large blocks, each of whole lines."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK) + file.readline():
            yield block


def _has_lone_return(block: bytes) -> bool:
    return b"\r" in block and block.count(b"\r") > block.count(b"\r\n")


def _names(path: Path) -> list[str]:
    """Return the names in the first line, or none where they are not plain."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header = file.readline().rstrip("\r\n")
    try:
        names = next(csv.reader([header], strict=True), [])
    except csv.Error:
        return []
    is_single = len(set(names)) == len(names)
    is_plain = _is_regular(header, len(names)) and _MARK not in header
    return names if is_single and is_plain and not header.startswith("sep=") else []


def _has_regular_rows(path: Path, cells: int) -> bool:
    """Return whether each line has so many cells, quoted as a whole or not at all."""
    line = pl.col("line")
    lines = pl.scan_lines(path, name="line", glob=False).slice(1)
    is_quoted = line.str.contains(_QUOTE, literal=True)
    commas = line.str.count_matches(_COMMA, literal=True)
    if not _any(lines, is_quoted):  # as in most files: only commas have to be counted
        return not _any(lines, (commas != cells - 1) | (line == ""))
    # A quoted cell becomes one mark, or several where it holds quotation marks.
    marked = line.str.replace_all(_QUOTED.pattern, _QUOTE)
    has_cells = marked.str.count_matches(_COMMA, literal=True) == cells - 1
    is_whole = (line.str.count_matches(_QUOTE, literal=True) % 2 == 0) & ~(
        marked.str.contains(_HALF_QUOTED.pattern)
    )
    if not _any(lines, ~(has_cells & is_whole) | (line == "")):
        return True
    return _has_regular_records(path, cells)


def _has_regular_records(path: Path, cells: int) -> bool:
    """Return the same of records, where a quoted cell may hold several lines."""
    record, is_open = "", False
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in file:
            is_open ^= line.count(_QUOTE) % 2 == 1
            record += line
            if is_open and len(record) < MOST_CELL:
                continue
            record = record.rstrip("\r\n")
            if is_open or not _is_regular(record, cells):
                return False
            if holds_row(record, _COMMA, cells):
                return False
            record = ""
    return not is_open


def _is_regular(record: str, cells: int) -> bool:
    """Return whether one record has so many cells, quoted as a whole or not at all."""
    marked = _QUOTED.sub(_QUOTE, record)
    if record.count(_QUOTE) % 2 or _HALF_QUOTED.search(marked):
        return False
    return bool(record) and marked.count(_COMMA) == cells - 1


def _any(lines: pl.LazyFrame, found: pl.Expr) -> bool:
    return not lines.filter(found).head(1).collect(engine="streaming").is_empty()
