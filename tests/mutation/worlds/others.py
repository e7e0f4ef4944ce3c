"""Campaigns of another kind: each changes one thing about the newsletter."""

from tests.mutation.world import (
    World,
    confirmed,
    dealing,
    given,
    kept,
    refused,
    removed,
    sent,
    suppressed,
    withdrawn,
)
from tests.mutation.worlds.policies import DOUBLE, LAX, MIDDLE, PLAIN

BACK = "2026-09-01T10:00:00Z"

STRICT = World(
    "double opt-in",
    (
        kept("confirmed", confirmed()),
        kept("two-years-to-the-day", confirmed("2024-11-24T12:00:00Z")),
        kept("came-back", suppressed(), confirmed(BACK)),
        removed("given-only", "consent_pending", given()),
        removed(
            "two-years-and-a-day", "consent_expired", confirmed("2024-11-23T12:00:00Z")
        ),
        removed("by-a-partner", "method_refused", confirmed(collected_by="shop")),
        removed("listed", "on_register", confirmed(BACK), suppressed("on_register")),
        removed(
            "came-back-unconfirmed",
            "unsubscribed",
            confirmed(),
            suppressed(),
            given(BACK),
        ),
    ),
    {"policy.toml": DOUBLE},
)

TEXT = World(
    "text message",
    (
        kept("subscriber", given()),
        kept("company-line", subscriber_type="corporate", source="fair"),
        removed("stranger", "unknown_origin"),
        removed(
            "written-nationally",
            "unsubscribed",
            given(),
            suppressed(value="(020) 79460501"),
            phone="+442079460501",
        ),
        removed(
            "written-abroad",
            "unsubscribed",
            given(),
            suppressed(value="0044 20 7946 0502"),
            phone="020 7946 0502",
        ),
        removed(
            "american",
            "unsubscribed",
            given(address="+12125550103"),
            suppressed(value="+1 212 555 0103"),
            phone="(212) 555-0103",
            country="us",
        ),
        removed("too-short", "address_invalid", given(), phone="020 7946 05"),
        removed("no-number", "address_missing", phone=None),
        removed(
            "at-a-domain",
            "unknown_origin",
            suppressed("blocked", match="domain", value="firm.example"),
        ),
    ),
    {"policy.toml": PLAIN.replace('["email"]', '["sms"]')},
    campaign={"channel": "sms", "default_region": "GB"},
)

LETTER = World(
    "letter",
    (
        kept("neighbour", source="register of voters"),
        removed("from-nowhere", "unknown_origin"),
        removed("blank-source", "unknown_origin", source=" "),
        removed(
            "in-small-letters",
            "unsubscribed",
            suppressed(value=" sw1a 1aa/10 "),
            source="map",
            postal_key="SW1A 1AA/10",
        ),
        removed(
            "sharp-s",
            "unsubscribed",
            suppressed(value="stra\u00dfe 1"),
            source="map",
            postal_key="STRASSE 1",
        ),
    ),
    {"policy.toml": LAX},
    campaign={"channel": "post"},
)

MEMBERS = World(
    "members by id",
    (
        kept("member", given(contact_id="m-1"), contact_id="m-1"),
        kept("padded-member", given(contact_id="m-2"), contact_id=" m-2 "),
        removed(
            "only-the-address",
            "other_address",
            given(contact_id="m-9", address="only-the-address@example.com"),
            contact_id="m-3",
        ),
        removed("without-id", "other_address", given(address="without-id@example.com")),
        removed("another-without", "unknown_origin"),
        removed(
            "withdrew-by-address",
            "consent_withdrawn",
            given(contact_id="m-5"),
            withdrawn(),
            contact_id="m-5",
        ),
        removed(
            "withdrew-by-id",
            "consent_withdrawn",
            given(contact_id="m-6"),
            withdrawn(contact_id="m-6"),
            contact_id="m-6",
        ),
        removed(
            "customer-by-address",
            "unknown_origin",
            dealing("purchase", opt_out_offered="true", category="payments"),
            contact_id="m-7",
        ),
    ),
    {"policy.toml": PLAIN},
    campaign={"permission_key": "contact_id"},
)

