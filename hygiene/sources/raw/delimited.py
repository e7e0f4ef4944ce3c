"""Delimited text: dirty CSV files, read row by row and told apart from damaged ones.

Clean files never come here: Polars scans them as they are (`hygiene.sources.files`).
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from hygiene.errors import InputError
from hygiene.sources.raw.encoding import not_throughout

DELIMITERS: dict[str, str] = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
"""What may stand between two cells, with its name."""

REPEATED = re.compile(r" \(\d+\)$")
"""What `unique_names` puts behind a name that stands in the header again."""

MOST_CELL = 1 << 20
_SAMPLE = 1 << 16
_QUOTED = re.compile('"[^"]*"')


def delimiter_of(path: Path, codec: str) -> str:
    """Return what stands between the names of a header: the likeliest of four.

    Quoted names are not looked into. A header of one name has a comma.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text('id;"a,b";email')
    >>> delimiter_of(path, "utf-8")
    ';'
    """
    with path.open(encoding=codec, newline="", errors="replace") as file:
        sample = file.read(_SAMPLE).lstrip("\ufeff\r\n")
    unquoted = (_QUOTED.sub("", sample).splitlines() or [""])[0]
    counted = Counter({mark: unquoted.count(mark) for mark in DELIMITERS})
    mark, count = counted.most_common(1)[0]
    return mark if count else ","


def rows_of(path: Path, codec: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a file with the number of the line on which each one ends.

    Rows end with CRLF, LF or a lone CR; cells may be quoted and hold line breaks.
    Blank lines are left out.

    Raises:
        InputError: A quotation mark never ends, a cell is larger than 1 MB, or there
            are zero bytes.
    """
    limit = csv.field_size_limit(MOST_CELL)
    line = 0
    try:
        with path.open(encoding=codec, newline="") as file:
            lines = _without_zeros(file, path)
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
            for row in reader:
                line = reader.line_num
                if row:
                    yield line, row
    except csv.Error:
        raise InputError(
            f"'{path.name}' is damaged after line {line:,}: a quotation mark "
            "is out of place or a cell never ends. Export it again."
        ) from None
    except UnicodeDecodeError:
        raise not_throughout(path, codec) from None
    finally:
        csv.field_size_limit(limit)


def _without_zeros(lines: Iterable[str], path: Path) -> Iterator[str]:
    """Yield lines as they are; a zero byte in an opt-out would make it match nobody."""
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise InputError(
                f"'{path.name}' holds zero bytes, the first in line {number:,}: it is "
                "damaged, or no text. Export it again."
            )
        yield line


def holds_row(text: str, delimiter: str, cells: int) -> bool:
    r"""Return whether a line of `text` after the first could be a row of its own.

    A quotation mark that stands for inches begins a cell, which ends at the next one:
    the rows between them would become one cell.

    Args:
        text: A cell, or a row.
        delimiter: What stands between two cells.
        cells: How many cells a row has.

    >>> holds_row("550 no such user,\ntry again, later", ",", 3)
    False
    >>> holds_row("5 disc\ns2,b,x", ",", 3)
    True
    """
    lines = text.replace("\r", "\n").split("\n")[1:]
    return any(line.strip() and line.count(delimiter) >= cells - 1 for line in lines)


def unswallowed(
    rows: Iterable[tuple[int, list[str]]], path: Path, delimiter: str, cells: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows as they are, unless a cell of them may have swallowed others.

    Raises:
        InputError: It may.
    """
    for line, row in rows:
        if any(holds_row(cell, delimiter, cells) for cell in row):
            raise InputError(
                f"'{path.name}' has a cell of several lines in the row that ends in "
                f"line {line:,}, and one of them looks like a row of its own: a "
                "quotation mark may have swallowed rows. Mend that row, or export the "
                "file again."
            )
        yield line, row


def unique_names(header: list[str]) -> list[str]:
    """Return the column names, stripped, with repeated ones numbered until free.

    >>> unique_names(["Email ", "Reason", "Reason"])
    ['Email', 'Reason', 'Reason (2)']
    >>> unique_names(["x", "x", "x (2)"])
    ['x', 'x (3)', 'x (2)']
    """
    given = [name.strip().removeprefix("\ufeff") for name in header]
    taken = set(given)
    seen: Counter[str] = Counter()
    names = []
    for name in given:
        seen[name] += 1
        unique = name
        while seen[name] > 1 and unique in taken:
            unique = f"{name} ({seen[name]})"
            seen[name] += unique in taken
        taken.add(unique)
        names.append(unique)
    return names
