"""Exports of systems that send mail: CSV, each with its habits."""

from __future__ import annotations

from collections.abc import Iterator

from shapes.writing import BOM, CRLF, DICE, table

MAILCHIMP = (
    *("Email Address", "First Name", "Last Name", "MEMBER_RATING", "OPTIN_TIME"),
    *("OPTIN_IP", "CONFIRM_TIME", "CONFIRM_IP", "LATITUDE", "LONGITUDE", "GMTOFF"),
    *("DSTOFF", "TIMEZONE", "CC", "REGION"),
)
MAILCHIMP_END = ("LAST_CHANGED", "LEID", "EUID", "NOTES", "TAGS")
SALESFORCE = (
    *("ClientID", "SendID", "SubscriberKey", "EmailAddress", "SubscriberID"),
    *("ListID", "EventDate", "EventType"),
)
SALESFORCE = (
    *("ClientID", "SendID", "SubscriberKey", "EmailAddress", "SubscriberID"),
    *("ListID", "EventDate", "EventType"),
)


def mailchimp() -> Iterator[tuple[str, str]]:
    """Yield the files of an audience export; the file says who is subscribed."""

    def name(kind: str) -> str:
        return f"mailchimp/{kind}_email_audience_export_0a1b2c3d4e.csv"

    own = {"First Name": "Ada", "MEMBER_RATING": "2", "TAGS": '"VIP","Blog, weekly"'}
    yield (
        name("subscribed"),
        table(
            (*MAILCHIMP, *MAILCHIMP_END),
            {
                "Email Address": "ada@example.com",
                "OPTIN_TIME": "2025-03-01 10:00:00",
                "CONFIRM_TIME": "2025-03-01 10:05:00",
                **own,
            },
            {
                "Email Address": "imported@example.com",
                "CONFIRM_TIME": "2024-01-15 08:00:00",
            },
        ),
    )
    # A real file repeats two of its headers.
    unsubscribed = (
        *("UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_CAMPAIGN_ID", "UNSUB_REASON"),
        *("UNSUB_REASON_OTHER", "UNSUB_CAMPAIGN_ID", "UNSUB_REASON"),
    )
    yield (
        name("unsubscribed"),
        table(
            (*MAILCHIMP, *unsubscribed, *MAILCHIMP_END),
            {
                "Email Address": "ben@example.com",
                "UNSUB_TIME": "2026-02-03 17:45:10",
                "UNSUB_REASON": "NORMAL",
                "UNSUB_REASON_OTHER": 'too many,\n"really"',
            },
        ),
    )
    cleaned = ("CLEAN_TIME", "CLEAN_CAMPAIGN_TITLE", "CLEAN_CAMPAIGN_ID")
    gone = {"Email Address": "gone@example.com", "CLEAN_TIME": "2026-01-09 06:30:00"}
    yield name("cleaned"), table((*MAILCHIMP, *cleaned, *MAILCHIMP_END), gone)
    buyer = {"Email Address": "buyer@example.com"}
    buyer["LAST_CHANGED"] = "2026-05-05 12:00:00"
    yield name("nonsubscribed"), table((*MAILCHIMP, *MAILCHIMP_END), buyer)


def sendgrid() -> Iterator[tuple[str, str]]:
    """Yield one file a kind, CRLF, with reasons over several lines."""
    names = ("status", "reason", "email", "created")
    reason = '550 5.1.1 The account does not exist, "try again"\nsee the help pages'
    for kind, address, created in (
        ("bounces", "gone@example.com", "1767949200"),
        ("spam_reports", "cross@example.com", "1770139110"),
        ("invalid_emails", "typo@example", "1770139111"),
        ("blocks", "full@example.com", "1770139112"),
    ):
        row = {"status": "5.1.1", "email": address, "created": created}
        text = table(names, {**row, "reason": reason}, end=CRLF)
        yield f"sendgrid/suppression_{kind}.csv", text
    row = {"email": "ben@example.com", "created": "1770139110"}
    yield "sendgrid/suppression_unsubscribes.csv", table(("email", "created"), row)


