"""Files as DuckDB reads them: by position, as they are, nothing guessed."""

from __future__ import annotations

import csv
import glob
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
from polars.exceptions import PolarsError

from hygiene.errors import InputError, nearest
from hygiene.gates.suites import BrokenGateError
from hygiene.sources.files import FORMATS, Source

_BLOCK = 1 << 24
_TEXT = "VARCHAR"


def quoted(text: str) -> str:
    """Return `text` as a SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Scan:
    """A file, or a table of the database, as SQL can read it.

    Attributes:
        label: What messages call it.
        sql: What stands after `from`; its columns are called c0, c1, ...
        names: The columns' own names, in order.
        types: Their DuckDB types.
    """

    label: str
    sql: str
    names: tuple[str, ...]
    types: tuple[str, ...]

    def column(self, name: str) -> str:
        """Return the SQL name of a column.

        Columns are taken by their position: DuckDB does not tell `Email` from `email`.

        Raises:
            InputError: There is no such column.
        """
        if name not in self.names:
            raise InputError(
                f"'{self.label}' has no column '{name}'.{nearest(name, self.names)}"
            )
        return f"c{self.names.index(name)}"

    def type_of(self, name: str) -> str:
        """Return the DuckDB type of a column."""
        return self.types[self.names.index(name)]


class Opener:
    """Opens files for one database, and remembers which ones it reads."""

    def __init__(self, database: duckdb.DuckDBPyConnection, work: Path) -> None:
        """Take a folder for the copies of what DuckDB would read otherwise."""
        self._database = database
        self._work = work
        self._copies = 0
        self.files: list[Path] = []

    def open(self, path: Path) -> Scan:
        """Return the scan of a Parquet, CSV, NDJSON or Arrow file.

        Raises:
            InputError: It is missing, or of another kind.
        """
        if not path.is_file():
            raise InputError(f"There is no file '{path.name}' for the gate to read.")
        kind = FORMATS.get(path.suffix.lower())
        openers: dict[str | None, Callable[[Path], Scan]] = {
            "parquet": self._parquet,
            "csv": self._csv,
            "ndjson": self._ndjson,
            "arrow": lambda path: self._copied(
                pl.scan_ipc(path, glob=False), path.name
            ),
        }
        if kind not in openers:
            raise InputError(f"The gate cannot read '{path.name}': it is no table.")
        try:
            return openers[kind](path)
        except (duckdb.Error, PolarsError, UnicodeDecodeError, csv.Error) as error:
            # A message about a file may quote its content: name the kind alone.
            told = type(error).__name__
            raise BrokenGateError(
                f"The file {path.name} cannot be opened ({told})."
            ) from None

    def open_source(self, source: Source) -> Scan:
        """Return the scan of a source as it was given; a frame is written down."""
        if source.read_path is None:
            return self._copied(source.frame, source.label)
        return self.open(source.read_path)

    def _parquet(self, path: Path) -> Scan:
        scan = f"read_parquet({self._named(path)}, hive_partitioning = false)"
        described = self._database.execute(f"describe from {scan}").fetchall()
        names, types = [row[0] for row in described], [row[1] for row in described]
        return _scan(path.name, scan, names, types)

    def _csv(self, path: Path) -> Scan:
        if _is_odd(path):
            frame = pl.scan_csv(path, infer_schema=False, glob=False)
            return self._copied(frame, path.name)
        with path.open(encoding="utf-8-sig", newline="") as file:
            names = next(csv.reader(file), [])
        columns = ", ".join(f"'c{place}': 'varchar'" for place in range(len(names)))
        # In one thread, because a short row may stand beside a quoted line break.
        scan = (
            f"read_csv({self._named(path)}, columns = {{{columns}}}, header = true, "
            "auto_detect = false, delim = ',', quote = '\"', escape = '\"', "
            "nullstr = '', null_padding = true, parallel = false, strict_mode = false, "
            "hive_partitioning = false)"
        )
        return _scan(path.name, scan, names, [_TEXT] * len(names))

    def _ndjson(self, path: Path) -> Scan:
        pattern = glob.escape(str(path))
        rows = pl.scan_ndjson(pattern, infer_schema_length=None)
        names = rows.collect_schema().names()
        # A key that no object holds is a column of nulls, as it is for the toolkit.
        fields = ", ".join(f"{quoted(name)}: 'varchar'" for name in names)
        scan = (
            f"read_json({self._named(path)}, columns = {{{fields}}}, "
            "format = 'newline_delimited', hive_partitioning = false)"
        )
        return _scan(path.name, scan, names, [_TEXT] * len(names))

    def _named(self, path: Path) -> str:
        """Return a path as a SQL literal that names this file alone, and note it.

        DuckDB takes every name for a glob: `a[1].csv` would be the file `a1.csv`.
        """
        pattern = glob.escape(str(path))
        self.files += [path.resolve(), Path(pattern)]
        return quoted(pattern)

    def _copied(self, frame: pl.LazyFrame, label: str) -> Scan:
        """Return the scan of a Parquet copy, written by Polars."""
        self._copies += 1
        path = self._work / f"copy_{self._copies}.parquet"
        frame.sink_parquet(path, compression="lz4", statistics=False)
        scan = self._parquet(path)
        return Scan(label, scan.sql, scan.names, scan.types)


def _scan(label: str, sql: str, names: Iterable[str], types: Iterable[str]) -> Scan:
    names, types = tuple(names), tuple(types)
    places = ", ".join(f"c{place}" for place in range(len(names)))
    return Scan(label, f"{sql} as file({places})", names, types)


def _is_odd(path: Path) -> bool:
    """Return whether DuckDB would count other rows in a CSV file than the toolkit.

    DuckDB leaves blank lines out and ends a row at a lone carriage return. Where some
    lines end with LF and others with CRLF, it finds blank rows between them.
    """
    feeds = both = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK) + file.readline():
            feeds += block.count(b"\n")
            both += block.count(b"\r\n")
            lone = block.count(b"\r") > block.count(b"\r\n")
            blank = block.startswith((b"\n", b"\r\n"))
            if lone or blank or b"\n\n" in block or b"\n\r\n" in block:
                return True
    return both not in {0, feeds}
