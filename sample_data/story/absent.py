"""People who are on the evidence tables but not in the audience, and lists of rows."""

from __future__ import annotations

from datetime import UTC, date, datetime

from story.books import Books
from story.facts import bounced, confirmed, exported, given, hashed, listed
from story.personas import ABSENT as NO_ROWS
from story.personas import Persona

ABSENT = (
    Persona("subscriber elsewhere", 60, "", NO_ROWS, (given(),), has_paid=False),
    Persona("confirmed elsewhere", 20, "", NO_ROWS, (confirmed(),), has_paid=False),
    Persona(
        "unsubscribed elsewhere",
        110,
        "",
        NO_ROWS,
        (exported("klaviyo", "unsubscribed"),),
        has_paid=False,
    ),
    Persona("bounced elsewhere", 40, "", NO_ROWS, (bounced(),), has_paid=False),
    Persona(
        "erased elsewhere", 50, "", NO_ROWS, (hashed("erased", "sha1"),), has_paid=False
    ),
    Persona("listed elsewhere", 80, "", NO_ROWS, (listed(),), has_paid=False),
)
"""Real tables know more people than one audience does."""

DOMAINS = (
    ("@school.example", "minor", date(2025, 9, 1), "schools"),
    ("Lawyers.Example", "blocked", date(2024, 3, 14), "legal"),
    ("*.rival.example", "blocked", date(2023, 6, 30), "legal"),
    ("bücher-verein.example", "objected", date(2026, 2, 2), "privacy-desk"),
)
"""Domains that we do not write to, as people type them."""

GARBAGE = ("deleted user", "n/a", "-", "unknown@")
"""What an opt-out list gathers in time: no error, it matches nothing."""

WORDINGS = (
    ("nl-2019-03", datetime(2024, 5, 1, tzinfo=UTC), "newsletter, tied to the terms"),
    ("nl-2022-09", datetime(2026, 12, 1, tzinfo=UTC), "newsletter, topics too vague"),
    ("nl-2024-06", None, "newsletter"),
    ("nl-2025-09", None, "newsletter, with link to preferences"),
    ("phone-2024-02", None, "newsletter, script for the phone"),
    ("partner-2026-02", None, "newsletter, box on a shop's form that names us"),
    ("offers-2024-01", None, "offers"),
    ("surveys-2024-01", None, "surveys"),
    ("sms-2024-01", None, "text messages"),
    ("travel-2024-01", None, "newsletter of the sister brand"),
    ("list-2025-02", None, "declared by the seller of a list"),
)
"""Versions of consent texts; the first was invalid all along, the second will be."""


def add_lists(books: Books) -> None:
    """Write down the rows that belong to nobody in particular."""
    for value, reason, since, source in DOMAINS:
        books.add(
            "suppressions_domains",
            match="domain",
            value=value,
            reason=reason,
            effective_from=since,
            source=source,
        )
    for number, value in enumerate(GARBAGE):
        books.add(
            "suppressions_crm",
            value=value,
            reason="unsubscribed",
            effective_from=datetime(2025, 1, 15, 8, number, tzinfo=UTC),
            source="crm-migration",
        )
    for wording, invalidated, title in WORDINGS:
        books.add("wordings", wording=wording, invalidated_at=invalidated, title=title)
