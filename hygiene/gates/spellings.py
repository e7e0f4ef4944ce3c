"""Spellings: the gate's own reading of texts that SQL cannot fold as Python does.

The contract (section 4) defines keys by Python's `unicodedata`, `str` and `idna`, by
email-validator and by phonenumbers. DuckDB agrees with them on plain ASCII, so SQL
reads that by itself and asks these functions about everything else. They share
nothing with the keys of the transform but those libraries and the lists of characters
that are stripped.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import duckdb
import idna
import phonenumbers
from duckdb.func import FunctionNullHandling
from email_validator import EmailNotValidError, validate_email

from hygiene.text import WHITE_SPACE, ZERO_WIDTH

_PADDING = WHITE_SPACE + ZERO_WIDTH
_REMEMBERED = 200_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PREFIXES = ("@", "*@", "*.", ".")


@lru_cache(_REMEMBERED)
def odd_strict_key(text: str, channel: str, region: str) -> str | None:
    """Return the key on which a permission is looked up, or None.

    Args:
        text: A contact point as given.
        channel: What kind of contact point it is.
        region: Where a phone number without a country code is; blank if unknown.

    >>> odd_strict_key(" Ann@B\u00fccher.example", "email", "")
    'ann@xn--bcher-kva.example'
    """
    if channel == "email":
        return _mailbox(unicodedata.normalize("NFC", text))
    if channel == "post":
        return text.strip().upper() or None
    number = _number(text, region)
    return None if number is None else _e164(number)


@lru_cache(_REMEMBERED)
def odd_wide_key(text: str, channel: str, region: str) -> str | None:
    """Return the key under which a person is prohibited, or None.

    >>> odd_wide_key("A.N+x@googlemail.com", "email", "")
    'an@gmail.com'
    """
    if channel != "email":
        return odd_strict_key(text, channel, region)
    shown = (c for c in unicodedata.normalize("NFKC", text) if _is_shown(c))
    key = _mailbox(unicodedata.normalize("NFC", "".join(shown)))
    if key is None:
        return None
    local, _, domain = key.rpartition("@")
    if domain == "googlemail.com":
        domain = "gmail.com"
    name, _, _ = local.partition("+")
    local = name or local
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"


@lru_cache(_REMEMBERED)
def odd_is_valid(text: str, channel: str, region: str) -> bool:
    """Return whether a contact point can be written to at all.

    >>> odd_is_valid("ann@localhost", "email", "")
    False
    """
    if channel == "post":
        return bool(text.strip())
    if channel != "email":
        number = _number(text, region)
        return number is not None and phonenumbers.is_valid_number(number)
    try:
        validate_email(_unpadded(text), check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache(_REMEMBERED)
def odd_domain(text: str) -> str | None:
    """Return the domain that a suppression of a domain names, or None.

    >>> odd_domain(" *.B\u00fccher.example")
    'xn--bcher-kva.example'
    """
    domain = text.strip().lower().rstrip(".")
    prefix = next((p for p in _PREFIXES if domain.startswith(p)), "")
    return _a_label(domain.removeprefix(prefix))


def odd_country(text: str) -> str:
    """Return a country code trimmed and in upper case.

    >>> odd_country(" gb ")
    'GB'
    """
    return text.strip().upper()


@lru_cache(_REMEMBERED)
def odd_first(text: str, zone: str) -> int | None:
    """Return the first microsecond since 1970 in UTC that a time may mean, or None.

    Args:
        text: A time or a date, ISO 8601.
        zone: The zone of a text that carries none.

    >>> odd_first("2026-10-25T01:30:00", "Europe/London")  # the earlier of the two
    1792888200000000
    """
    day = _date(text)
    return _instant(text, zone) if day is None else day_bounds(day, zone)[0]


@lru_cache(_REMEMBERED)
def odd_last(text: str, zone: str) -> int | None:
    """Return the last microsecond since 1970 in UTC that a time may mean, or None.

    >>> odd_last("2026-03-29T01:30:00", "Europe/London")  # there was no such time
    """
    day = _date(text)
    return _instant(text, zone) if day is None else day_bounds(day, zone)[1]


def day_bounds(day: date, zone: str) -> tuple[int | None, int | None]:
    """Return the first and last microsecond of a local day; None where it was skipped.

    >>> day_bounds(date(1970, 1, 1), "UTC")
    (0, 86399999999)
    """
    try:
        first = _microseconds(_midnight(day, zone))
        last = _microseconds(_midnight(day + timedelta(days=1), zone)) - 1
    except OverflowError:
        return None, None
    return (first, last) if first <= last else (None, None)


def sha512(text: str) -> str:
    """Return the SHA-512 of a text in hexadecimal; DuckDB has none of its own.

    >>> sha512("a")[:8]
    '1f40fc92'
    """
    return hashlib.sha512(text.encode()).hexdigest()


FUNCTIONS: dict[str, tuple[Callable[..., str | bool | int | None], int, str]] = {
    "odd_strict_key": (odd_strict_key, 3, "VARCHAR"),
    "odd_wide_key": (odd_wide_key, 3, "VARCHAR"),
    "odd_is_valid": (odd_is_valid, 3, "BOOLEAN"),
    "odd_domain": (odd_domain, 1, "VARCHAR"),
    "odd_country": (odd_country, 1, "VARCHAR"),
    "odd_first": (odd_first, 2, "BIGINT"),
    "odd_last": (odd_last, 2, "BIGINT"),
    "sha512": (sha512, 1, "VARCHAR"),
}
"""The functions that SQL may call: how many texts each takes, what it returns."""


def teach(connection: duckdb.DuckDBPyConnection) -> None:
    """Let SQL on a connection call `FUNCTIONS`."""
    for name, (function, places, kind) in FUNCTIONS.items():
        # By default a function may not answer null, as most of these sometimes do.
        connection.create_function(
            name,
            function,
            ["VARCHAR"] * places,
            kind,
            null_handling=FunctionNullHandling.SPECIAL,
        )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _instant(text: str, zone: str) -> int | None:
    try:
        read = datetime.fromisoformat(text)
        if read.tzinfo is not None:
            return _microseconds(read)
        moment = read.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    exists = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == read
    return _microseconds(moment) if exists else None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def _microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _mailbox(text: str) -> str | None:
    local, _, domain = text.strip(_PADDING).lower().rpartition("@")
    label = _a_label(domain)
    return f"{local}@{label}" if local and label else None


def _unpadded(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip(_PADDING)


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) != "Cf"


def _a_label(domain: str) -> str | None:
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except UnicodeError:
        return None


def _number(text: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text.strip(), region or None)
    except phonenumbers.NumberParseException:
        return None


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
