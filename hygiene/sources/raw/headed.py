"""Headed tables: delimited files and workbooks, which name their columns first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hygiene.errors import InputError, listed
from hygiene.sources.files import repeated_names
from hygiene.sources.formats.spec import folded
from hygiene.sources.raw import delimited
from hygiene.sources.raw.encoding import codec_of
from hygiene.sources.raw.kinds import TEXT, WORKBOOK, kind_of
from hygiene.sources.raw.rows import Rows
from hygiene.sources.raw.workbook import sheet_rows
from hygiene.sources.reading import Reading


def table_rows(path: Path, reading: Reading, *, pads: bool = False) -> Rows:
    """Return the rows of a delimited file or a workbook, names from the first row.

    Args:
        path: The file.
        reading: How it is to be read.
        pads: Whether a row with too few cells ends in blanks, and a cell may hold what
            looks like rows: so in an audience, of which a row less is safe.

    Raises:
        InputError: It is no text, has no header, or it is not clear what is meant.
    """
    kind = kind_of(path)
    if kind not in {TEXT, WORKBOOK}:
        raise InputError(f"'{path.name}' is no text, as a {reading.format} file is.")
    rows: Iterator[tuple[int, list[Any]]]
    if kind == WORKBOOK:
        rows, mark = enumerate(sheet_rows(path, reading.sheet)), None
    else:
        codec = codec_of(path, reading.encoding)
        mark = reading.delimiter or delimited.delimiter_of(path, codec)
        rows = delimited.rows_of(path, codec, mark)
    _, header = next(rows, (0, []))
    if "".join(map(str, header)).startswith("sep="):  # what Excel reads as a delimiter
        _, header = next(rows, (0, []))
    if not header:
        raise InputError(f"'{path.name}' holds no header and no row.")
    if mark and not pads:
        rows = delimited.unswallowed(rows, path, mark, len(header))
    names = delimited.unique_names([str(name) for name in header])
    given = tuple(str(name).strip() for name in header)
    values = ((number, row) for number, (_, row) in enumerate(rows, start=1))
    return Rows(path.name, names, values, pads or mark is None, given)


def require_single(rows: Rows, read: Iterable[str] | None) -> None:
    """Refuse a file that has a column more than once which is read.

    Args:
        rows: The file.
        read: The names that are read, or None for all of them.

    Raises:
        InputError: It does.
    """
    counted = Counter(map(folded, rows.header) if read else rows.header)
    repeated = {name for name, count in counted.items() if count > 1}
    if read is None and repeated:
        raise repeated_names(rows.label, len(repeated))
    unclear = [name for name in read or () if folded(name) in repeated]
    if unclear:
        raise InputError(
            f"'{rows.label}' has the column {listed(unclear)} more than once, so that "
            "it is not clear which one counts. Give every column a name of its own."
        )
