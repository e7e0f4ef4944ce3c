"""The personas without any consent to speak of: most of the audience."""

from __future__ import annotations

from datetime import date

from story.facts import contract, given
from story.people import COMPANIES, at
from story.personas import Persona, removed

TRANSACTIONS = (
    Persona(
        "former pay-later customer",
        44,
        "contract of more than 36 months ago",
        removed("relationship_expired"),
        (contract((1150, 1800)),),
    ),
    Persona(
        "pay-later customer, a day too old",
        2,
        "contract of 23 November 2023",
        removed("relationship_expired"),
        (contract(date(2023, 11, 23)),),
    ),
    Persona(
        "pay-later customer, never asked",
        380,
        "own contract, but no way to refuse was offered",
        removed("transaction_only"),
        (contract(opt_out_offered=""),),
    ),
    Persona(
        "account holder",
        150,
        "opened an account and left the newsletter box empty",
        removed("transaction_only"),
        (contract(kind="account"),),
    ),
    Persona(
        "card payment under our terms",
        80,
        "we say that we are controller of it: a payment is still no consent",
        removed("transaction_only"),
        (contract((1, 90), kind="payment"),),
    ),
    Persona(
        "insurance customer",
        30,
        "own contract with a refusal offered, but no similar product",
        removed("transaction_only"),
        (contract(category="insurance"),),
    ),
    Persona(
        "guest at a shop's checkout",
        2164,
        "paid by card; we process the payment for the shop",
        removed("processor_only"),
        is_known=False,
    ),
    Persona(
        "guest at two shops",
        200,
        "two rows, two payments, no proof",
        removed("processor_only") * 2,
        is_known=False,
    ),
    Persona(
        "guest who left the shop's box ticked",
        60,
        "the shop offered a refusal for its own mail; that is not ours to use",
        removed("processor_only"),
        (
            contract(
                (1, 90),
                controller=lambda person: person.visits[0].controller,
                role="processor",
                kind="purchase",
            ),
        ),
        is_known=False,
    ),
    Persona(
        "company of unknown source",
        6,
        "a corporate subscriber whose row does not say where it comes from",
        removed("processor_only"),
        address=at(*COMPANIES),
        subscriber_type="corporate",
        source="",
    ),
    Persona(
        "unknown kind of subscriber",
        3,
        "`Ltd` is no code of ours: read as an individual at best",
        removed("processor_only"),
        address=at(*COMPANIES),
        subscriber_type="Ltd",
    ),
)
"""A payment or a contract, and nothing else."""

STRANGERS = (
    Persona(
        "subscriber of the sister brand",
        40,
        "consent to northpay-travel",
        removed("other_controller"),
        (given(controller="northpay-travel", wording="travel-2024-01"),),
        has_paid=False,
        source="group:northpay-travel",
    ),
    Persona(
        "customer of the sister brand",
        30,
        "booked a trip with northpay-travel",
        removed("other_controller"),
        (contract(controller="northpay-travel", kind="purchase", category="travel"),),
        is_known=False,
        has_paid=False,
        source="group:northpay-travel",
    ),
    Persona(
        "subscriber of any partner",
        16,
        "agreed to mail from `our partners`; we are not named",
        removed("other_controller"),
        (given(controller="*", collected_by="leads.example", wording="list-2025-02"),),
        is_known=False,
        has_paid=False,
        source="partner:leads.example",
    ),
    Persona(
        "legacy import",
        50,
        "a file of 2019; nobody knows more",
        removed("unknown_origin"),
        is_known=False,
        has_paid=False,
        source="import:2019",
    ),
    Persona(
        "paid today",
        4,
        "the settlement file has only the date: not yet known at nine in the morning",
        removed("unknown_origin"),
        (
            contract(
                date(2026, 11, 24),
                controller="books.example",
                role="processor",
                kind="payment",
                opt_out_offered="",
            ),
        ),
        is_known=False,
        has_paid=False,
        source="checkout:books.example",
    ),
    Persona(
        "contract not yet booked",
        4,
        "signed last week, recorded tomorrow",
        removed("unknown_origin"),
        (contract(date(2026, 11, 18), recorded=date(2026, 11, 25)),),
        has_paid=False,
        source="account:northpay",
    ),
)
"""People who are somebody else's, or nobody's."""

UNPROVEN = (*TRANSACTIONS, *STRANGERS)
