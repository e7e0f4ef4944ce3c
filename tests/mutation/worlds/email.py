"""The newsletter: one opt-in is enough, customers may be written to.

The campaign knows what it knew an hour before it speaks: `known_at` is earlier than
`as_of`, so that the two cannot stand in for each other unnoticed.
"""

from hygiene.vocabulary import SUPPRESSION_REASONS
from tests.mutation.world import (
    World,
    confirmed,
    dealing,
    given,
    kept,
    removed,
    requested,
    suppressed,
    wording,
)
from tests.mutation.worlds.moments import CLOCK, LIFTED, SCOPES
from tests.mutation.worlds.policies import AS_OF, KNOWN_AT, PLAIN, SIMILAR

GROUNDS = (
    kept("subscriber", given()),
    kept("confirmed", confirmed()),
    kept("gave-twice", given(), given("2026-06-10T10:00:00Z")),
    kept("offers-first", given(purpose="marketing.offers"), given()),
    kept("customer", dealing("purchase", **SIMILAR)),
    kept("company", subscriber_type="corporate", source="trade fair"),
    kept("donor", dealing("donation", "2026-02-05T12:00:00Z", opt_out_offered="true")),
    kept("until-next-year", given(expires_at="2027-01-01T00:00:00Z")),
    kept("exactly-now", given(AS_OF, recorded_at=KNOWN_AT)),
    kept("six-months-to-the-day", given("2026-05-24T12:00:00Z", collected_by="shop")),
    kept(
        "three-years-to-the-day", dealing("purchase", "2023-11-24T12:00:00Z", **SIMILAR)
    ),
    removed("stranger", "unknown_origin"),
    removed("company-from-nowhere", "unknown_origin", subscriber_type="corporate"),
    removed(
        "mistyped-company", "unknown_origin", subscriber_type="corp", source="fair"
    ),
    removed("individual-from-a-fair", "unknown_origin", source="trade fair"),
)
SUPPRESSED = tuple(
    removed(reason.value, reason.value, given(), suppressed(reason.value))
    if reason.value != "on_register"
    else removed(
        "on_register",
        "on_register",
        dealing("purchase", **SIMILAR),
        suppressed("on_register"),
    )
    for reason in SUPPRESSION_REASONS
)
UNPROVEN = (
    removed("invalid-text", "wording_invalid", given(wording="v1")),
    removed("unlisted-text", "evidence_missing", given(wording="v0")),
    removed("text-invalid-now", "wording_invalid", given(wording="v3")),
    removed("ticked-for-them", "method_refused", given(method="preticked_box")),
    removed("ticked-in-capitals", "method_refused", given(method=" PRETICKED_BOX ")),
    removed(
        "past-its-end", "consent_expired", given(expires_at="2026-11-01T00:00:00Z")
    ),
    removed("ends-exactly-now", "consent_expired", given(expires_at=AS_OF)),
    removed("ends-today", "consent_expired", given(expires_at="2026-11-24")),
    removed(
        "half-a-year-and-a-day",
        "consent_expired",
        given("2026-05-23T12:00:00Z", collected_by="shop"),
    ),
    removed("never-confirmed", "consent_pending", requested()),
    removed(
        "tagged-consent", "other_address", given(address="tagged-consent+x@example.com")
    ),
    removed(
        "former-address",
        "other_address",
        given(address="former@example.org", contact_id="c1"),
        contact_id="c1",
    ),
    removed("for-offers", "other_purpose", given(purpose="marketing.offers")),
    removed("for-everything", "other_purpose", given(purpose="*")),
    removed("for-all-marketing", "other_purpose", given(purpose="marketing")),
    removed("by-text-message", "other_channel", given(channel="sms")),
    removed("on-every-channel", "other_channel", given(channel="*")),
    removed("to-the-sister", "other_controller", given(controller="southpay")),
    removed("to-anyone", "other_controller", given(controller="*")),
    removed(
        "three-years-and-a-day",
        "relationship_expired",
        dealing("purchase", "2023-11-23T12:00:00Z", **SIMILAR),
    ),
    removed(
        "never-offered", "transaction_only", dealing("purchase", category="payments")
    ),
    removed(
        "unlike-product",
        "transaction_only",
        dealing("purchase", opt_out_offered="true", category="loans"),
    ),
    removed(
        "no-category", "transaction_only", dealing("purchase", opt_out_offered="true")
    ),
    removed("only-asked", "transaction_only", dealing("inquiry", **SIMILAR)),
    removed(
        "gave-too-early",
        "transaction_only",
        dealing("donation", "2026-02-04T12:00:00Z"),
    ),
    removed("card-payer", "processor_only", dealing("payment", role="processor")),
    removed(
        "held-as-processor",
        "processor_only",
        dealing("purchase", role="processor", **SIMILAR),
    ),
    removed(
        "customer-of-another",
        "other_controller",
        dealing("purchase", controller="southpay", **SIMILAR),
    ),
)
PEOPLE = (*GROUNDS, *SUPPRESSED, *UNPROVEN, *CLOCK, *LIFTED, *SCOPES)
EMAIL = World(
    "newsletter",
    PEOPLE,
    {"policy.toml": PLAIN},
    campaign={"known_at": KNOWN_AT, "categories": '["payments"]'},
    facts=(wording("v1", "2025-01-01T00:00:00Z"), wording("v2"), wording("v3", AS_OF)),
    defaults={"consents": {"wording": "v2"}},
)
