"""Answers of APIs, notifications and lists for import."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from shapes.writing import document, documents, table


def amazon_ses() -> Iterator[tuple[str, str]]:
    """Yield lists for import, a printed list and notifications, one wrapped."""
    lines = "gone@example.com,BOUNCE\ncross@example.com, COMPLAINT\n"
    yield "amazon_ses/import.csv", lines
    listed = [("gone@example.com", "BOUNCE"), ("cross@example.com", "COMPLAINT")]
    imported = [{"emailAddress": a, "reason": r} for a, r in listed]
    yield "amazon_ses_json/import.json", documents(*imported)
    since = 1767949200.125
    found = [
        {"EmailAddress": a, "Reason": r, "LastUpdateTime": since} for a, r in listed
    ]
    text = document({"SuppressedDestinationSummaries": found})
    yield "amazon_ses_list/list.json", text

    def bounce(kind: str, sent_to: str, failed: str) -> dict[str, Any]:
        recipient = {"emailAddress": failed, "action": "failed", "status": "5.1.1"}
        details = {"bounceType": kind, "bounceSubType": "General"}
        details["timestamp"] = "2026-01-09T09:00:00.000Z"
        return {
            "notificationType": "Bounce",
            "mail": {"messageId": "m-1", "destination": [sent_to]},
            "bounce": {**details, "bouncedRecipients": [recipient]},
        }

    def complaint(address: str, kind: str | None) -> dict[str, Any]:
        # One example of the vendor has a space before the offset.
        details: dict[str, Any] = {"timestamp": "2026-02-03T17:18:30 +0000"}
        details["complainedRecipients"] = [{"emailAddress": address}]
        if kind:
            details["complaintFeedbackType"] = kind
        return {
            "notificationType": "Complaint",
            "mail": {"messageId": "m-2", "destination": [address]},
            "complaint": details,
        }

    wrapped = json.dumps(bounce("Permanent", "alias@example.org", "gone@example.com"))
    yield (
        "amazon_ses_events/notifications.jsonl",
        documents(
            {"Type": "Notification", "MessageId": "n-1", "Message": wrapped},
            bounce("Transient", "full@example.com", "full@example.com"),
            complaint("cross@example.com", "abuse"),
            complaint("quiet@example.com", None),
            complaint("happy@example.com", "not-spam"),
            {
                "notificationType": "Delivery",
                "mail": {"destination": ["ada@example.com"]},
                "delivery": {"recipients": ["ada@example.com"]},
            },
        ),
    )


def mailgun() -> Iterator[tuple[str, str]]:
    """Yield one file a kind, as its import takes them and as its API answers."""
    at = "Fri, 09 Jan 2026 09:00:00 GMT"
    bounce = {"address": "gone@example.com", "code": "550", "error": "No such mailbox"}
    complaint, opt_out = "cross@example.com", "ben@example.com"
    names = ("address", "code", "error", "created_at")
    yield "mailgun/bounces.csv", table(names, {**bounce, "created_at": at})
    row = {"address": complaint, "created_at": at}
    yield "mailgun/complaints.csv", table(("address", "created_at"), row)
    row = {"address": opt_out, "tags": "*", "created_at": at}
    yield "mailgun/unsubscribes.csv", table(("address", "tags", "created_at"), row)
    paging = {"next": "page=next", "previous": "page=previous"}
    for kind, item in (
        ("bounces", {**bounce, "created_at": at}),
        ("complaints", {"address": complaint, "created_at": at}),
        ("unsubscribes", {"address": opt_out, "tags": ["*"], "created_at": at}),
    ):
        text = document({"items": [item], "paging": paging})
        yield f"mailgun_api/{kind}.json", text


def postmark() -> Iterator[tuple[str, str]]:
    """Yield an answer of the API and webhooks, one of which is a re-activation."""
    entries = (
        ("gone@example.com", "HardBounce", "Recipient"),
        ("cross@example.com", "SpamComplaint", "Recipient"),
        ("ben@example.com", "ManualSuppression", "Recipient"),
        ("rude@example.com", "ManualSuppression", "Customer"),
    )
    listed = [
        {
            "EmailAddress": address,
            "SuppressionReason": reason,
            "Origin": origin,
            "CreatedAt": "2026-01-09T04:00:00-05:00",
        }
        for address, reason, origin in entries
    ]
    yield "postmark/suppressions.json", document({"Suppressions": listed})
    change = {
        "RecordType": "SubscriptionChange",
        "MessageID": "m-1",
        "MessageStream": "broadcasts",
        "Origin": "Recipient",
        "ChangedAt": "2026-02-03T17:18:30Z",
    }
    no = {"SuppressSending": True, "SuppressionReason": "ManualSuppression"}
    yes = {"SuppressSending": False, "SuppressionReason": None}
    yield (
        "postmark/webhooks.jsonl",
        documents(
            {**change, **no, "Recipient": "ben@example.com"},
            {**change, **yes, "Recipient": "ada@example.com"},
            {"RecordType": "Open", "Recipient": "ada@example.com"},
        ),
    )


def apis() -> Iterator[tuple[str, str]]:
    """Yield answers of SparkPost and Brevo."""
    results = [
        {
            "recipient": address,
            "type": kind,
            "source": source,
            "description": "",
            "created": "2026-01-09T09:00:00+00:00",
            "updated": "2026-01-10T09:00:00+00:00",
        }
        for address, kind, source in (
            ("gone@example.com", "transactional", "Bounce Rule"),
            ("ben@example.com", "non_transactional", "Unsubscribe Link"),
            ("cross@example.com", "non_transactional", "Spam Complaint"),
        )
    ]
    yield "sparkpost/suppressions.json", document({"results": results, "links": []})
    contacts = [
        {
            "email": address,
            "senderEmail": "news@example.org",
            "reason": {"code": code, "message": "as the system words it"},
            "blockedAt": "2026-01-09T09:00:00.000Z",
        }
        for address, code in (
            ("gone@example.com", "hardBounce"),
            ("ben@example.com", "unsubscribedViaEmail"),
            ("rude@example.com", "adminBlocked"),
        )
    ]
    yield "brevo/blocked.json", document({"contacts": contacts, "count": 3})
