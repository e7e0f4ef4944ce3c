"""Folders: results appear all or nothing, and only where results may be."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hygiene.errors import InputError

REJECTS = "rejects.csv"
_SUFFIXES = ("csv", "parquet", "ndjson", "arrow")
_OURS = {
    REJECTS,
    "decisions.parquet",
    "summary.json",
    "gate.json",
    "report.html",
    *(f"{side}.{suffix}" for side in ("kept", "removed") for suffix in _SUFFIXES),
}


@dataclass(frozen=True, slots=True)
class Maker:
    """Who writes a folder, so that it replaces what it wrote itself and nothing else.

    Attributes:
        name: What it is called in a message.
        option: The option that names the folder.
        is_own: Whether it wrote a file.
    """

    name: str
    option: str
    is_own: Callable[[Path], bool]


SCREENING = Maker("a screening", "--out", lambda path: path.name in _OURS)


def private_folder() -> Path:
    """Return a new folder of this process alone, which goes when the process does.

    Lazy frames may outlive whatever made them, so nothing less decides how long.
    """
    folder = Path(tempfile.mkdtemp(prefix="hygiene-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@contextmanager
def new_folder(folder: Path, maker: Maker = SCREENING) -> Iterator[Path]:
    """Give a temporary folder that takes the place of `folder` when all went well.

    Whatever ends the block early leaves `folder` as it was.

    Raises:
        InputError: `folder` holds something that its maker did not write.
    """
    check_replaceable(folder, maker)
    folder = folder.absolute()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise unwritable(folder, error) from None
    try:
        yield new
        for path in [*new.iterdir(), new]:
            flush(path)
        _replace(new, folder)
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def write_file(path: Path, text: str) -> None:
    """Write `text` to `path`, which holds the old text or the whole new one.

    Raises:
        InputError: The file cannot be written.
    """
    with new_file(path) as new:
        new.write_text(text, encoding="utf-8")


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a temporary file that takes the place of `path` when all went well.

    Its name ends as the path's does. Whatever ends the block early changes nothing.

    Raises:
        InputError: The file cannot be written.
    """
    path = path.resolve()
    new: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent
        )
        os.close(handle)
        new = Path(name)
        yield new
        flush(new)
        new.chmod(0o644)
        new.replace(path)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        if new is not None:
            new.unlink(missing_ok=True)


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a result as JSON that people can read too.

    Raises:
        ValueError: A number in it is none, such as NaN.
    """
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(f"{text}\n", encoding="utf-8")


def check_file(path: Path, maker: Maker) -> None:
    """Refuse a path at which something lies that its maker did not write.

    An empty file may be replaced too.

    Raises:
        InputError: Something does, such as the list itself.
    """
    if not path.exists():
        return
    if not path.is_file():
        raise InputError(f"'{path.name}' is not a file; give another {maker.option}.")
    if path.stat().st_size and not maker.is_own(path):
        raise InputError(
            f"The file '{path.name}' is not one that {maker.name} wrote; "
            f"give another {maker.option}."
        )


def unwritable(folder: Path, error: OSError) -> InputError:
    """Return the refusal for a file or folder that cannot be written."""
    why = error.strerror or "the disk may be full"
    return InputError(f"'{folder.name}' cannot be written: {why}. Nothing was changed.")


def check_replaceable(folder: Path, maker: Maker = SCREENING) -> None:
    """Refuse a folder that holds anything that its maker did not write.

    Raises:
        InputError: It does, or it is a file.
    """
    if folder.is_file() or folder.is_symlink():
        raise InputError(
            f"'{folder.name}' is not a folder; give another {maker.option}."
        )
    if not folder.exists():
        return
    foreign = [path.name for path in folder.iterdir() if not maker.is_own(path)]
    if foreign:
        raise InputError(
            f"The folder '{folder.name}' holds {len(foreign)} file(s) that "
            f"{maker.name} did not write. Give a new or empty folder."
        )


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
    flush(folder.parent)


def flush(path: Path) -> None:
    """Force a file or folder to disk, so that a rename never precedes its content."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
