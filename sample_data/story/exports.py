"""Exports: what other systems know of the same people, written as they write it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from shapes.exports import MAILCHIMP, MAILCHIMP_END
from shapes.writing import BOM, CRLF, document, table

from story.books import EXPORTS, Books, Row

CHICAGO, NEW_YORK = ZoneInfo("America/Chicago"), ZoneInfo("America/New_York")
REASON = '550 {0} The mailbox does not exist, "double-check it"\nand try again'
STRIPE = (
    *("id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency", "Status"),
    *("Customer Email", "Customer Description"),
)
KLAVIYO = (
    *("Email", "Klaviyo ID", "First Name", "Email Marketing Consent"),
    *("Email Marketing Consent Timestamp", "Email Suppressions"),
)


def exports(books: Books) -> dict[str, str]:
    """Return the text of every export, by its path."""
    return {path: WRITERS[book](books.rows[book]) for book, path in EXPORTS.items()}


def _local(row: Row, zone: ZoneInfo) -> str:
    moment: datetime = row["effective_from"]
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def _opaque(row: Row) -> str:
    """Return what looks like an id of another system."""
    said = f"{row['value']} {row['effective_from']}"
    return hashlib.sha256(said.encode()).hexdigest()[:24]


def sendgrid(rows: Iterable[Row]) -> str:
    """Return bounces or complaints: Unix seconds, reasons over two lines."""
    written = (
        {
            "status": row["status"],
            "reason": REASON.format(row["status"]),
            "email": row["value"],
            "created": f"{row['effective_from'].timestamp():.0f}",
        }
        for row in rows
    )
    return table(("status", "reason", "email", "created"), *written, end=CRLF)


def mailchimp(rows: Iterable[Row]) -> str:
    """Return who unsubscribed, in Chicago time without a zone."""
    names = (*MAILCHIMP, "UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_REASON")
    written = (
        {
            "Email Address": row["value"],
            "UNSUB_TIME": _local(row, CHICAGO),
            "UNSUB_REASON": "NORMAL",
            "EUID": _opaque(row)[:10],
        }
        for row in rows
    )
    return table((*names, *MAILCHIMP_END), *written)


def klaviyo(rows: Iterable[Row]) -> str:
    """Return profiles that unsubscribed, in New York time, behind a mark."""
    written = (
        {
            "Email": row["value"],
            "Klaviyo ID": f"01{_opaque(row).upper()}",
            "Email Marketing Consent": "UNSUBSCRIBED",
            "Email Marketing Consent Timestamp": _local(row, NEW_YORK),
        }
        for row in rows
    )
    return BOM + table(KLAVIYO, *written)


def postmark(rows: Iterable[Row]) -> str:
    """Return the answer of the API, with offsets."""
    origins = {"unsubscribed": "Recipient", "blocked": "Customer"}
    listed = [
        {
            "EmailAddress": row["value"],
            "SuppressionReason": "ManualSuppression",
            "Origin": origins[row["reason"]],
            "CreatedAt": row["effective_from"].astimezone(NEW_YORK).isoformat(),
        }
        for row in rows
    ]
    return document({"Suppressions": listed})


def lines(rows: Iterable[Row]) -> str:
    """Return one value a line."""
    return "".join(f"{row['value']}\n" for row in rows)


def stripe(rows: Iterable[Row]) -> str:
    """Return card payments that we took for a shop, in UTC."""
    written = (
        {
            "id": f"ch_{_opaque(row)}",
            "Created date (UTC)": _local(row, ZoneInfo("UTC")),
            "Amount": "1,024.00" if row["value"] < "c" else "24.00",
            "Amount Refunded": "0.00",
            "Currency": "gbp",
            "Status": "Paid",
            "Customer Email": row["value"],
        }
        for row in rows
    )
    return table(STRIPE, *written)


WRITERS: dict[str, Callable[[Iterable[Row]], str]] = {
    "sendgrid_bounces": sendgrid,
    "sendgrid_spam": sendgrid,
    "mailchimp": mailchimp,
    "klaviyo": klaviyo,
    "postmark": postmark,
    "objections": lines,
    "digests": lines,
    "stripe_tea": stripe,
    "stripe_tents": stripe,
}
"""How each system writes its rows."""
