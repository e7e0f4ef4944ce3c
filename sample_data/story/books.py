"""Hold the tables of the sample data while it is being told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Row = dict[str, Any]

COLUMNS: dict[str, tuple[str, ...]] = {
    "audience": (
        *("contact_id", "email", "phone", "country", "subscriber_type", "source"),
        *("merchant", "last_checkout_at", "segment"),
    ),
    "consents": (
        *("event_id", "contact_id", "address", "channel", "purpose", "controller"),
        *("action", "occurred_at", "recorded_at", "expires_at", "method"),
        *("collected_by", "wording", "source"),
    ),
    "relationships": (
        *("relationship_id", "contact_id", "address", "controller", "role", "kind"),
        *("category", "opt_out_offered", "occurred_at", "recorded_at"),
    ),
    "suppressions_crm": (
        *("suppression_id", "match", "value", "contact_id", "reason", "channel"),
        *("purpose", "controller", "blocks", "effective_from", "effective_until"),
        *("recorded_at", "source"),
    ),
    "suppressions_hashed": (
        *("suppression_id", "match", "value", "reason", "effective_from", "source"),
    ),
    "suppressions_domains": (
        *("suppression_id", "match", "value", "reason", "effective_from", "source"),
    ),
    "suppressions_register": (
        *("suppression_id", "match", "value", "reason", "channel", "effective_from"),
        *("recorded_at", "source"),
    ),
    "wordings": ("wording", "invalidated_at", "title"),
    "sends": (
        *("send_id", "contact_id", "address", "controller", "channel", "purpose"),
        *("campaign", "sent_at"),
    ),
}
"""The columns of every table of our own, in order."""

EXPORTS = {
    "sendgrid_bounces": "exports/sendgrid/suppression_bounces.csv",
    "sendgrid_spam": "exports/sendgrid/suppression_spam_reports.csv",
    "mailchimp": "exports/unsubscribed_email_audience_export_5f0c2d81ab.csv",
    "klaviyo": "exports/klaviyo_former_newsletter.csv",
    "postmark": "exports/postmark_suppressions.json",
    "objections": "exports/objections.txt",
    "digests": "exports/unsubscribed_sha512.txt",
    "stripe_tea": "exports/stripe_tea.csv",
    "stripe_tents": "exports/stripe_tents.csv",
}
"""Exports of other systems, and the file of each."""

EXPORTED = ("value", "reason", "effective_from", "status")

IDS = {
    "consents": ("event_id", "E"),
    "relationships": ("relationship_id", "R"),
    "suppressions_crm": ("suppression_id", "CRM-"),
    "suppressions_hashed": ("suppression_id", "HSH-"),
    "suppressions_domains": ("suppression_id", "DOM-"),
    "suppressions_register": ("suppression_id", "REG-"),
    "sends": ("send_id", "S"),
}
"""The id column of a table and how its ids begin."""

TIMES = ("occurred_at", "effective_from", "sent_at")


@dataclass
class Books:
    """The rows of every table, by the table's name."""

    rows: dict[str, list[Row]] = field(
        default_factory=lambda: {name: [] for name in (*COLUMNS, *EXPORTS)}
    )

    def add(self, table: str, **values: Any) -> None:
        """Add a row; a column that is not named is blank."""
        unknown = set(values) - set(COLUMNS.get(table, EXPORTED))
        if unknown:
            message = f"{table} has no column {sorted(unknown)}"
            raise ValueError(message)
        self.rows[table].append(values)

    def number(self) -> None:
        """Put every table in the order of its times, and give its rows their ids."""
        for table, (column, prefix) in IDS.items():
            rows = self.rows[table]
            rows.sort(key=_order)
            for number, row in enumerate(rows, start=1):
                row[column] = f"{prefix}{number:05d}"
        for table in EXPORTS:
            self.rows[table].sort(key=_order)


def _order(row: Row) -> tuple[str, str]:
    moment: date | datetime = next(row[name] for name in TIMES if name in row)
    return moment.isoformat(), repr(sorted(row.items(), key=lambda item: item[0]))
