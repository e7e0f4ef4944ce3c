"""What can be known about a person: each function returns a fact to be written down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from story.books import EXPORTS, Books
from story.people import Dice, Person

Fact = Callable[[Books, Person], None]
"""Writes what is known about a person into the books."""

When = tuple[int, int] | datetime
"""So many days before the campaign, from and to; or one exact moment."""

NEWSLETTER = "marketing.newsletter"
BY_DATE = "by date"
# From which day each version of the newsletter text was shown.
WORDING_SINCE = {
    date(2025, 9, 1): "nl-2025-09",
    date(2024, 6, 1): "nl-2024-06",
    date(2022, 9, 1): "nl-2022-09",
    date(2019, 3, 1): "nl-2019-03",
}


def event(
    action: str,
    when: When,
    *,
    expires: When | None = None,
    recorded: datetime | None = None,
    **columns: Any,
) -> Fact:
    """Return a statement of the person in the consent ledger.

    Args:
        action: What the person stated.
        when: When the person acted.
        expires: How long it is good; days before the campaign, negative for after it.
        recorded: When we learned of it; by default within a minute.
        columns: Other columns; a function of the person stands for what it returns.
    """

    def write(books: Books, person: Person) -> None:
        occurred = _moment(person.dice, when)
        delay = timedelta(seconds=person.dice.between(0, 40))
        row = {
            "contact_id": person.contact_id,
            "address": person.address,
            "channel": "email",
            "purpose": NEWSLETTER,
            "controller": "northpay",
            "action": action,
            "occurred_at": occurred,
            "recorded_at": recorded or occurred + delay,
            "expires_at": _moment(person.dice, expires) if expires else None,
            "source": "consent-service",
        }
        row.update(_of(person, columns))
        if row.get("wording") == BY_DATE:
            row["wording"] = wording_on(occurred.date())
        books.add("consents", **row)

    return write


def given(when: When = (40, 870), **columns: Any) -> Fact:
    """Return a consent; on our own web form and with its wording, unless said."""
    return event("given", when, **{"method": "web_form", "wording": BY_DATE, **columns})


def requested(when: When = (1, 300)) -> Fact:
    """Return the beginning of a double opt-in."""
    return event("requested", when, method="web_form", wording="nl-2025-09")


def confirmed(when: When = (2, 400), **columns: Any) -> Fact:
    """Return the end of a double opt-in: the link in the mail was clicked."""
    wording = {"wording": "nl-2025-09"}
    return event("confirmed", when, **{"method": "web_form", **wording, **columns})


def refused(when: When = (20, 200), **columns: Any) -> Fact:
    """Return a refusal: asked, and the answer was no."""
    return event("refused", when, method="web_form", **columns)


def withdrawn(when: When = (5, 300), **columns: Any) -> Fact:
    """Return a withdrawal of consent."""
    return event("withdrawn", when, **{"method": "preference_centre", **columns})


def contract(
    when: tuple[int, int] | date = (20, 900),
    *,
    recorded: date | None = None,
    **columns: Any,
) -> Fact:
    """Return a pay-later contract of our own, a refusal offered and not used."""

    def write(books: Books, person: Person) -> None:
        on = when if isinstance(when, date) else person.dice.moment(when).date()
        row = {
            "contact_id": person.contact_id,
            "address": person.address,
            "controller": "northpay",
            "role": "controller",
            "kind": "contract",
            "category": "payments",
            "opt_out_offered": "true",
            "occurred_at": on,
            "recorded_at": recorded,
        }
        books.add("relationships", **{**row, **_of(person, columns)})

    return write


def suppressed(
    reason: str, when: When = (10, 500), *, until: date | None = None, **columns: Any
) -> Fact:
    """Return an entry in the CRM's do-not-contact list."""

    def write(books: Books, person: Person) -> None:
        row = {
            "value": person.address,
            "reason": reason,
            "effective_from": _moment(person.dice, when),
            "effective_until": until,
            "source": "crm",
        }
        books.add("suppressions_crm", **{**row, **_of(person, columns)})

    return write


