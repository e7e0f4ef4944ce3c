"""Keys: files with a secret, read only when nobody else can read them."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from hygiene.errors import InputError

KEY_BYTES = 32
_LARGEST = 10_000


def read_secret(path: Path) -> bytes:
    """Return the content of a file that its owner alone can read.

    Raises:
        InputError: It is not there, a link, not a file, another user's, readable by
            others, empty or large. The message never holds anything of it.
    """
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(path, flags)
    except OSError as error:
        raise InputError(f"The key file '{path.name}': {_why(error)}.") from None
    try:
        problem = _problem(os.fstat(handle))
        if problem:
            raise InputError(f"The key file '{path.name}' {problem}.")
        return os.read(handle, _LARGEST)
    finally:
        os.close(handle)


def read_key(path: Path) -> bytes:
    """Return the pseudonym key in a file: 64 hexadecimal digits and a line feed.

    Raises:
        InputError: See `read_secret`; or it holds something else, or no randomness.
    """
    text = read_secret(path)
    try:
        key = bytes.fromhex(text.decode("ascii").removesuffix("\n"))
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES or text not in {key.hex().encode() + end for end in _ENDS}:
        raise InputError(
            f"The key file '{path.name}' does not hold a key of {KEY_BYTES} bytes in "
            "lower-case hexadecimal."
        )
    if len(set(key)) < KEY_BYTES // 4:
        raise InputError(f"The key file '{path.name}' holds a key that is not random.")
    return key


def write_new_key(path: Path) -> bytes:
    """Make a pseudonym key, write it to a new file of mode 0600, and return it.

    Raises:
        InputError: The file exists or cannot be written.
    """
    key = secrets.token_bytes(KEY_BYTES)
    write_secret(path, key.hex().encode() + b"\n")
    return key


def write_secret(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a new file, readable by its owner alone; nothing is replaced.

    Raises:
        InputError: The file exists or cannot be written.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        handle = os.open(path, flags, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)
    except FileExistsError:
        raise InputError(f"'{path.name}' exists; a key is never replaced.") from None
    except OSError as error:
        raise InputError(f"'{path.name}' cannot be written: {_why(error)}.") from None


_ENDS = (b"", b"\n")


def _problem(status: os.stat_result) -> str:
    if not stat.S_ISREG(status.st_mode):
        return "is not a file"
    if status.st_uid != os.geteuid():
        return "belongs to another user"
    if status.st_mode & 0o077:
        return "can be read by others; make it yours alone (chmod 600)"
    if not 0 < status.st_size < _LARGEST:
        return "is empty or too large for a key"
    return ""


def _why(error: OSError) -> str:
    return error.strerror or "it cannot be opened"