def hubspot() -> Iterator[tuple[str, str]]:
    """Yield one table: HubSpot's own columns, then a column a subscription type."""
    names = (
        *("Email", "Portal Bounce", "Portal Unsubscribe", "Portal Spam Report"),
        *("Global Bounce", "Marketing Information", "Product News"),
    )
    rows = (
        {"Email": "ben@example.com", "Portal Unsubscribe": "TRUE"},
        {"Email": "gone@example.com", "Portal Bounce": "UNKNOWN_USER"},
        {"Email": "cross@example.com", "Portal Spam Report": "TRUE"},
        {"Email": "dora@example.com", "Product News": "TRUE"},
        {"Email": "ada@example.com", "Portal Unsubscribe": "FALSE"},
    )
    yield "hubspot/unsubscribes-and-bounces.csv", table(names, *rows)


def klaviyo() -> Iterator[tuple[str, str]]:
    """Yield profiles with their consent, behind a byte-order mark."""
    names = (
        *("Email", "Klaviyo ID", "First Name", "Phone Number", "Country"),
        *("Email Marketing Consent", "Email Marketing Consent Timestamp"),
        *("Date Added", "Email Suppressions"),
    )
    consent, when = names[5], names[6]
    rows = (
        {"Email": "ada@example.com", consent: "SUBSCRIBED", when: "2025-03-01 10:00"},
        {"Email": "ben@example.com", consent: "UNSUBSCRIBED", when: "2026-02-03 17:45"},
        {"Email": "nora@example.com", consent: "NEVER_SUBSCRIBED"},
        {
            "Email": "gone@example.com",
            consent: "SUBSCRIBED",
            when: "2024-06-01 09:30",
            "Email Suppressions": "HARD_BOUNCE",
        },
    )
    rows = tuple(
        {**row, "Klaviyo ID": f"01H{DICE.randrange(10**9):09}"} for row in rows
    )
    yield "klaviyo/newsletter.csv", BOM + table(names, *rows)


def salesforce() -> Iterator[tuple[str, str]]:
    """Yield the files of a tracking extract; its times are month first."""
    own = {"ClientID": "7001", "SendID": "42", "ListID": "9", "BatchID": "0"}

    def event(key: str, **columns: str) -> dict[str, str]:
        return {
            **own,
            "SubscriberKey": key,
            "EmailAddress": f"{key.lower()}@example.com",
            "EventDate": "2/3/2026 5:18:30 PM",
            **columns,
        }

    end = ("BatchID", "TriggeredSendExternalKey")
    names = (*SALESFORCE, *end, "UnsubReason")
    yield (
        "salesforce_mc/Unsubs.csv",
        table(names, event("BEN", EventType="Unsubscribe")),
    )
    bounces = (*SALESFORCE, "BounceCategory", "SMTPCode", "BounceReason", *end)
    hard = event("GONE", EventType="Bounce", BounceCategory="Hard bounce")
    soft = event("FULL", EventType="Bounce", BounceCategory="Soft bounce")
    reason = 'User unknown,\n"no such mailbox"'
    yield (
        "salesforce_mc/Bounces.csv",
        table(bounces, {**hard, "BounceReason": reason}, soft),
    )
    names = (
        *("ClientID", "SubscriberKey", "EmailAddress", "SubscriberID", "Status"),
        *("DateHeld", "DateCreated", "DateUnsubscribed"),
    )
    rows = (
        event("BEN", Status="Unsubscribed", DateUnsubscribed="2/3/2026 5:18:30 PM"),
        event("GONE", Status="Held", DateHeld="1/9/2026 9:00:00 AM"),
        event("ADA", Status="Active"),
    )
    yield "salesforce_mc/Subscribers.csv", table(names, *rows)
    names = (
        *("ClientID", "SendID", "EmailAddress", "SubscriberID", "ListID"),
        *("EventDate", "EventType", *end, "SubscriberKey", "Reason"),
    )
    rows = (
        event("BEN", EventType="NotSent", Reason="List Level Opt Out"),
        event("ADA", EventType="NotSent", Reason="Excluded by Send Time Filter"),
    )
    yield "salesforce_mc/NotSent.csv", table(names, *rows)
