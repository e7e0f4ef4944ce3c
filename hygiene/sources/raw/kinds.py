"""Kinds: what a file really is, told by its bytes and not by its name."""

from __future__ import annotations

import zipfile
from pathlib import Path

from hygiene.errors import InputError

PARQUET, ARROW, WORKBOOK, ZIP, GZIP = "parquet", "arrow", "workbook", "zip", "gzip"
TEXT = "text"

_MARKS: tuple[tuple[bytes, str], ...] = (
    (b"PAR1\x15", PARQUET),  # the mark, and how its first page or footer begins
    (b"ARROW1\0\0", ARROW),
    (b"\x1f\x8b", GZIP),
)
_OLD_WORKBOOK = (
    "is an old workbook, or one with a password. Save it as .xlsx without a password"
)
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_WORKBOOK),
    (b"%PDF-", "is a PDF. Ask for the table itself, as CSV or .xlsx"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive. Unpack it yourself"),
    (b"Rar!\x1a", "is a RAR archive. Unpack it yourself"),
    (b"\xfd7zXZ\0", "is packed with xz. Unpack it yourself"),
    (b"BZh91AY", "is packed with bzip2. Unpack it yourself"),
    (b"\x28\xb5\x2f\xfd", "is packed with Zstandard. Unpack it yourself"),
    (b"SQLite format 3\0", "is a SQLite database. Export the table as CSV"),
)
_NOT_TABLES: tuple[tuple[bytes, str], ...] = (
    (b"<", "is a web page or XML, not a table. Save it as CSV or .xlsx"),
    (b"{\\rtf", "is a text document, not a table. Save it as CSV or .xlsx"),
)
_TAR, _TAR_AT = b"ustar", 257
_START = 512
_XLSX, _OFFICE = "xl/workbook.xml", ("[Content_Types].xml", "mimetype")


def kind_of(path: Path) -> str:
    """Return what a file is: Parquet, Arrow, a workbook, packed, or else text.

    Raises:
        InputError: It is something that is never a table here, such as a PDF.

    >>> from hygiene.resources import package_file
    >>> kind_of(package_file("policies", "uk.toml"))
    'text'
    """
    with path.open("rb") as file:
        start = file.read(_START)
    if not start:
        raise InputError(
            f"'{path.name}' is empty. Export it again, or leave it out of the campaign "
            "if nobody is meant to be in it."
        )
    for mark, problem in _REFUSED:
        if start.startswith(mark):
            raise InputError(f"'{path.name}' {problem}.")
    if start[_TAR_AT:].startswith(_TAR):
        raise InputError(f"'{path.name}' is a tar archive. Unpack it yourself.")
    written = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    for mark, problem in _NOT_TABLES:
        if written.startswith(mark):
            raise InputError(f"'{path.name}' {problem}.")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed_kind(path)
    return next((kind for mark, kind in _MARKS if start.startswith(mark)), TEXT)


def _packed_kind(path: Path) -> str:
    """Return whether a ZIP file is a workbook or an archive of files.

    Raises:
        InputError: It is damaged, or a document of another kind.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InputError(f"'{path.name}' is a damaged archive. Get it again.") from None
    if _XLSX in names:
        return WORKBOOK
    if names & set(_OFFICE):
        raise InputError(
            f"'{path.name}' is a document of another kind than .xlsx. "
            "Save it as .xlsx or CSV."
        )
    return ZIP
