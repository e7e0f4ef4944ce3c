"""Headed tables: delimited files and workbooks, which name their columns first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from hygiene.errors import InputError, listed
from hygiene.sources.files import repeated_names
from hygiene.sources.formats.spec import folded
from hygiene.sources.raw import delimited
from hygiene.sources.raw.encoding import encoding_of
from hygiene.sources.raw.kinds import TEXT, WORKBOOK, kind_of
from hygiene.sources.raw.rows import Rows
from hygiene.sources.raw.workbook import sheet_rows
from hygiene.sources.reading import Reading


def table_rows(path: Path, reading: Reading, *, pads: bool = False) -> Rows:
    """Return the rows of a delimited file or a workbook, names from the first row.

    Raises:
        InputError: It is no text, has no header, or it is not clear what is meant.
    """
    kind = kind_of(path)
    if kind not in {TEXT, WORKBOOK}:
        raise InputError(f"'{path.name}' is no text, as a {reading.format} file is.")
    if kind == WORKBOOK:
        lines, pads = sheet_rows(path, reading.sheet), True
    else:
        codec = reading.encoding or encoding_of(path)
        mark = reading.delimiter or delimited.delimiter_of(path, codec)
        lines = (row for _, row in delimited.rows_of(path, codec, mark))
    header = next(lines, [])
    if "".join(map(str, header)).startswith("sep="):  # what Excel reads as a delimiter
        header = next(lines, [])
    if not header:
        raise InputError(f"'{path.name}' holds no header and no row.")
    names = delimited.unique_names([str(name) for name in header])
    given = tuple(str(name).strip() for name in header)
    return Rows(path.name, names, enumerate(lines, start=1), pads, given)


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
