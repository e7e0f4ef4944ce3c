"""Files: what a path names, how it is scanned, and its digest."""

from __future__ import annotations

import csv
import glob
import hashlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene.errors import InputError, listed

FORMATS: dict[str, str] = {
    ".csv": "csv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".arrow": "arrow",
    ".ipc": "arrow",
    ".feather": "arrow",
}
"""File format by suffix, of what is scanned where it lies."""

READABLE = (*FORMATS, ".tsv", ".txt", ".xlsx")

PARQUET = "parquet"
IN_MEMORY = "in memory"
QUERY = "lazy query"
_GLOB = set("*?[")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """One file or frame of a table.

    Attributes:
        label: What messages and reports call it; never a whole path.
        frame: Its content, columns and values as given.
        format: `csv`, `parquet`, `ndjson`, `arrow`, `in memory` or `lazy query`.
        path: Where it lies, or None for a frame.
        copy: What is read in its place, where the file cannot be scanned as it is.
        is_numbered: Whether its rows say in `_row` which record of a file they are.
        notes: What its reader should know of how it was read.
    """

    label: str
    frame: pl.LazyFrame
    format: str = IN_MEMORY
    path: Path | None = None
    copy: Path | None = None
    is_numbered: bool = False
    notes: tuple[str, ...] = ()

    @property
    def read_path(self) -> Path | None:
        """The file that is read: the copy or the file itself; None for a frame."""
        return self.copy or self.path

    def signature(self) -> tuple[int, int, int] | None:
        """Return what changes when the file does (inode, size, time), or None."""
        if self.path is None:
            return None
        status = self.path.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns

    def sha256(self) -> str | None:
        """Return the file's SHA-256 in hexadecimal, or None for a frame."""
        return None if self.path is None else file_sha256(self.path)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    >>> from hygiene.resources import package_file
    >>> len(file_sha256(package_file("policies", "uk.toml")))
    64
    """
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def expand(pattern: str, folder: Path, *, may_be_folder: bool = False) -> list[Path]:
    """Return the files that a path or a glob names, in name order.

    A name that exists as it is written wins over its meaning as a glob, so a file
    called `a[1].csv` is itself. A folder counts only where it `may_be_folder`.

    Raises:
        InputError: There is no such file, or a glob finds what is none.

    >>> from hygiene.resources import package_file
    >>> [path.name for path in expand("s*.toml", package_file("policies"))]
    ['strict.toml']
    """
    path = folder / pattern
    if path.is_file() or (path.is_dir() and may_be_folder):
        return [path]
    if _GLOB & set(pattern):
        root = Path(Path(pattern).anchor) if Path(pattern).is_absolute() else folder
        found = root.glob(str(Path(pattern).relative_to(Path(pattern).anchor)))
        try:
            files = sorted(match for match in found if not match.is_dir())
        except (ValueError, NotImplementedError):
            raise InputError(f"'{pattern}' is not a glob that can be read.") from None
        for file in files:
            require_file(file)
        if files:
            return files
    raise InputError(f"There is no file '{pattern}'.")


def require_file(path: Path) -> None:
    """Refuse what lies in a folder and is no file, such as a link to what is gone.

    Raises:
        InputError: It is none.

    >>> from hygiene.resources import package_file
    >>> require_file(package_file("policies", "uk.toml"))
    """
    if not path.is_file():
        raise InputError(
            f"'{path.name}' is no file; it may be a link to one that is gone. Mend it, "
            "or take it away."
        )


def open_file(path: Path) -> Source:
    """Return a lazy scan of one file, with text columns where the format has no types.

    Raises:
        InputError: The suffix is unknown, or a CSV header repeats a column.
    """
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        raise InputError(
            f"'{path.name}' has no suffix that can be read: {listed(READABLE)}."
        )
    if kind == "csv":
        names = _header(path)
        frame = pl.scan_csv(path, infer_schema=False, glob=False, new_columns=names)
        return Source(path.name, frame, kind, path)
    return Source(path.name, _scan(path, kind), kind, path)


def _scan(path: Path, kind: str) -> pl.LazyFrame:
    if kind == "parquet":
        return pl.scan_parquet(path, glob=False)
    if kind == "arrow":
        return pl.scan_ipc(path, glob=False)
    # The NDJSON reader takes every name for a glob, so a name is escaped.
    return pl.scan_ndjson(glob.escape(str(path)), infer_schema_length=None)


def _header(path: Path) -> list[str]:
    """Return the column names of a CSV file, unquoted as its cells are."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader(file), [])
    except (UnicodeDecodeError, csv.Error):
        raise InputError(
            f"'{path.name}' is not a UTF-8 CSV file. Save it as UTF-8 and try again."
        ) from None
    repeated = [name for name, count in Counter(header).items() if count > 1]
    if repeated:
        raise repeated_names(path.name, len(repeated))
    return header


def repeated_names(label: str, count: int) -> InputError:
    """Return the error for a file with columns of one name; it quotes none of them.

    >>> str(repeated_names("a.csv", 1))[:40]
    "'a.csv' has 1 column name(s) more than o"
    """
    return InputError(
        f"'{label}' has {count} column name(s) more than once. "
        "Give every column a name of its own."
    )
