"""Workbooks: a sheet of an .xlsx file as rows of text, without a digit lost.

What a program would quietly leave blank is refused: errors such as #N/A, formulas
whose results were never saved, and the covered cells of a merged one. A blank
`expires_at` would keep a consent alive.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from hygiene.errors import InputError, MissingExtraError, listed, nearest

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_MOST_BYTES = 4 << 30
_MOST_RATIO = 200
_SMALL = 1 << 26
_MOST_EXACT = 10**15
_BLOCK = 1 << 22
_OVERLAP = 1 << 12
_ERROR = re.compile(rb"<(?:\w+:)?c\s[^>]*\bt=[\"']e[\"']")
# A formula without a value. One whose result is an empty text says t="str".
_UNSAVED = re.compile(
    rb"<((?:\w+:)?)c\b(?![^>]*\bt=[\"']str[\"'])[^>]*>\s*"
    rb"<\1f\b[^>]*(?:/>|>[^<]*</\1f>)\s*(?:<\1v\s*/>|<\1v>\s*</\1v>)?\s*</\1c>"
)


def sheet_rows(path: Path, sheet: str | None) -> Iterator[list[Any]]:
    """Yield the rows of one sheet that are not blank, their blank ends cut off.

    A date is ISO 8601 text without a clock, a time has one, a whole number has no
    point. The first row is the header.

    Args:
        path: An .xlsx or .xlsm file.
        sheet: The sheet; None where only one is filled.

    Raises:
        InputError: It cannot be read, it is not clear which sheet is meant, or cells
            of it would be read as blank or with other digits.
        MissingExtraError: The extra `excel` is not installed.
    """
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise MissingExtraError("Reading a workbook", "excel") from None
    try:
        _check_size(path)
        with CalamineWorkbook.from_path(str(path)) as workbook:
            found = _chosen(workbook, path, sheet)
            _check_cells(path, found)
            yield from _rows(found, path)
    except (CalamineError, zipfile.BadZipFile, ET.ParseError, KeyError):
        raise _damaged(path) from None
    except (RuntimeError, NotImplementedError):  # what zipfile says of a password
        raise _damaged(path) from None


def _damaged(path: Path) -> InputError:
    return InputError(
        f"'{path.name}' cannot be read as a workbook: it is damaged or has a password. "
        "Save it again."
    )


def _check_size(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
    packed = path.stat().st_size
    if size > min(_MOST_BYTES, max(_SMALL, packed * _MOST_RATIO)):
        raise InputError(
            f"'{path.name}' would unpack to far more than its size allows; it is not "
            "read. Save it as CSV."
        )


def _chosen(workbook: CalamineWorkbook, path: Path, sheet: str | None) -> CalamineSheet:
    names = workbook.sheet_names
    if sheet is not None:
        if sheet not in names:
            raise InputError(
                f"'{path.name}' has no sheet '{sheet}'.{nearest(sheet, names)}"
            )
        return workbook.get_sheet_by_name(sheet)
    filled = [
        found
        for name in names
        if (found := workbook.get_sheet_by_name(name)).start is not None
    ]
    if len(filled) > 1:
        several = listed(found.name for found in filled)
        raise InputError(
            f"'{path.name}' has several sheets: {several}. Say which one is meant, "
            f'e.g. sheet = "{filled[0].name}".'
        )
    if not filled:
        raise InputError(f"'{path.name}' has no sheet with a filled cell.")
    return filled[0]


def _check_cells(path: Path, sheet: CalamineSheet) -> None:
    """Refuse a sheet with cells that would be read as blank.

    Raises:
        InputError: It has merged cells, errors, or formulas without a saved result.
    """
    if sheet.merged_cell_ranges:
        raise InputError(
            f"the sheet '{sheet.name}' of '{path.name}' has merged cells. Unmerge them "
            "and fill every cell."
        )
    for block in _blocks(path, sheet.name):
        if _ERROR.search(block):
            raise InputError(
                f"the sheet '{sheet.name}' of '{path.name}' has cells with an error "
                "such as #N/A. Mend or empty them."
            )
        if _UNSAVED.search(block):
            raise InputError(
                f"the sheet '{sheet.name}' of '{path.name}' has formulas without a "
                "saved result. Open it in a spreadsheet program, save it, and try "
                "again."
            )


def _blocks(path: Path, sheet: str) -> Iterator[bytes]:
    """Yield the XML of a sheet in blocks that overlap, so that no cell is cut."""
    with (
        zipfile.ZipFile(path) as archive,
        archive.open(_member(archive, sheet)) as file,
    ):
        tail = b""
        while block := file.read(_BLOCK):
            yield tail + block
            tail = (tail + block)[-_OVERLAP:]


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    # Expat, since 2.4, refuses entities that grow; the size was checked before.
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
    links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    keys = {
        one.get("name"): key
        for one in book.iter()
        for name, key in one.attrib.items()
        if name.endswith("}id")
    }
    target = {one.get("Id"): one.attrib["Target"] for one in links}[keys[sheet]]
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _rows(sheet: CalamineSheet, path: Path) -> Iterator[list[Any]]:
    first = sheet.start[0] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=first + 1):
        values = [_text(value, number, path) for value in row]
        while values and values[-1] == "":
            values.pop()
        if values:
            yield values


def _text(value: Any, row: int, path: Path) -> Any:
    """Return a cell as text, or as what becomes text without loss."""
    if isinstance(value, float) and value.is_integer():
        if abs(value) >= _MOST_EXACT:
            raise InputError(
                f"row {row:,} of '{path.name}' has a number of more than 15 digits, "
                "of which a spreadsheet keeps 15. Format its column as text and fill "
                "it again."
            )
        return str(int(value))
    return value.isoformat() if isinstance(value, datetime | date) else value
