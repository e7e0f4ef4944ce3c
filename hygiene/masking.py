"""Masking: what a person may see of an address without being asked for it."""

from __future__ import annotations

_DOTS = "•••"


def mask(text: str) -> str:
    """Return `text` with all but its first letters hidden; never longer parts.

    >>> mask("ann.doe@example.com"), mask("+447700900123"), mask("")
    ('a•••@e•••.com', '+•••', '•••')
    """
    local, at, domain = text.strip().rpartition("@")
    if not at:
        return f"{domain[:1]}{_DOTS}"
    host, dot, top = domain.rpartition(".")
    end = f"{dot}{top}" if dot else ""
    return f"{local[:1]}{_DOTS}@{host[:1]}{_DOTS}{end}"
