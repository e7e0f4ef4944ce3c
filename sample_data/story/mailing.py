"""Past messages that should not all have been sent: what an audit of sends finds.

They stand in a log of their own, so that no decision of the campaign depends on them.
One is the mailing to everyone who had recently used the checkout; the others follow
what people said, by seconds or by days.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
COLUMNS = (
    *("send_id", "contact_id", "address", "controller", "channel", "purpose"),
    *("campaign", "sent_at"),
)
PURPOSE = "marketing.newsletter"
MAILED = datetime(2026, 10, 12, 9, tzinfo=UTC)
FIRST, LAST = datetime(2026, 4, 1, tzinfo=UTC), datetime(2026, 11, 9, tzinfo=UTC)
AFTER_A_YES = (timedelta(seconds=3),)
AFTER_A_NO = (timedelta(seconds=5), timedelta(days=2), timedelta(days=9))


def mailing(rows: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return the log, in the order of its times."""
    sent = [*_to_the_checkout(rows["audience"])]
    sent += _following(rows["consents"], ("given", "confirmed"), AFTER_A_YES, 12)
    sent += _following(rows["consents"], ("withdrawn", "refused"), AFTER_A_NO, 2)
    sent += _abroad(rows["mailchimp"], rows["audience"])
    sent.sort(key=lambda row: (row["sent_at"], row["address"]))
    for number, row in enumerate(sent, start=1):
        row["send_id"] = f"P{number:05d}"
    return sent


def _to_the_checkout(audience: Sequence[Row]) -> Iterator[Row]:
    """Yield one message to every fourth contact who had paid before the mailing."""
    paid = [row for row in audience if _paid_before(row) and row.get("email")]
    for place, row in enumerate(paid[::4]):
        at = MAILED + timedelta(seconds=4 * place)
        yield _message(row, row["email"], "checkout-2026-10", at)


def _paid_before(row: Row) -> bool:
    day = row.get("last_checkout_at")
    return isinstance(day, date) and day < MAILED.date()


def _following(
    consents: Sequence[Row],
    actions: Sequence[str],
    after: Sequence[timedelta],
    each: int,
) -> Iterator[Row]:
    """Yield messages that were sent a while after a statement to us, of some people."""
    said = [
        row
        for row in consents
        if row["action"] in actions
        and row["purpose"] == PURPOSE
        and isinstance(row["occurred_at"], datetime)
        and FIRST <= row["occurred_at"] < LAST
        and row.get("address")
    ]
    for row in said[::each]:
        for while_ in after:
            at = row["occurred_at"] + while_
            if at < LAST:
                yield _message(row, row["address"], f"triggered-{at:%Y-%m}", at)


def _abroad(unsubscribed: Sequence[Row], audience: Sequence[Row]) -> Iterator[Row]:
    """Yield messages to Americans who had unsubscribed: the law gives it some days."""
    people = {row.get("email"): row for row in audience if row.get("country") == "US"}
    for row in unsubscribed:
        if row["value"] in people:
            for days in (3, 6, 20):
                at = row["effective_from"] + timedelta(days=days)
                name = f"weekly-{at:%Y-%m}"
                if FIRST <= at < LAST:
                    yield _message(people[row["value"]], row["value"], name, at)


def _message(row: Row, address: str, campaign: str, at: datetime) -> Row:
    return {
        "contact_id": row.get("contact_id") or "",
        "address": address,
        "controller": "northpay",
        "channel": "email",
        "purpose": PURPOSE,
        "campaign": campaign,
        "sent_at": at,
    }