def exported(book: str, reason: str, when: When = (10, 500), **columns: Any) -> Fact:
    """Return an entry in the export of another system (`story.books.EXPORTS`)."""

    def write(books: Books, person: Person) -> None:
        row = {"value": person.address, "reason": reason}
        row["effective_from"] = _moment(person.dice, when)
        books.add(book, **{**row, **_of(person, columns)})

    return write


def suppressed_by_id(reason: str, when: When = (10, 500), **columns: Any) -> Fact:
    """Return a CRM entry that knows the person's id alone."""
    by_id = {"match": "contact_id", "value": lambda person: person.contact_id}
    return suppressed(reason, when, **{**by_id, **columns})


def hashed(
    reason: str,
    algorithm: str,
    *,
    of: Callable[[Person], str] = lambda person: person.address,
    is_upper: bool = False,
    when: When = (10, 500),
) -> Fact:
    """Return an entry that holds a digest of the address and nothing else."""

    def write(books: Books, person: Person) -> None:
        digest = hashlib.new(algorithm, of(person).encode()).hexdigest()
        books.add(
            "suppressions_hashed",
            match=algorithm,
            value=digest.upper() if is_upper else digest,
            reason=reason,
            effective_from=_moment(person.dice, when),
            source="privacy-desk",
        )

    return write


def listed(when: When = (30, 900)) -> Fact:
    """Return an entry in the do-not-email register, which holds digests."""

    def write(books: Books, person: Person) -> None:
        entered = _moment(person.dice, when)
        books.add(
            "suppressions_register",
            match="sha256",
            value=hashlib.sha256(person.address.encode()).hexdigest(),
            reason="on_register",
            channel="email",
            effective_from=entered,
            recorded_at=entered + timedelta(days=2),
            source="example-preference-register",
        )

    return write


def bounced(when: When = (2, 300)) -> Fact:
    """Return a permanent failure that the mail provider reports."""

    def write(books: Books, person: Person) -> None:
        books.add(
            "sendgrid_bounces",
            value=person.address,
            reason="hard_bounced",
            status=person.dice.pick(("5.1.1", "5.1.1", "5.1.10", "5.2.1")),
            effective_from=_moment(person.dice, when),
        )

    return write


def spam_reported(when: When) -> Fact:
    """Return a complaint that the mail provider passes on."""
    return exported("sendgrid_spam", "complained", when, status="")


def sent(*moments: When, **columns: Any) -> Fact:
    """Return messages that we really sent, one for each moment."""

    def write(books: Books, person: Person) -> None:
        for when in moments:
            row = {
                "contact_id": person.contact_id,
                "address": person.address,
                "controller": "northpay",
                "channel": "email",
                "purpose": NEWSLETTER,
                "sent_at": _moment(person.dice, when),
            }
            row["campaign"] = f"newsletter-{row['sent_at']:%Y-%m}"
            books.add("sends", **{**row, **_of(person, columns)})

    return write


def pay(books: Books, person: Person) -> None:
    """Write down one card payment a visit, taken on behalf of the shop.

    The shops' settlement files hold no id of ours, unless there is nothing else. Two
    shops are paid through accounts of which we have the exports.
    """
    for visit in person.visits:
        account = f"stripe_{visit.shop}"
        if account in EXPORTS and person.address.strip():
            books.add(
                account,
                value=person.address,
                reason="payment",
                effective_from=datetime.combine(visit.on, time(12), UTC),
            )
            continue
        books.add(
            "relationships",
            contact_id="" if person.address.strip() else person.contact_id,
            address=person.address,
            controller=visit.controller,
            role="processor",
            kind="payment",
            occurred_at=visit.on,
        )


def _moment(dice: Dice, when: When) -> datetime:
    return when if isinstance(when, datetime) else dice.moment(when)


def _of(person: Person, columns: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value(person) if callable(value) else value
        for name, value in columns.items()
    }


def wording_on(day: date) -> str:
    """Return the version of the newsletter text that was shown on a day."""
    return next(name for since, name in WORDING_SINCE.items() if day >= since)
