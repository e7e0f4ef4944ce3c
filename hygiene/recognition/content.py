"""Content: a file of any kind as columns of text, read without knowing what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PolarsError

from hygiene.errors import InputError, RejectedRowsError
from hygiene.recognition.names import is_header, is_shown
from hygiene.sources.files import FORMATS, expand
from hygiene.sources.landing import new_copy
from hygiene.sources.raw import objects
from hygiene.sources.raw.archives import is_archive, unpack
from hygiene.sources.raw.condition import has_lone_returns
from hygiene.sources.raw.delimited import (
    DELIMITERS,
    delimiter_of,
    rows_of,
    unique_names,
)
from hygiene.sources.raw.encoding import UTF_8, encoding_of
from hygiene.sources.raw.headed import table_rows
from hygiene.sources.raw.kinds import ARROW, PARQUET, WORKBOOK, kind_of
from hygiene.sources.raw.rows import ITEM, ROW, Rows
from hygiene.sources.reading import Reading

SAMPLE = 1_000
"""How many rows are looked at to tell a header and the style of a column."""

MOST_RECORDS = 100_000
"""How many records of a JSON file are looked at."""

_BLOCK = 1 << 16
_TYPED = {PARQUET, ARROW}
_WORKBOOKS = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_SUFFIXES = {*FORMATS, *_WORKBOOKS, ".tsv", ".txt", ".json", ".zip", ".gz"}


@dataclass(frozen=True, slots=True)
class Content:
    """What is in one file.

    Attributes:
        label: What messages call it; a file in an archive stands after its name.
        path: The file that was named.
        kind: `csv`, `lines`, `json`, `ndjson`, `parquet`, `arrow` or `workbook`.
        frame: Its columns.
        shown: Each column's name, or its place where the name may be data.
        header: Whether the names are in the file; None where it has no such thing.
        encoding: The codec of a text.
        delimiter: What stands between cells.
        newline: How lines end.
        records: The first records of a JSON file.
        notes: What a reader must know.
    """

    label: str
    path: Path
    kind: str
    frame: pl.LazyFrame
    shown: Mapping[str, str]
    header: bool | None = None
    encoding: str | None = None
    delimiter: str | None = None
    newline: str | None = None
    records: tuple[Any, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def file_name(self) -> str:
        """The name of the file itself, in an archive or not."""
        return self.label.rpartition("/")[2]

    @property
    def names(self) -> list[str]:
        """The names of the columns that are names and not data."""
        return [name for name in self.shown if self.header is not False]


def contents_of(path: Path) -> Iterator[Content]:
    """Yield the content of a file, or of every file in a folder or an archive.

    Raises:
        InputError: There is no such file, or one cannot be read at all.
    """
    (given,) = expand(str(path), Path(), may_be_folder=True)
    if given.is_dir():
        for file in data_files(given):
            yield from contents_of(file)
    elif not given.stat().st_size:
        raise InputError(f"'{given.name}' is empty.")
    elif is_archive(given):
        for member in unpack(given, new_copy().parent):
            yield replace(
                content_of(member), label=f"{given.name}/{member.name}", path=given
            )
    else:
        yield content_of(given)


def data_files(folder: Path) -> list[Path]:
    """Return the files in a folder that may hold a table, by their suffix."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and path.suffix.lower() in _SUFFIXES
        and not path.name.startswith(".")
    )


def content_of(path: Path) -> Content:
    """Return the content of one file that is not packed.

    Raises:
        InputError: It cannot be read at all.
    """
    kind = kind_of(path)
    # A damaged file of these kinds may begin as a text does.
    if FORMATS.get(path.suffix.lower()) in _TYPED:
        kind = FORMATS[path.suffix.lower()]
    if kind == WORKBOOK:
        return _workbook(path)
    if kind in _TYPED:
        return _typed(path, kind)
    codec = encoding_of(path)
    with path.open(encoding=codec, errors="replace", newline="") as file:
        start = file.read(_BLOCK)
    newline = "CRLF" if "\r\n" in start else "LF" if "\n" in start else "CR"
    if start.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        read = _json(path, codec)
    else:
        read = _delimited(path, codec)
    has_rows = "\n" in start or "\r" in start
    return replace(read, encoding=codec, newline=newline if has_rows else None)


