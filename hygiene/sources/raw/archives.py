"""Archives: what lies packed in a ZIP or gzip file, unpacked within limits."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from hygiene.errors import InputError

MOST_FILES = 1_000
MOST_BYTES = 20 << 30
MOST_RATIO = 200
_SMALL = 1 << 26
_BLOCK = 1 << 20
_ZIP, _GZIP = b"PK\x03\x04", b"\x1f\x8b"
_SPREADSHEET = "[Content_Types].xml"


def is_archive(path: Path) -> bool:
    """Return whether a file is packed, by its first bytes; a workbook is not.

    >>> from hygiene.resources import package_file
    >>> is_archive(package_file("policies", "uk.toml"))
    False
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(_GZIP):
        return True
    return start == _ZIP and not is_workbook(path)


def is_workbook(path: Path) -> bool:
    """Return whether a file is an Excel workbook of the kind that is a ZIP file."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _SPREADSHEET in archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack a file into `folder`; return what was in it, in name order.

    Raises:
        InputError: It is damaged or encrypted, or would become absurdly large.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        found = _gunzip(path, folder) if packed else _unzip(path, folder)
        return sorted(found)
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError):
        raise InputError(f"'{path.name}' is a damaged archive. Get it again.") from None
    except (RuntimeError, NotImplementedError):
        raise InputError(
            f"'{path.name}' is encrypted or packed in a way that cannot be read. "
            "Unpack it yourself and name the files."
        ) from None


def _gunzip(path: Path, folder: Path) -> Iterator[Path]:
    name = path.name[:-3] if path.name.lower().endswith(".gz") else path.name
    target = folder / name
    with gzip.open(path) as packed:
        _copy(cast("BinaryIO", packed), target, path, path.stat().st_size)
    yield target


def _unzip(path: Path, folder: Path) -> Iterator[Path]:
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if _is_file(info)]
        if len(members) > MOST_FILES:
            raise InputError(f"'{path.name}' holds over {MOST_FILES:,} files.")
        if sum(info.file_size for info in members) > MOST_BYTES:
            raise _bomb(path)
        names = [PurePosixPath(info.filename).name for info in members]
        if len(set(names)) < len(names):
            raise InputError(
                f"'{path.name}' holds two files of one name in different folders. "
                "Unpack it yourself and name the files."
            )
        for info, name in zip(members, names, strict=True):
            with archive.open(info) as packed:
                _copy(cast("BinaryIO", packed), folder / name, path, info.compress_size)
            yield folder / name


def _is_file(info: zipfile.ZipInfo) -> bool:
    name = PurePosixPath(info.filename)
    return not info.is_dir() and name.parts[0] != "__MACOSX" and name.name[0] != "."


def _copy(packed: BinaryIO, target: Path, path: Path, size: int) -> None:
    """Copy within the limits; what the archive says of its size is not believed."""
    most = min(MOST_BYTES, max(_SMALL, size * MOST_RATIO))
    written = 0
    with target.open("wb") as file:
        while block := packed.read(_BLOCK):
            written += len(block)
            if written > most:
                raise _bomb(path)
            file.write(block)


def _bomb(path: Path) -> InputError:
    return InputError(
        f"'{path.name}' would unpack to far more than its size allows; it is not "
        "read. Unpack it yourself if that is meant."
    )
