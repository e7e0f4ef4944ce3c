"""Folders: results appear all or nothing, and only where results may be."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hygiene.errors import InputError

REJECTS = "rejects.csv"
_SUFFIXES = ("csv", "parquet", "ndjson", "arrow")


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder that takes the place of `folder` when all went well.

    Whatever ends the block early leaves `folder` as it was.

    Raises:
        InputError: `folder` holds something that a screening did not write.
    """
    check_replaceable(folder)
    folder = folder.absolute()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        yield new
        for path in [*new.iterdir(), new]:
            _flush(path)
        _replace(new, folder)
    except OSError as error:
        raise _unwritable(folder, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _unwritable(folder: Path, error: OSError) -> InputError:
    why = error.strerror or "the disk may be full"
    return InputError(f"'{folder.name}' cannot be written: {why}. Nothing was changed.")


def check_replaceable(folder: Path) -> None:
    """Refuse a folder that holds anything that a screening did not write.

    Raises:
        InputError: It does, or it is a file.
    """
    if folder.is_file() or folder.is_symlink():
        raise InputError(f"'{folder.name}' is not a folder; give another --out.")
    if not folder.exists():
        return
    foreign = [path.name for path in folder.iterdir() if path.name not in _OURS]
    if foreign:
        raise InputError(
            f"The folder '{folder.name}' holds {len(foreign)} file(s) that a screening "
            "did not write. Give a new or empty folder."
        )


_OURS = {
    REJECTS,
    "decisions.parquet",
    "summary.json",
    "gate.json",
    "report.html",
    *(f"{side}.{suffix}" for side in ("kept", "removed") for suffix in _SUFFIXES),
}


def _replace(new: Path, folder: Path) -> None:
    """Put `new` in the place of `folder`; a failure leaves the old one."""
    new.chmod(0o755)
    if not folder.exists():
        new.rename(folder)
    else:
        old = new.with_name(f"{new.name}-old")
        folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            old.rename(folder)
            raise
        shutil.rmtree(old, ignore_errors=True)
    _flush(folder.parent)


def _flush(path: Path) -> None:
    """Force a file or folder to disk, so that a rename never precedes its content."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
