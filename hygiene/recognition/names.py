"""Names: which cells are surely names of columns, and what a column is surely for.

A file without a header has data in its first row. A first row counts as a header only
when nothing in it looks like data and enough of it is known, so that no data is ever
shown as a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from hygiene.sources.formats.registry import formats
from hygiene.sources.formats.spec import Format, folded
from hygiene.tables import TABLES

SYNONYMS: dict[str, tuple[str, ...]] = {
    "email": ("e-mail", "email address", "e-mail address", "mail", "emailaddress"),
    "phone": ("mobile", "phone number", "telephone", "mobile number", "cell", "msisdn"),
    "postal_key": ("postal code key", "address key"),
    "contact_id": (
        "customer id", "subscriber id", "subscriber key", "user id", "person id",
        "member id", "contact", "client id", "crm id",
    ),
    "country": ("country code", "country iso", "cc"),
    "subscriber_type": ("type of subscriber", "customer type"),
    "address": ("email", "e-mail", "email address", "phone", "phone number", "mobile"),
    "value": ("address", "email", "e-mail", "email address", "phone", "domain", "hash"),
    "occurred_at": ("date", "timestamp", "created at", "created", "event date", "time"),
    "effective_from": (
        "date", "timestamp", "created at", "created", "added at", "date added", "since",
        "unsubscribed at", "opted out at",
    ),
    "sent_at": ("date", "timestamp", "sent", "send date", "sent on"),
    "recorded_at": ("recorded", "imported at", "updated at"),
    "source": ("origin", "list", "lead source"),
}  # fmt: skip
"""What other names a column often has; compared without case, spaces and marks."""

_WORDS = frozenset(
    """
    account action active address adresse amount at birth by campaign category
    channel city click code comment company confirm consent contact controller count
    country created currency customer date datum description domain double e email
    event expires external first for from full gender hash id ip is key kind label
    land language last lead list locale mail mailing md5 member method middle mobile
    nachname name nom note notes number of on open optin optout order origin owner
    payment phone postal postcode product purpose rating reason recipient recorded
    ref reference region sent sha1 sha256 sha512 signup since source state status
    street subscribed subscriber suppressed surname tag tags tel telefon telephone
    time timestamp timezone title to total type uid unsubscribed until updated user
    utc uuid value version vorname wording zip
    """.split()  # noqa: SIM905 - a list of so many would be a page
)
_SHOWN = re.compile(r"[^\W\d_][\w .,:/()?&#'-]{0,59}")
_DATA = re.compile(
    r"@|\d{5}|\d[-/.]\d+[-/.]\d|\d:\d\d|^[0-9a-fA-F]{32,}$|^[\d\s.,+()-]+$"
    r"|^[^\s.]+(\.[^\s.]+)+$"
)
_LEAST_KNOWN = 1 / 3


def bare(name: str) -> str:
    """Return a name as near names are compared: its letters and digits, lower case.

    >>> bare(" E-Mail_Address ")
    'emailaddress'
    """
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def is_header(first: Sequence[str], below: Iterable[Sequence[str]]) -> bool:
    """Return whether a first row surely holds names.

    Args:
        first: Its cells.
        below: A sample of the rows below: a name does not come again in its column.

    >>> is_header(["Email", "Reason"], [["a@example.com", "gone"]])
    True
    >>> is_header(["Ann Doe", "email"], [["Bob Poe", "email"]])
    False
    """
    cells = [cell.strip().removeprefix("\ufeff") for cell in first]
    if not cells or len(set(cells)) < len(set(filter(None, cells))):
        return False
    if not any(cells) or any(
        _DATA.search(cell) for cell in cells if not is_known(cell)
    ):
        return False
    for row in below:
        if any(a and a == b.strip() for a, b in zip(cells, row, strict=False)):
            return False
    return sum(map(is_known, cells)) / len(cells) >= _LEAST_KNOWN


def is_known(name: str) -> bool:
    """Return whether a cell is a name that some system gives to a column.

    >>> is_known("Email Address"), is_known("LEID_7"), is_known("Ann Doe")
    (True, False, False)
    """
    if folded(name) in _names():
        return True
    if "@" in name or not name.isascii():
        return False
    words = re.findall(
        r"[a-z]+\d*|\d+", re.sub(r"([a-z])([A-Z])", r"\1 \2", name).lower()
    )
    return bool(words) and all(word in _WORDS for word in words)


def is_shown(name: str) -> bool:
    """Return whether a column's name may be shown: it cannot be an address or number.

    >>> is_shown("Date of birth"), is_shown("ann@example.com"), is_shown("07700900123")
    (True, False, False)
    """
    return is_known(name) or bool(_SHOWN.fullmatch(name) and not _DATA.search(name))


def canonical_names(columns: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """Return canonical name to the column that surely holds it: equal or a synonym.

    Each column is taken once, and the names are served in their order.

    >>> canonical_names(["E-Mail", "Country"], ["email", "country", "source"])
    {'email': 'E-Mail', 'country': 'Country'}
    """
    free = {bare(column): column for column in columns}
    wanted, found = list(wanted), {}
    for ways in (lambda name: (name,), lambda name: SYNONYMS.get(name, ())):
        for name in wanted:
            way = next((bare(w) for w in ways(name) if bare(w) in free), None)
            if name not in found and way is not None:
                found[name] = free.pop(way)
    return {name: found[name] for name in wanted if name in found}


def format_names(known: Mapping[str, Format]) -> frozenset[str]:
    """Return every column that formats name, folded."""
    return frozenset(
        folded(name)
        for one in known.values()
        for part in one.parts
        for name in (*part.paths, *part.spread)
    )


@cache
def _names() -> frozenset[str]:
    canonical = {name for table in TABLES.values() for name in table.column_names}
    others = {folded(name) for names in SYNONYMS.values() for name in names}
    return frozenset(canonical) | others | format_names(formats())
