"""Files and folders of a store: read without following links, written for good."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from hygiene.audit.failures import LockedError
from hygiene.errors import InputError
from hygiene.folders import flush, unwritable

LOCK = ".lock"
TEMPORARY = ".tmp-"
_FOLDER, _FILE = 0o700, 0o600
_ROOM = 2
_CHUNK = 1 << 20


def read_file(path: Path) -> bytes | None:
    """Return the content of a regular file; None where there is something else.

    >>> read_file(Path("no such file")) is None
    True
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags)
    except OSError:
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read()


def is_folder(path: Path) -> bool:
    """Return whether a folder, and no link to one, lies there."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


@contextmanager
def locked(store: Path) -> Iterator[None]:
    """Let nobody else write to the store; a process that dies lets go.

    Raises:
        InputError: The store cannot be made or written.
        LockedError: Somebody else is writing.
    """
    import fcntl  # POSIX alone; the rest of the toolkit runs without it

    try:
        store.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        handle = os.open(store / LOCK, flags, _FILE)
    except OSError as error:
        raise unwritable(store, error) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise LockedError(
            f"Another process is writing to '{store.name}'. Wait for it."
        ) from None
    finally:
        os.close(handle)


def publish(
    store: Path,
    name: str,
    files: Mapping[str, bytes],
    check: Callable[[Path], None],
) -> Path:
    """Write a folder all or nothing: temporary, checked, flushed, then renamed.

    What a killed process leaves behind is a folder whose name begins with `.tmp-`;
    the next writer deletes it. The caller holds the lock.

    Args:
        store: The store.
        name: The folder's name; nothing may lie there.
        files: Path in the folder to content; `data/x` lies one folder below.
        check: Raises what speaks against the folder as it was written.

    Raises:
        InputError: It exists, or the disk is full or cannot be written; only where the
            message says so is the folder there all the same.
    """
    final = store / name
    if os.path.lexists(final):
        raise InputError(f"'{name}' is in the store already; nothing is replaced.")
    new = store / f"{TEMPORARY}{secrets.token_hex(8)}"
    try:
        _clear(store)
        _require_room(store, sum(map(len, files.values())))
        new.mkdir(mode=_FOLDER)
        folders = {new, *((new / path).parent for path in files)}
        for folder in sorted(folders - {new}):
            folder.mkdir(mode=_FOLDER)
        for path, content in files.items():
            put(new / path, content)
        for folder in sorted(folders, reverse=True):
            flush(folder)
        check(new)
        new.rename(final)
    except OSError as error:
        raise unwritable(store, error) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    _confirm(store, name)
    return final


def put(path: Path, content: bytes) -> None:
    """Write a new file of its owner alone, down to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    handle = os.open(path, flags, _FILE)
    try:
        for at in range(0, len(content), _CHUNK):
            _write(handle, content[at : at + _CHUNK])
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another, which stays whole until then."""
    new = path.with_name(f"{TEMPORARY}{secrets.token_hex(8)}")
    try:
        put(new, content)
        new.replace(path)
        flush(path.parent)
    except OSError as error:
        raise unwritable(path, error) from None
    finally:
        new.unlink(missing_ok=True)


def _confirm(store: Path, name: str) -> None:
    try:
        flush(store)
    except OSError:
        raise InputError(
            f"'{name}' is in the store, but the disk did not confirm it. Verify it."
        ) from None


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _clear(store: Path) -> None:
    """Delete what a killed writer left; the lock says that no other is at work."""
    for left in store.glob(f"{TEMPORARY}*"):
        if is_folder(left):
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _require_room(store: Path, size: int) -> None:
    free = shutil.disk_usage(store).free
    if free < size * _ROOM:
        raise InputError(
            f"'{store.name}' has {free / 1e6:,.0f} MB free; the snapshot takes "
            f"{size / 1e6:,.0f} MB and is written beside room for as much again."
        )
