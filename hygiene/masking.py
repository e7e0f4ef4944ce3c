"""Masking: what a person may see of an address without being asked for it.

An address here is an e-mail address or a phone number. One detector, in two engines
that a test holds together, says what looks like one: a word with an `@`; a `+` and
eight digits or more; nine digits or more, with the separators of a phone number, that
are not a part of a longer word. A day, a time, a count such as `1,234,567,890` and an
id such as `NP-057445` are none.
"""

from __future__ import annotations

import re

import polars as pl

WITHHELD = "(withheld: looks like an address or a number)"

_DOTS = "•••"
_EDGES = "()[]{}<>\"',.;:!?"
_AT = r"[@\uFE6B\uFF20]"
_GAP = r"[ \t\u00A0\u2007\u2009\u202F().\u2010-\u2015-]{0,3}"
_DIGITS = rf"(?:[+\uFF0B]{_GAP}\d(?:{_GAP}\d){{7,}}|\d(?:{_GAP}\d){{8,}})"
_DAY = r"\b(?:19|20)\d\d-[01]\d-[0-3]\d\b"
# What stands for a day while numbers are sought: neither a digit nor an edge.
_A_DAY = "\0"
# The same edges of a word twice: Polars cannot look ahead or behind.
_NUMBER = rf"(?<!\w)(?<!\w[./-])(?<!\d:){_DIGITS}(?![./-]?\w)"
_HAS_NUMBER = (
    rf"(?:^|[^\w./:-]|(?:^|\W)[./-]|(?:^|\D):){_DIGITS}(?:$|[^\w./-]|[./-](?:$|\W))"
)
_ANY_AT = re.compile(_AT)
_WORD = re.compile(r"\S+")
_DAYS = re.compile(f"{_DAY}|{_A_DAY}")
_NUMBERS = re.compile(_NUMBER)


def mask(text: str) -> str:
    """Return `text` with all but its first letters hidden; never longer parts.

    What is masked stays as it is when it is masked again.

    >>> mask("ann.doe@example.com"), mask("+447700900123"), mask("")
    ('a•••@e•••.com', '+•••', '•••')
    """
    local, at, domain = text.strip().rpartition("@")
    if not at:
        return _part(domain)
    host, dot, top = domain.rpartition(".")
    end = f"{dot}{top}" if dot else ""
    return f"{_part(local)}@{_part(host)}{end}"


def _part(text: str) -> str:
    return f"{text[:1].strip(_DOTS)}{_DOTS}"


def without_addresses(text: str) -> str:
    """Return `text` with every address and phone number in it withheld.

    What `mask` made may stay: masking it again changes nothing.

    >>> without_addresses("ask ann@example.com")
    'ask (withheld: looks like an address or a number)'
    >>> without_addresses("record +44 7700 900123 of 2026-11-24")
    'record (withheld: looks like an address or a number) of 2026-11-24'
    >>> without_addresses("ask a•••@e•••.com about NP-057445")
    'ask a•••@e•••.com about NP-057445'
    """
    said = _WORD.sub(_masked_alone, text)
    days = iter(_DAYS.findall(said))
    shown = _NUMBERS.sub(WITHHELD, _DAYS.sub(_A_DAY, said))
    return re.sub(_A_DAY, lambda _: next(days), shown)


def is_personal(text: str) -> bool:
    """Return whether an address or a phone number is in a text.

    >>> is_personal("07700 900123"), is_personal("import:2026-11-24")
    (True, False)
    """
    return without_addresses(text) != text


def _masked_alone(word: re.Match[str]) -> str:
    """Return a word, withheld if it looks like an address: its punctuation stays."""
    core = word[0].strip(_EDGES)
    is_safe = not _ANY_AT.search(core) or mask(core) == core
    return word[0] if is_safe else word[0].replace(core, WITHHELD)


def withheld(text: pl.Expr) -> pl.Expr:
    """Return texts, each withheld as a whole if an address or a number is in it.

    >>> pl.select(withheld(pl.lit("ask ann@example.com"))).item()
    '(withheld: looks like an address or a number)'
    """
    undated = text.str.replace_all(_DAY, _A_DAY)
    has_address = text.str.contains(_AT) | undated.str.contains(_HAS_NUMBER)
    return pl.when(has_address).then(pl.lit(WITHHELD)).otherwise(text)


def without_mailbox(text: pl.Expr) -> pl.Expr:
    """Return texts, each withheld as a whole if an `@` is in it; digits may be an id.

    >>> pl.select(without_mailbox(pl.lit("447700900123"))).item()
    '447700900123'
    >>> pl.select(without_mailbox(pl.lit("ann@example.com-7"))).item()
    '(withheld: looks like an address or a number)'
    """
    return pl.when(text.str.contains(_AT)).then(pl.lit(WITHHELD)).otherwise(text)
