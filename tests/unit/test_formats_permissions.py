"""What each system's export proves: consents, dealings, and whom it can propose.

Each table is what comes out of the sample file of that name, in `sample_data/formats`.
"""

from datetime import date

import pytest

from hygiene.errors import InputError
from hygiene.sources.formats.registry import formats
from hygiene.tables import AUDIENCE
from tests.unit.formats_reading import entries_of, golden, shown, staged

OURS = {"controller": "northpay", "purpose": "marketing.newsletter"}

CONSENTS = {
    "mailchimp: who did not sign up was imported": (
        "mailchimp",
        {"format": "mailchimp", "timezone": "America/Chicago", "constants": OURS},
        """
        address              | action | method  | occurred_at
        ada@example.com      | given  | sign_up | 2025-03-01 16:05:00Z
        imported@example.com | given  | import  | 2024-01-15 14:00:00Z
        """,
    ),
    "klaviyo: a suppressed profile proves nothing": (
        "klaviyo/newsletter.csv",
        {"format": "klaviyo", "timezone": "UTC", "constants": OURS},
        """
        address         | action    | controller | channel | occurred_at
        ada@example.com | given     | northpay   | email   | 2025-03-01 10:00:00Z
        ben@example.com | withdrawn | northpay   | email   | 2026-02-03 17:45:00Z
        """,
    ),
    "iso_27560: one consent for each controller": (
        "iso_27560/records.json",
        {"format": "iso_27560"},
        """
        event_id                 | contact_id | controller      | action
        records.json#1:records.1 | NP-1       | northpay        | given
        records.json#1:records.2 | NP-1       | northpay-travel | given
        records.json#2:records.1 | NP-1       | northpay-travel | withdrawn
        """,
    ),
}

RELATIONSHIPS = {
    "mailchimp: not subscribed": (
        "mailchimp",
        {
            "format": "mailchimp",
            "timezone": "UTC",
            "constants": {"controller": "northpay"},
        },
        """
        address           | controller | role       | kind        | occurred_at
        buyer@example.com | northpay   | controller | transaction | 2026-05-05 12:00:00Z
        """,
    ),
    "shopify_customers: yes and no are alike": (
        "shopify_customers/customers_export.csv",
        {
            "format": "shopify_customers",
            "constants": {
                "controller": "tea.example",
                "occurred_at": date(2026, 1, 31),
            },
        },
        """
        address         | controller  | role       | kind    | occurred_at
        ada@example.com | tea.example | controller | account | 2026-01-31
        ben@example.com | tea.example | controller | account | 2026-01-31
        """,
    ),
    "stripe_payments: failed and nameless ones left out": (
        "stripe_payments/payments.csv",
        {
            "format": "stripe_payments",
            "constants": {"controller": "tea.example", "role": "processor"},
        },
        """
        address         | controller  | role      | kind    | occurred_at
        ada@example.com | tea.example | processor | payment | 2026-02-03 17:18:30Z
        """,
    ),
}


@pytest.mark.parametrize("name", CONSENTS)
def test_consents(name):
    path, said, table = CONSENTS[name]
    columns, rows = golden(table)
    assert shown(staged(path, "consents", said), "consents", columns) == rows


@pytest.mark.parametrize("name", RELATIONSHIPS)
def test_relationships(name):
    path, said, table = RELATIONSHIPS[name]
    columns, rows = golden(table)
    found = staged(path, "relationships", said)
    assert shown(found, "relationships", columns) == rows
    assert set(found["opt_out_offered"]) == {False}


@pytest.mark.parametrize(
    ("path", "name", "people"),
    [
        ("mailchimp", "mailchimp", ["ada@example.com", "imported@example.com"]),
        (
            "klaviyo/newsletter.csv",
            "klaviyo",
            [f"{who}@example.com" for who in ("ada", "ben", "nora", "gone")],
        ),
        (
            "listmonk/subscribers.csv",
            "listmonk",
            ["ada@example.com", "rude@example.com"],
        ),
        ("braze/segment.csv", "braze", ["ada@example.com", "ben@example.com"]),
        (
            "shopify_customers/customers_export.csv",
            "shopify_customers",
            ["ada@example.com", "ben@example.com", None],
        ),
    ],
)
def test_an_audience_keeps_its_own_columns(path, name, people):
    """The file's own columns are what comes back; the format says which is which."""
    (entry,) = entries_of(path, "audience", {"format": name})
    (source,) = entry.sources
    frame = source.frame.collect()
    assert frame[entry.columns["email"]].to_list() == people
    assert "_row" not in frame.columns


ORDERS = ("stripe_payments", "shopify_customers")


@pytest.mark.parametrize("name", ORDERS)
def test_an_order_export_never_becomes_consent(name):
    folder = {
        "stripe_payments": "stripe_payments/payments.csv",
        "shopify_customers": "shopify_customers/customers_export.csv",
    }
    said = {"format": name, "constants": OURS}
    with pytest.raises(InputError, match="says nothing for the consents table"):
        entries_of(folder[name], "consents", said)


@pytest.mark.parametrize("given", formats().values(), ids=lambda given: given.name)
def test_no_file_is_both_dealings_and_consent(given):
    """What fills relationships is never read as consent, under any name of a file."""
    dealings = given.parts_for("relationships")
    consents = given.parts_for("consents")
    if dealings and consents:
        named = {pattern for part in consents for pattern in part.files}
        assert named
        assert all(part.files for part in dealings)
        assert not named & {name for part in dealings for name in part.files}
    if any(word in given.name for word in ("payment", "order", "customer", "purchase")):
        assert consents == ()
    assert given.name in ORDERS or not {
        part.constants.get("kind") for part in dealings
    } & {"purchase", "payment", "order", "account"}


def test_only_systems_that_ask_people_prove_consent():
    """A new format that fills consents is a decision, and changes this list."""
    proving = {
        given.name for given in formats().values() if given.parts_for("consents")
    }
    assert proving == {"mailchimp", "klaviyo", "iso_27560"}


def test_the_audience_is_one_part():
    for given in formats().values():
        assert len(given.parts_for(AUDIENCE.name)) <= 1
