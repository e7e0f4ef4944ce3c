"""Addresses: what stands behind '://', taken apart without ever repeating a secret.

An address that may hold one is refused, and no message quotes it: a message names only
what was recognised as a host, a bucket, a database or a file name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from hygiene.errors import InputError, listed

DOCS = "docs/places.md"
"""Where the addresses and their environment variables are described."""

_MARK = "://"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}")
_USER_AND_SECRET = re.compile(r"^[^@/]*:[^@]*@|^:[^@]*@")
_OPTION = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)=([^&]*)")
_SECRET_IN_QUERY = re.compile(
    r"://[^\s'\"/@]*:[^\s'\"]*@"
    r"|\b(?:password|passwd|pwd)=[^\s'\"]"
    r"|\b(?:password|passwd|pwd|secret|secret_access_key|session_token|key_id)"
    r"\s*=?\s*['\"]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """An address in its parts.

    Attributes:
        scheme: What stands before '://', in lower case.
        rest: What stands after it, without options.
        options: What stands after '?', as name to value.
    """

    scheme: str
    rest: str
    options: dict[str, str]


def is_address(given: str) -> bool:
    """Return whether a path is an address.

    >>> is_address("s3://bucket/a.csv"), is_address("a.csv")
    (True, False)
    """
    return _MARK in given


def scheme_of(given: str) -> str:
    """Return the scheme of an address in lower case, or nothing if it has none.

    >>> scheme_of("S3://bucket/a.csv")
    's3'
    """
    scheme = given.split(_MARK, maxsplit=1)[0]
    return scheme.lower() if _SCHEME.fullmatch(scheme) else ""


def read_address(given: str, known_options: Iterable[str] = ()) -> Address:
    """Return the parts of an address.

    Args:
        given: The address.
        known_options: The options that it may have after '?'.

    Raises:
        InputError: It holds a password or an unknown option; neither is repeated.

    >>> read_address("delta:///customers?version=3", ["version"]).options
    {'version': '3'}
    """
    scheme, rest = scheme_of(given), given.split(_MARK, maxsplit=1)[1]
    if _USER_AND_SECRET.search(rest):
        raise InputError(
            f"A '{scheme}://' address holds a password. Take it out, and set it in the "
            f"environment ({DOCS} names the variables)."
        )
    known = list(known_options)
    if not known:
        return Address(scheme, rest, {})
    path, _, tail = rest.partition("?")
    options: dict[str, str] = {}
    for part in filter(None, tail.split("&")):
        option = _OPTION.fullmatch(part)
        if option is None or option[1] not in known:
            raise InputError(
                f"A '{scheme}://' address has an option that is not known. Known are "
                f"{listed(known)}; passwords and keys come from the environment."
            )
        options[option[1]] = unquote(option[2])
    return Address(scheme, path, options)


def number_of(address: Address, name: str) -> int | None:
    """Return the whole number that an option holds, or None where it is not given.

    Raises:
        InputError: It is no whole number.

    >>> number_of(read_address("delta:///a?version=3", ["version"]), "version")
    3
    """
    if name not in address.options:
        return None
    text = address.options[name]
    if not (text.isascii() and text.isdigit()):
        raise InputError(
            f"The '{name}' of a '{address.scheme}://' address is no whole number."
        )
    return int(text)


def local_path(address: Address, folder: Path) -> Path:
    """Return the local path of an address: three slashes relative, four absolute.

    Raises:
        InputError: It names a host, or nothing.

    >>> local_path(read_address("sqlite:///crm.db"), Path("data")).as_posix()
    'data/crm.db'
    """
    if not address.rest.startswith("/") or not address.rest[1:]:
        raise InputError(
            f"A '{address.scheme}://' address has three slashes before a path beside "
            "the campaign file, and four before an absolute one."
        )
    return folder / address.rest[1:]


def check_query(query: str) -> None:
    """Refuse a query that seems to hold a password or a key.

    Raises:
        InputError: It does; it is not repeated.

    >>> check_query("select * from consents")
    """
    if _SECRET_IN_QUERY.search(query):
        raise InputError(
            "'query' seems to hold a password or a key. Take it out, and set it in the "
            f"environment ({DOCS} names the variables)."
        )
