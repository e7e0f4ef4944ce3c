"""What shops, registers, smaller systems and bare lists say, row by row.

Each table is what comes out of the sample file of that name, in `sample_data/formats`.
"""

from datetime import date

import pytest

from tests.unit.formats_reading import golden, shown, staged

SINCE = {"effective_from": date(2026, 1, 31)}

CASES = {
    "listmonk": (
        "listmonk/subscribers.csv",
        {"format": "listmonk"},
        """
        value            | reason  | channel | effective_from
        rude@example.com | blocked | email   | 2026-02-03 17:18:30Z
        """,
    ),
    "mautic: reason 0 says nothing": (
        "mautic/do_not_contact.csv",
        {"format": "mautic", "timezone": "UTC"},
        """
        value            | reason       | channel | effective_from
        ben@example.com  | unsubscribed | email   | 2026-02-03 17:18:30Z
        gone@example.com | hard_bounced | email   | 2026-02-03 17:18:30Z
        rude@example.com | blocked      | email   | 2026-02-03 17:18:30Z
        """,
    ),
    "shopify_customers: no, by mail and by text message": (
        "shopify_customers/customers_export.csv",
        {"format": "shopify_customers", "constants": SINCE},
        """
        value           | reason       | channel | effective_from
        ben@example.com | unsubscribed | email   | 2026-01-31
        +447700900123   | unsubscribed | sms     | 2026-01-31
        """,
    ),
    "shopify_customers, with its own ids": (
        "shopify_customers/customers_export.csv",
        {
            "format": "shopify_customers",
            "constants": SINCE,
            "part": "no_email",
            "columns": {"contact_id": "Customer ID"},
        },
        """
        value           | contact_id | reason
        ben@example.com | 7002       | unsubscribed
        """,
    ),
    "tps, with blanks": (
        "tps/tps_spaces.txt",
        {"format": "tps", "constants": SINCE},
        """
        value         | reason      | channel | effective_from
        +442079460018 | on_register | voice   | 2026-01-31
        +447700900123 | on_register | voice   | 2026-01-31
        """,
    ),
    "tps, without": (
        "tps/tps.txt",
        {"format": "tps", "constants": SINCE},
        """
        value         | reason      | channel
        +442079460018 | on_register | voice
        +447700900123 | on_register | voice
        """,
    ),
    "telnyx": (
        "telnyx/suppressions.csv",
        {"format": "telnyx"},
        """
        suppression_id | value            | reason       | effective_until
        s-1            | gone@example.com | hard_bounced |
        s-2            | ben@example.com  | unsubscribed | 2027-02-03 17:18:30Z
        """,
    ),
    "braze, by address and by id": (
        "braze/segment.csv",
        {"format": "braze", "timezone": "UTC"},
        """
        match      | value           | reason       | effective_from
        address    | ben@example.com | unsubscribed | 2026-02-03 17:18:30Z
        contact_id | NP-2            | unsubscribed | 2026-02-03 17:18:30Z
        """,
    ),
    "cloudflare": (
        "cloudflare/suppressions.csv",
        {"format": "cloudflare", "constants": {**SINCE, "reason": "blocked"}},
        """
        value            | reason  | effective_from | effective_until
        ben@example.com  | blocked | 2026-01-31     | 2027-02-03 17:18:30Z
        gone@example.com | blocked | 2026-01-31     |
        """,
    ),
    "opower": (
        "opower/unsubscribed.csv",
        {"format": "opower"},
        """
        value           | contact_id | reason       | channel | effective_from
        ben@example.com | C-2        | unsubscribed | email   | 2026-02-03 17:18:30Z
        +442079460018   | C-3        | unsubscribed | voice   | 2026-02-03 17:18:30Z
        """,
    ),
    "plain_list": (
        "plain_list/opt_outs.txt",
        {"format": "plain_list", "constants": {**SINCE, "reason": "objected"}},
        """
        match   | value             | reason   | channel | effective_from
        address | ben@example.com   | objected | *       | 2026-01-31
        address | Cross@Example.com | objected | *       | 2026-01-31
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_sample_file_says(name):
    path, said, table = CASES[name]
    columns, rows = golden(table)
    found = staged(path, "suppressions", said)
    assert shown(found, "suppressions", columns) == rows


def test_a_hashed_list_says_how_it_is_matched():
    said = {
        "format": "hashed_list",
        "digest": "sha256",
        "normalisation": "lowercase",
        "constants": {**SINCE, "reason": "erased"},
    }
    found = staged("hashed_list/opt_outs.txt", "suppressions", said)
    assert found["match"].to_list() == ["sha256", "sha256"]
    assert found["reason"].to_list() == ["erased", "erased"]
    assert [len(value) for value in found["value"]] == [64, 64]
