"""Shops, open-source systems, small exports, and lists of one value a line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from shapes.writing import BOM, CRLF, DICE, document, table


def open_source() -> Iterator[tuple[str, str]]:
    """Yield an export of listmonk, and a joined table of Mautic."""
    names = (
        "uuid",
        "email",
        "name",
        "attributes",
        "status",
        "created_at",
        "updated_at",
    )
    rows = (
        {
            "uuid": f"00000000-0000-4000-8000-{DICE.randrange(10**12):012}",
            "email": address,
            "attributes": '{"city": "Leeds"}',
            "status": status,
            "created_at": "2025-03-01 10:00:00.123456 +0000 UTC",
            "updated_at": "2026-02-03 17:18:30.654321 +0000 UTC",
        }
        for address, status in (
            ("ada@example.com", "enabled"),
            ("rude@example.com", "blocklisted"),
        )
    )
    yield "listmonk/subscribers.csv", table(names, *rows)
    names = ("id", "lead_id", "date_added", "reason", "channel", "comments", "email")
    rows = (
        {
            "id": str(number),
            "lead_id": str(100 + number),
            "date_added": "2026-02-03 17:18:30",
            "reason": reason,
            "channel": "email",
            "email": address,
        }
        for number, (reason, address) in enumerate(
            (
                ("0", "ada@example.com"),
                ("1", "ben@example.com"),
                ("2", "gone@example.com"),
                ("3", "rude@example.com"),
            ),
            start=1,
        )
    )
    yield "mautic/do_not_contact.csv", table(names, *rows)


def shops() -> Iterator[tuple[str, str]]:
    """Yield customers of Shopify and payments of Stripe."""
    names = (
        *("Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing"),
        *("Default Address Zip", "Phone", "Accepts SMS Marketing", "Total Spent"),
        *("Total Orders", "Note", "Tax Exempt", "Tags"),
    )
    email, sms = names[4], names[7]
    rows = (
        {"Customer ID": "'7001", "Email": "ada@example.com", email: "yes", sms: "no"},
        {
            "Customer ID": "'7002",
            "Email": "ben@example.com",
            email: "no",
            "Phone": "'+447700900123",
            sms: "no",
            "Note": 'wants "quiet",\nplease',
        },
        {"Customer ID": "'7003", email: "no", "Phone": "'+447700900124", sms: "yes"},
    )
    text = BOM + table(names, *rows, end=CRLF)
    yield "shopify_customers/customers_export.csv", text
    names = (
        *("id", "Created date (UTC)", "Amount", "Amount Refunded", "Currency"),
        *("Status", "Customer Email", "Customer Description"),
    )
    rows = tuple(
        {
            "id": f"ch_{DICE.randrange(10**12):012}",
            "Created date (UTC)": "2026-02-03 17:18:30",
            "Amount": "1,234.50",
            "Amount Refunded": "0.00",
            "Currency": "gbp",
            "Status": status,
            "Customer Email": address,
        }
        for status, address in (
            ("Paid", "ada@example.com"),
            ("Failed", "ben@example.com"),
            ("Paid", ""),
        )
    )
    yield "stripe_payments/payments.csv", table(names, *rows)


def others() -> Iterator[tuple[str, str]]:
    """Yield small exports with columns of their own."""
    names = (
        *("id", "to", "from", "reason", "source", "scope", "status", "domain_id"),
        *("created_at", "updated_at", "expires_at", "group_id"),
    )
    at = {"from": "news@example.org", "created_at": "2026-02-03T17:18:30Z"}
    gone = {"id": "s-1", "to": "gone@example.com", "reason": "hard_bounce"}
    ben = {"id": "s-2", "to": "ben@example.com", "reason": "unsubscribe"}
    ben["expires_at"] = "2027-02-03T17:18:30Z"
    yield "telnyx/suppressions.csv", table(names, {**at, **gone}, {**at, **ben})
    names = ("user_id", "email", "country", "created_at", "unsubscribed_from_emails_at")
    rows = (
        {"user_id": "NP-1", "email": "ada@example.com"},
        {
            "user_id": "NP-2",
            "email": "ben@example.com",
            names[4]: "2026-02-03 17:18:30",
        },
    )
    yield "braze/segment.csv", table(names, *rows)
    text = "ben@example.com,2027-02-03T17:18:30Z,all\ngone@example.com\n"
    yield "cloudflare/suppressions.csv", text
    names = ("utility_customer_id", "channel", "address", "date_unsubscribed")
    ben = {
        "utility_customer_id": "C-2",
        "channel": "EMAIL",
        names[2]: "ben@example.com",
    }
    ivr = {"utility_customer_id": "C-3", "channel": "IVR", names[2]: "+442079460018"}
    rows = tuple({**row, names[3]: "2026-02-03T17:18:30Z"} for row in (ben, ivr))
    yield "opower/unsubscribed.csv", table(names, *rows)


def lists() -> Iterator[tuple[str, str]]:
    """Yield files of one value a line, and consent records."""
    yield "tps/tps_spaces.txt", f"0207 9460018{CRLF}07700 900123{CRLF}"
    yield "tps/tps.txt", f"02079460018 {CRLF}07700900123 {CRLF}"
    yield "plain_list/opt_outs.txt", "ben@example.com\n\nCross@Example.com\n"
    addresses = ("ben@example.com", "cross@example.com")
    hashes = [hashlib.sha256(address.encode()).hexdigest() for address in addresses]
    yield "hashed_list/opt_outs.txt", f"{hashes[0]}\n{hashes[1].upper()}\n"
    record = {
        "schema_version": "ISO/IEC TS 27560:2023",
        "record_id": "r-1",
        "pii_principal_id": "NP-1",
        "privacy_notice": "nl-2025-09",
        "language": "en",
    }
    purpose = {"lawful_basis": "consent", "collection_method": "web_form"}
    scope = {"channel": "email", "address": "ada@example.com"}

    def said(kind: str, time: str, *controllers: str) -> dict[str, Any]:
        about = {"purpose": "marketing.newsletter", "pii_controllers": [*controllers]}
        event = {"type": kind, "time": time}
        return {**record, "purposes": [{**about, **purpose}], "event": event}

    both = said("consent_given", "2025-03-01T10:00:00Z", "northpay", "northpay-travel")
    gone = said("consent_withdrawn", "2026-02-03T17:18:30Z", "northpay-travel")
    records = [{**both, "hygiene": scope}, {**gone, "hygiene": scope}]
    yield "iso_27560/records.json", document(records)
