"""Encodings: what the bytes of a text file are, told by the bytes themselves."""

from __future__ import annotations

import codecs
from pathlib import Path

from hygiene.errors import InputError

UTF_8 = "utf-8"
WINDOWS = "windows-1252"
ENCODINGS = (UTF_8, "utf-16", "utf-16-le", "utf-16-be", WINDOWS, "iso-8859-1")
"""What may be declared of a file; ASCII is UTF-8."""

_BLOCK = 1 << 22
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def encoding_of(path: Path) -> str:
    """Return the Python codec that reads a text file, a byte-order mark first.

    Without a mark, UTF-16 is told by the zero bytes of its ASCII letters, and what is
    neither that nor UTF-8 is read as Windows-1252.

    Raises:
        InputError: It is UTF-32, or no text at all.

    >>> from hygiene.resources import package_file
    >>> encoding_of(package_file("policies", "uk.toml"))
    'utf-8'
    """
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    if start.startswith(_WIDE_MARKS):
        raise InputError(f"'{path.name}' is UTF-32 text. Save it as UTF-8.")
    for mark, codec in _MARKS.items():
        if start.startswith(mark):
            return codec
    for codec, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        letters = start[place:400:2]
        if len(letters) > 1 and letters.count(0) > len(letters) * 0.8:
            return codec
    if b"\0" in start:
        raise InputError(f"'{path.name}' holds binary data, not text.")
    return next((codec for codec in (UTF_8, WINDOWS) if can_decode(path, codec)), "")


def can_decode(path: Path, codec: str) -> bool:
    """Return whether every byte of a file can be read with a codec.

    >>> from hygiene.resources import package_file
    >>> can_decode(package_file("policies", "uk.toml"), "utf-8")
    True
    """
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
