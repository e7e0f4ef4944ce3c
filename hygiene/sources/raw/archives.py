"""Archives: what lies packed in a ZIP or gzip file, unpacked within limits."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PureWindowsPath
from typing import BinaryIO, cast

from hygiene.errors import InputError
from hygiene.sources.raw.kinds import GZIP, ZIP, kind_of

MOST_FILES = 1_000
MOST_BYTES = 20 << 30
MOST_RATIO = 200
_SMALL = 1 << 26
_BLOCK = 1 << 20
_LINK = 0o120000
_FILE_TYPE = 0o170000
_LONGEST_NAME = 200


def is_archive(path: Path) -> bool:
    """Return whether a file is packed, by its first bytes; a workbook is not.

    >>> from hygiene.resources import package_file
    >>> is_archive(package_file("policies", "uk.toml"))
    False
    """
    return kind_of(path) in {ZIP, GZIP}


def unpack(path: Path, folder: Path) -> list[Path]:
    """Unpack a file into `folder`; return what was in it, in name order.

    Raises:
        InputError: It is damaged or encrypted, or would become absurdly large.
    """
    try:
        is_gzip = kind_of(path) == GZIP
        return sorted(_gunzip(path, folder) if is_gzip else _unzip(path, folder))
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
        members = [info for info in archive.infolist() if _is_file(info, path)]
        if len(members) > MOST_FILES:
            raise InputError(f"'{path.name}' holds over {MOST_FILES:,} files.")
        if sum(info.file_size for info in members) > MOST_BYTES:
            raise _bomb(path)
        names = [_name(info) for info in members]
        if len({name.casefold() for name in names}) < len(names):
            raise InputError(
                f"'{path.name}' holds two files of one name in different folders. "
                "Unpack it yourself and name the files."
            )
        for info, name in zip(members, names, strict=True):
            with archive.open(info) as packed:
                _copy(cast("BinaryIO", packed), folder / name, path, info.compress_size)
            yield folder / name


def _is_file(info: zipfile.ZipInfo, path: Path) -> bool:
    """Return whether a member is a file that somebody packed.

    Raises:
        InputError: It is a link, or has a name that no file can have.
    """
    if info.is_dir() or info.filename.startswith("__MACOSX/"):
        return False
    name = _name(info)
    if info.external_attr >> 16 & _FILE_TYPE == _LINK:
        raise InputError(
            f"'{path.name}' holds a link, which is not followed. Pack the file itself."
        )
    if not name or len(name) > _LONGEST_NAME:
        raise InputError(
            f"'{path.name}' holds a file whose name cannot be used. "
            "Unpack it yourself and name the files."
        )
    return not name.startswith(".")


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member without its folders, however they are written."""
    return PureWindowsPath(info.filename).name


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