COUNTRIES = World(
    "by country",
    (
        kept("british", source="fair", country="GB"),
        kept("german", confirmed(), country="DE"),
        kept("austrian", given(), country="AT"),
        removed("german-given", "consent_pending", given(), country="DE"),
        removed("padded-german", "consent_pending", given(), country=" de "),
        removed("from-nowhere", "unknown_origin", source="fair", country=None),
        removed("from-france", "unknown_origin", source="fair", country="FR"),
        removed("german-from-a-fair", "unknown_origin", source="fair", country="DE"),
        removed(
            "german-listed",
            "on_register",
            confirmed(),
            suppressed("on_register"),
            country="DE",
        ),
    ),
    {
        "lax.toml": LAX,
        "middle.toml": MIDDLE,
        "double.toml": DOUBLE,
    },
    campaign={"policy": "by_country"},
    sections=(
        '\n[policy_by_country]\nGB = "lax.toml"\nDE = "double.toml"\n'
        'default = "middle.toml"\n'
    ),
)

SERVICE = World(
    "service message",
    (
        kept("customer"),
        kept("unsubscribed", suppressed()),
        kept("withdrew", withdrawn()),
        kept("never-agreed", refused()),
        kept("erased-but-back", suppressed("erased"), given(BACK)),
        kept("info", email="info@example.org"),
        removed("deceased", "deceased", suppressed("deceased")),
        removed("erased", "erased", suppressed("erased")),
        removed("stop-all", "unsubscribed", suppressed(blocks="all")),
        removed("bounced", "hard_bounced", suppressed("hard_bounced")),
        removed("invalid", "address_invalid", email="nowhere"),
        kept("complained-of-marketing", suppressed("complained", blocks="marketing")),
        removed("customer-again", "duplicate", email="CUSTOMER@example.com"),
    ),
    {"policy.toml": PLAIN},
    campaign={"message": "service"},
)

LIMITS = World(
    "limits and aliases",
    (
        kept(
            "two-mails",
            given(),
            sent("2026-11-20T09:00:00Z"),
            sent("2026-11-21T09:00:00Z"),
        ),
        kept(
            "third-a-week-ago",
            given(),
            sent("2026-11-17T09:00:00Z"),
            sent("2026-11-21T09:00:00Z"),
            sent("2026-11-22T09:00:00Z"),
        ),
        removed(
            "three-mails",
            "frequency_cap",
            given(),
            *(sent(f"2026-11-{day}T09:00:00Z") for day in (20, 21, 22)),
        ),
        removed(
            "third-just-now",
            "frequency_cap",
            given(),
            *(sent(f"2026-11-{day}T09:00:00Z") for day in (20, 21, 24)),
        ),
        removed(
            "third-at-dawn",
            "frequency_cap",
            given(),
            *(
                sent(f"2026-11-{at}Z")
                for at in ("17T09:00:00.000001", "21T09:00:00", "22T09:00:00")
            ),
        ),
        removed(
            "one-of-service",
            "frequency_cap",
            given(),
            sent("2026-11-20T09:00:00Z", purpose="service.notice"),
            sent("2026-11-21T09:00:00Z"),
            sent("2026-11-22T09:00:00Z"),
        ),
        kept(
            "from-the-sister",
            given(),
            *(
                sent(f"2026-11-{day}T09:00:00Z", controller="southpay")
                for day in (20, 21, 22)
            ),
        ),
        removed(
            "withdrew-exactly-now",
            "consent_withdrawn",
            given(),
            withdrawn("2026-11-24T09:00:00Z"),
        ),
        kept("alias", given(), email="alias@example.com"),
        removed("alias-again", "duplicate", given(), email="alias+two@example.com"),
        removed("dot", "unsubscribed", given(), suppressed(), email="dot@gmail.com"),
        kept("dot-free", given(), email="free@gmail.com"),
        removed("dot-free-again", "duplicate", given(), email="f.r.ee@googlemail.com"),
    ),
    {"policy.toml": PLAIN},
    sections=(
        '\n[limits]\nmax_sends = 3\nper = "7d"\n\n[addresses]\nduplicates = "alias"\n'
    ),
)
