"""What each system's list of opt-outs, bounces and complaints says, row by row.

Each table is what comes out of the sample file of that name, in `sample_data/formats`.
"""

from datetime import date

import pytest

from tests.unit.formats_reading import golden, shown, staged

SINCE = {"effective_from": date(2026, 1, 31)}
CHICAGO = "America/Chicago"

CASES = {
    "mailchimp, the whole folder": (
        "mailchimp",
        {"format": "mailchimp", "timezone": CHICAGO},
        """
        value            | reason       | channel | purpose | effective_from
        gone@example.com | hard_bounced | email   | *       | 2026-01-09 12:30:00Z
        ben@example.com  | unsubscribed | email   | *       | 2026-02-03 23:45:10Z
        """,
    ),
    "mailchimp, packed": (
        "mailchimp_zip/audience_export_0a1b2c3d4e.zip",
        {"format": "mailchimp", "timezone": "UTC"},
        """
        value            | reason       | effective_from
        gone@example.com | hard_bounced | 2026-01-09 06:30:00Z
        ben@example.com  | unsubscribed | 2026-02-03 17:45:10Z
        """,
    ),
    "sendgrid, blocks left out": (
        "sendgrid",
        {"format": "sendgrid"},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-09 09:00:00Z
        typo@example      | hard_bounced | email   | 2026-02-03 17:18:31Z
        cross@example.com | complained   | email   | 2026-02-03 17:18:30Z
        ben@example.com   | unsubscribed | email   | 2026-02-03 17:18:30Z
        """,
    ),
    "hubspot, each type to a purpose": (
        "hubspot/unsubscribes-and-bounces.csv",
        {
            "format": "hubspot",
            "constants": SINCE,
            "purposes": {"Product News": "marketing.offers"},
        },
        """
        value             | reason       | purpose          | effective_from
        ben@example.com   | unsubscribed | *                | 2026-01-31
        gone@example.com  | hard_bounced | *                | 2026-01-31
        cross@example.com | complained   | *                | 2026-01-31
        dora@example.com  | unsubscribed | marketing.offers | 2026-01-31
        """,
    ),
    "hubspot, a type that nobody names is every purpose": (
        "hubspot/unsubscribes-and-bounces.csv",
        {"format": "hubspot", "constants": SINCE, "part": "types"},
        """
        value            | reason       | purpose
        dora@example.com | unsubscribed | *
        """,
    ),
    "klaviyo": (
        "klaviyo/newsletter.csv",
        {"format": "klaviyo", "timezone": "America/New_York"},
        """
        value           | reason       | channel | effective_from
        ben@example.com | unsubscribed | email   | 2026-02-03 22:45:00Z
        """,
    ),
    "klaviyo, suppressed profiles": (
        "klaviyo/newsletter.csv",
        {"format": "klaviyo_suppressed", "constants": SINCE},
        """
        value            | reason       | channel | effective_from
        gone@example.com | hard_bounced | email   | 2026-01-31
        """,
    ),
    "amazon_ses": (
        "amazon_ses/import.csv",
        {"format": "amazon_ses", "constants": SINCE},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-31
        cross@example.com | complained   | email   | 2026-01-31
        """,
    ),
    "amazon_ses_json": (
        "amazon_ses_json/import.json",
        {"format": "amazon_ses_json", "constants": SINCE},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-31
        cross@example.com | complained   | email   | 2026-01-31
        """,
    ),
    "amazon_ses_list": (
        "amazon_ses_list/list.json",
        {"format": "amazon_ses_list"},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-09 09:00:00Z
        cross@example.com | complained   | email   | 2026-01-09 09:00:00Z
        """,
    ),
    "amazon_ses_events: permanent bounces, and whom the mail was sent to": (
        "amazon_ses_events/notifications.jsonl",
        {"format": "amazon_ses_events"},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-09 09:00:00Z
        alias@example.org | hard_bounced | email   | 2026-01-09 09:00:00Z
        cross@example.com | complained   | email   | 2026-02-03 17:18:30Z
        quiet@example.com | complained   | email   | 2026-02-03 17:18:30Z
        """,
    ),
    "mailgun": (
        "mailgun",
        {"format": "mailgun"},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-09 09:00:00Z
        cross@example.com | complained   | email   | 2026-01-09 09:00:00Z
        ben@example.com   | unsubscribed | email   | 2026-01-09 09:00:00Z
        """,
    ),
    "mailgun_api": (
        "mailgun_api",
        {"format": "mailgun_api"},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-09 09:00:00Z
        cross@example.com | complained   | email   | 2026-01-09 09:00:00Z
        ben@example.com   | unsubscribed | email   | 2026-01-09 09:00:00Z
        """,
    ),
    "postmark": (
        "postmark/suppressions.json",
        {"format": "postmark"},
        """
        value             | reason       | channel | effective_from
        gone@example.com  | hard_bounced | email   | 2026-01-09 09:00:00Z
        cross@example.com | complained   | email   | 2026-01-09 09:00:00Z
        ben@example.com   | unsubscribed | email   | 2026-01-09 09:00:00Z
        rude@example.com  | blocked      | email   | 2026-01-09 09:00:00Z
        """,
    ),
    "postmark: a re-activation says nothing": (
        "postmark/webhooks.jsonl",
        {"format": "postmark"},
        """
        value           | reason       | channel | effective_from
        ben@example.com | unsubscribed | email   | 2026-02-03 17:18:30Z
        """,
    ),
    "sparkpost": (
        "sparkpost/suppressions.json",
        {"format": "sparkpost"},
        """
        value             | reason       | blocks | effective_from
        gone@example.com  | hard_bounced | all    | 2026-01-09 09:00:00Z
        ben@example.com   | unsubscribed |        | 2026-01-09 09:00:00Z
        cross@example.com | complained   |        | 2026-01-09 09:00:00Z
        """,
    ),
    "brevo": (
        "brevo/blocked.json",
        {"format": "brevo"},
        """
        value            | reason       | channel | effective_from
        gone@example.com | hard_bounced | email   | 2026-01-09 09:00:00Z
        ben@example.com  | unsubscribed | email   | 2026-01-09 09:00:00Z
        rude@example.com | blocked      | email   | 2026-01-09 09:00:00Z
        """,
    ),
    "salesforce_mc: soft bounces and who is active say nothing": (
        "salesforce_mc",
        {"format": "salesforce_mc", "timezone": "Etc/GMT+6"},
        """
        value            | contact_id | reason       | effective_from
        gone@example.com | GONE       | hard_bounced | 2026-02-03 23:18:30Z
        ben@example.com  | BEN        | unsubscribed | 2026-02-03 23:18:30Z
        ben@example.com  | BEN        | unsubscribed | 2026-02-03 23:18:30Z
        gone@example.com | GONE       | hard_bounced | 2026-01-09 15:00:00Z
        ben@example.com  | BEN        | unsubscribed | 2026-02-03 23:18:30Z
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_sample_file_says(name):
    path, said, table = CASES[name]
    columns, rows = golden(table)
    found = staged(path, "suppressions", said)
    assert shown(found, "suppressions", columns) == rows


def test_ids_say_where_a_row_stands():
    """File, record and part, and which element of a record where there are several."""
    found = staged("sendgrid", "suppressions", {"format": "sendgrid"})
    assert found["suppression_id"].to_list() == [
        "suppression_bounces.csv#1:bounces",
        "suppression_invalid_emails.csv#1:invalid_emails",
        "suppression_spam_reports.csv#1:spam_reports",
        "suppression_unsubscribes.csv#1:unsubscribes",
    ]
    found = staged(
        "amazon_ses_events/notifications.jsonl",
        "suppressions",
        {"format": "amazon_ses_events"},
    )
    assert found["suppression_id"].to_list() == [
        "notifications.jsonl#1:bounced_recipients.1",
        "notifications.jsonl#1:bounced_destinations.1",
        "notifications.jsonl#3:complaints.1",
        "notifications.jsonl#4:complaints.1",
    ]