def _workbook(path: Path) -> Content:
    """Read the one sheet of a workbook; a workbook of several is refused."""
    rows = table_rows(path, Reading())
    frame = rows.write(new_copy()).drop(ROW, ITEM)
    return Content(path.name, path, WORKBOOK, frame, _shown(rows.names), header=True)


def _typed(path: Path, kind: str) -> Content:
    try:
        if kind == ARROW:
            frame = pl.scan_ipc(path, glob=False)
        else:
            frame = pl.scan_parquet(path, glob=False)
        names = frame.collect_schema().names()
    except (PolarsError, OSError):
        raise InputError(f"'{path.name}' is damaged. Get it again.") from None
    return Content(path.name, path, kind, frame, _shown(names), header=True)


def _json(path: Path, codec: str) -> Content:
    """Read the first records; what lies in them is text under the keys of the first."""
    records, count = [], 0
    for count, (_, record) in enumerate(objects.records_of(path, codec), start=1):
        if count <= MOST_RECORDS:
            records.append(record)
    flat = [record for record in records if isinstance(record, dict)]
    names = list(dict.fromkeys(key for record in flat for key in record))
    values = (
        (number, [record.get(name) for name in names])
        for number, record in enumerate(flat, start=1)
    )
    frame = Rows(path.name, names, values).write(new_copy()).drop(ROW, ITEM)
    notes: tuple[str, ...] = ()
    if count > MOST_RECORDS:
        notes = (
            f"Only the first {MOST_RECORDS:,} of {count:,} records are looked at.",
        )
    suffix = path.suffix.lower()
    kind = "ndjson" if suffix in {".ndjson", ".jsonl"} else "json"
    return Content(
        path.name, path, kind, frame, _shown(names), records=tuple(flat), notes=notes
    )


def _delimited(path: Path, codec: str) -> Content:
    mark = delimiter_of(path, codec)
    sample = [row for _, row in islice(rows_of(path, codec, mark), SAMPLE)]
    if not sample:
        raise InputError(f"'{path.name}' holds nothing but blank lines.")
    header = is_header(sample[0], sample[1:])
    width = len(sample[0]) if header else max(map(len, sample))
    names = [f"column {place}" for place in range(1, width + 1)]
    if header:
        names = unique_names(sample[0])
    frame, notes = _scanned(path, codec, mark, names, header=header)
    is_list = width == 1 and not header
    return Content(
        path.name,
        path,
        "lines" if is_list else "csv",
        frame,
        _shown(names) if header else {name: name for name in names},
        header=header,
        delimiter=None if width == 1 else DELIMITERS[mark],
        notes=notes,
    )


def _scanned(
    path: Path, codec: str, mark: str, names: list[str], *, header: bool
) -> tuple[pl.LazyFrame, tuple[str, ...]]:
    """Scan plain UTF-8 as it is; read anything else, and what is damaged, by rows."""
    if codec in {UTF_8, "utf-8-sig"} and not has_lone_returns(path):
        frame = pl.scan_csv(
            path,
            separator=mark,
            has_header=header,
            new_columns=names,
            infer_schema=False,
            glob=False,
        )
        try:
            height = frame.select(pl.len()).collect(engine="streaming").item()
            frame.select(pl.all().count()).collect(engine="streaming")
        except PolarsError:
            height = None
        if height is not None:
            return frame, ()
    rows = rows_of(path, codec, mark)
    if header:
        next(rows)
    copy = new_copy()
    numbered = ((number, row) for number, (_, row) in enumerate(rows, start=1))
    try:
        frame = Rows(path.name, names, numbered, pads=not header).write(copy)
    except RejectedRowsError as error:
        damaged = error.rejects.height
        note = f"{damaged:,} row(s) have more or fewer cells than the header."
        return pl.scan_parquet(copy, glob=False).drop(ROW, ITEM), (note,)
    return frame.drop(ROW, ITEM), ()


def _shown(names: list[str]) -> dict[str, str]:
    return {
        name: name if is_shown(name) else f"column {place}"
        for place, name in enumerate(names, start=1)
    }
