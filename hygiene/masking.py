"""Masking: what a person may see of an address without being asked for it."""

from __future__ import annotations

WITHHELD = "(withheld: looks like an address or a number)"

_DOTS = "•••"


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
    """Return `text` with every word that looks like an address withheld.

    What `mask` made may stay: masking it again changes nothing.

    >>> without_addresses("ask ann@example.com")
    'ask (withheld: looks like an address or a number)'
    >>> without_addresses("ask a•••@e•••.com")
    'ask a•••@e•••.com'
    """
    if "@" not in text:
        return text
    return " ".join(
        WITHHELD if "@" in word and mask(word) != word else word
        for word in text.split()
    )
