"""Pseudonyms: an HMAC takes the place of every address, id and record.

A pseudonym is the first 128 bits of HMAC-SHA-256 over what kind of text it is and the
text, as 32 hexadecimal digits. The text of an address is a key of contract section 4,
so that equal keys, and only they, have equal pseudonyms.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import NoReturn

import polars as pl

from hygiene.audit.keys import read_key
from hygiene.vocabulary import Channel

SCHEME = "hmac-sha256-128"
NORMALISER = "contract-section-4/1"
PID = re.compile(r"[0-9a-f]{32}")

_BLOCK = 64
_INNER, _OUTER = 0x36, 0x5C
_PID_DIGITS, _KID_DIGITS = 32, 16
_SELF_TEST = "selftest@example.invalid"
# What may name or number a person is never stored as it is.
_TELLING = r"@|[0-9]{7}"


class Kind(StrEnum):
    """What a pseudonym stands for; equal texts of two kinds have two pseudonyms."""

    EMAIL = "email/1"
    PHONE = "phone/1"
    POST = "post/1"
    PERSON = "contact-id/1"
    DOMAIN = "domain/1"
    DIGEST = "digest/1"
    RECORD = "record/1"
    TEXT = "text/1"
    KEY = "audit-kid/1"


POINTS: dict[str, Kind] = {
    Channel.EMAIL: Kind.EMAIL,
    Channel.SMS: Kind.PHONE,
    Channel.VOICE: Kind.PHONE,
    Channel.POST: Kind.POST,
}
"""The kind of a contact point, by channel."""


class PseudonymKey:
    """The secret that makes pseudonyms; it shows and stores nothing of itself.

    >>> key = PseudonymKey(bytes(range(32)))
    >>> key
    PseudonymKey(kid='4aca64578b2be59a')
    >>> key.pid(Kind.EMAIL, "ann@example.com")
    '16b59332b0aa8fd2fe11c1d827e60b0b'
    """

    __slots__ = ("_inner", "_outer")

    def __init__(self, secret: bytes) -> None:
        """Prepare the two states of the HMAC, so that no call needs the key again."""
        padded = secret.ljust(_BLOCK, b"\0")
        inner = hashlib.sha256(bytes(byte ^ _INNER for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ _OUTER for byte in padded))
        self._inner = {kind: inner.copy() for kind in Kind}
        for kind, state in self._inner.items():
            state.update(kind.encode() + b"\0")

    @classmethod
    def read(cls, path: str | Path) -> PseudonymKey:
        """Return the key in a file of mode 0600.

        Raises:
            InputError: The file is not one that a key may lie in.
        """
        return cls(read_key(Path(path)))

    @property
    def kid(self) -> str:
        """The public name of the key."""
        return self._hexadecimal(Kind.KEY, b"")[:_KID_DIGITS]

    @property
    def self_test(self) -> str:
        """The pseudonym of an address that nobody has: it proves a key to be right."""
        return self.pid(Kind.EMAIL, _SELF_TEST)

    def pid(self, kind: Kind, text: str) -> str:
        """Return the pseudonym of one text."""
        return self._hexadecimal(kind, text.encode())[:_PID_DIGITS]

    def pids(self, kind: Kind, texts: pl.Series) -> pl.Series:
        """Return the pseudonyms of texts; null stays null."""
        start, end = self._inner[kind].copy, self._outer.copy
        found: list[str | None] = []
        for text in texts.cast(pl.Binary):
            if text is None:
                found.append(None)
                continue
            inner, outer = start(), end()
            inner.update(text)
            outer.update(inner.digest())
            found.append(outer.hexdigest()[:_PID_DIGITS])
        return pl.Series(texts.name, found, dtype=pl.String)

    def digest(self, content: bytes) -> str:
        """Return the keyed digest of a file too small for a plain one."""
        return self._hexadecimal(Kind.TEXT, content)

    def veiled(self, text: str) -> str:
        """Return a text, or a pseudonym where it may name or number a person.

        >>> PseudonymKey(bytes(range(32))).veiled("web_form")
        'web_form'
        """
        return f"~{self.pid(Kind.TEXT, text)}" if re.search(_TELLING, text) else text

    def veil(self, texts: pl.Series, known: Collection[str] = ()) -> pl.Series:
        """Return texts as `veiled` gives them, but those of `known` as they are."""
        distinct = texts.drop_nulls().unique()
        odd = distinct.filter(distinct.str.contains(_TELLING))
        odd = odd.filter(~odd.is_in(list(known)))
        hidden = pl.Series([self.veiled(text) for text in odd], dtype=pl.String)
        return texts.replace(odd, hidden)

    def _hexadecimal(self, kind: Kind, content: bytes) -> str:
        inner, outer = self._inner[kind].copy(), self._outer.copy()
        inner.update(content)
        outer.update(inner.digest())
        return outer.hexdigest()

    def __repr__(self) -> str:
        """Return the public name alone."""
        return f"PseudonymKey(kid={self.kid!r})"

    def __reduce__(self) -> NoReturn:
        """Refuse to be stored or sent anywhere."""
        raise TypeError("A key is never pickled.")
