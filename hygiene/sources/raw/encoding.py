"""Encodings: what the bytes of a text file are, told by the bytes themselves."""

from __future__ import annotations

import codecs
import re
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
_LETTER = re.compile("[^\x00-\x7f\udc80-\udcff]")
_WIDE_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def encoding_of(path: Path) -> str:
    """Return the Python codec that reads a text file, a byte-order mark first.

    Without a mark, UTF-16 is told by the zero bytes of its ASCII letters. What is not
    UTF-8 is taken for Windows-1252, a guess that `is_guess` tells; but a file that is
    UTF-8 in some places and not in others is damaged.

    Raises:
        InputError: It is UTF-32, damaged UTF-8, or no text at all.

    >>> from hygiene.resources import package_file
    >>> encoding_of(package_file("policies", "uk.toml"))
    'utf-8'
    """
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    if start.startswith(_WIDE_MARKS):
        raise InputError(f"'{path.name}' is UTF-32 text. Save it as UTF-8.")
    codec = _marked(start) or _wide(start) or UTF_8
    if can_decode(path, codec):
        return codec
    if codec == UTF_8 and not _has_letters(path) and can_decode(path, WINDOWS):
        return WINDOWS
    raise InputError(
        f"'{path.name}' is {codec.removesuffix('-sig').upper()} text with bytes that "
        "cannot be. Export it again, or say its encoding in the campaign file, e.g. "
        'encoding = "windows-1252".'
    )


def codec_of(path: Path, declared: str | None) -> str:
    """Return the codec that reads a text file, whose encoding may be declared.

    A byte-order mark outdoes what is declared; else it would stay in the first value.

    Raises:
        InputError: Nothing is declared, and its bytes do not tell.

    >>> from hygiene.resources import package_file
    >>> codec_of(package_file("policies", "uk.toml"), "windows-1252")
    'windows-1252'
    """
    if declared is None:
        return encoding_of(path)
    with path.open("rb") as file:
        return _marked(file.read(len(codecs.BOM_UTF8))) or declared


def not_throughout(path: Path, codec: str) -> InputError:
    """Return the error for a file with bytes that its encoding does not have.

    >>> str(not_throughout(Path("a.csv"), "utf-8-sig"))[:37]
    "'a.csv' is not utf-8 text throughout."
    """
    return InputError(
        f"'{path.name}' is not {codec.removesuffix('-sig')} text throughout. Say its "
        'encoding in the campaign file, e.g. encoding = "windows-1252".'
    )


def is_guess(codec: str) -> bool:
    """Return whether an encoding that was told by the bytes may be another one.

    >>> is_guess("windows-1252"), is_guess("utf-16")
    (True, False)
    """
    return codec == WINDOWS


def _marked(start: bytes) -> str | None:
    return next((c for mark, c in _MARKS.items() if start.startswith(mark)), None)


def _wide(start: bytes) -> str | None:
    for codec, place in (("utf-16-le", 1), ("utf-16-be", 0)):
        letters = start[place:400:2]
        if len(letters) > 1 and letters.count(0) > len(letters) * 0.8:
            return codec
    return None


def _has_letters(path: Path) -> bool:
    """Return whether a file that is not UTF-8 holds a letter beyond ASCII in UTF-8."""
    with path.open(encoding=UTF_8, errors="surrogateescape") as file:
        return any(_LETTER.search(line) for line in file if not line.isascii())


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
