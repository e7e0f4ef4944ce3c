"""The newsletter, continued: moments, opt-outs that are lifted, and their scopes."""

from tests.mutation.world import (
    dealing,
    given,
    kept,
    refused,
    removed,
    requested,
    suppressed,
    withdrawn,
)
from tests.mutation.worlds.policies import (
    AS_OF,
    KNOWN_AT,
    MICROSECOND_AFTER,
    SIMILAR,
)

CLOCK = (
    removed(
        "not-yet-given",
        "unknown_origin",
        given("2026-11-24T10:00:00Z", recorded_at=KNOWN_AT),
    ),
    removed(
        "a-microsecond-late",
        "unknown_origin",
        given(MICROSECOND_AFTER, recorded_at=KNOWN_AT),
    ),
    removed(
        "recorded-too-late", "unknown_origin", given(recorded_at="2026-11-24T08:30:00Z")
    ),
    removed(
        "bought-too-late",
        "unknown_origin",
        dealing("purchase", MICROSECOND_AFTER, recorded_at=KNOWN_AT, **SIMILAR),
    ),
    removed(
        "given-some-time-today",
        "unknown_origin",
        given("2026-11-24", recorded_at=KNOWN_AT),
    ),
    removed(
        "stopped-exactly-now",
        "unsubscribed",
        given(),
        suppressed(at=AS_OF, recorded_at=KNOWN_AT),
    ),
    removed(
        "recorded-exactly-then",
        "unsubscribed",
        given(),
        suppressed(recorded_at=KNOWN_AT),
    ),
    removed(
        "stopped-some-time-today", "unsubscribed", given(), suppressed(at="2026-11-24")
    ),
    removed(
        "paused-through-today",
        "paused",
        given(),
        suppressed("paused", effective_until="2026-11-24"),
    ),
    removed(
        "paused-a-microsecond-more",
        "paused",
        given(),
        suppressed("paused", effective_until=MICROSECOND_AFTER),
    ),
    kept("pause-just-over", given(), suppressed("paused", effective_until=AS_OF)),
    removed(
        "withdrew-on-a-fast-clock",
        "consent_withdrawn",
        given(),
        withdrawn("2026-11-24T09:05:00Z", recorded_at="2026-11-24T07:58:00Z"),
    ),
    removed(
        "withdrew-just-in-time",
        "consent_withdrawn",
        given(),
        withdrawn(recorded_at=KNOWN_AT),
    ),
    removed(
        "withdrew-some-time-today",
        "consent_withdrawn",
        given(),
        withdrawn("2026-11-24", recorded_at="2026-11-23"),
    ),
    kept("letter-unopened", given(), withdrawn(recorded_at="2026-11-24T08:30:00Z")),
)
LIFTED = (
    removed(
        "customer-who-stopped",
        "unsubscribed",
        dealing("purchase", **SIMILAR),
        suppressed(),
    ),
    removed(
        "stopped-and-complained",
        "complained",
        suppressed("complained"),
        suppressed(),
        given(),
    ),
    kept("came-back", suppressed(), given("2026-09-01T10:00:00Z")),
    kept("listed-but-said-yes", given(), suppressed("on_register")),
    removed(
        "in-the-same-second",
        "unsubscribed",
        given("2026-08-10T10:00:00Z"),
        suppressed(),
    ),
    removed(
        "came-back-for-offers",
        "unsubscribed",
        given(),
        suppressed(),
        given("2026-09-01T10:00:00Z", purpose="marketing.offers"),
    ),
    removed(
        "bought-again",
        "unsubscribed",
        given(),
        suppressed(),
        dealing("purchase", "2026-09-01T10:00:00Z", **SIMILAR),
    ),
    removed(
        "came-back-by-default",
        "unsubscribed",
        given(),
        suppressed(),
        given("2026-09-01T10:00:00Z", method="import"),
    ),
    removed(
        "came-back-to-bad-text",
        "unsubscribed",
        given(),
        suppressed(),
        given("2026-09-01T10:00:00Z", wording="v1"),
    ),
    removed(
        "asked-to-come-back",
        "unsubscribed",
        given(),
        suppressed(),
        requested("2026-09-01T10:00:00Z"),
    ),
    removed(
        "complained-and-came-back",
        "complained",
        suppressed("complained"),
        given("2026-09-01T10:00:00Z"),
    ),
    removed(
        "both-on-one-day",
        "unsubscribed",
        suppressed(at="2026-08-10"),
        given("2026-08-10T12:00:00Z"),
    ),
    removed(
        "back-on-that-day",
        "unsubscribed",
        suppressed(at="2026-08-10T12:00:00Z"),
        given("2026-08-10"),
    ),
    removed(
        "withdrew-that-day",
        "consent_withdrawn",
        withdrawn("2026-08-10"),
        given("2026-08-10T12:00:00Z"),
    ),
    removed(
        "withdrew-in-that-second",
        "consent_withdrawn",
        withdrawn(),
        given("2026-08-10T10:00:00Z"),
    ),
    removed("refused-last", "consent_refused", given(), refused()),
)
SCOPES = (
    removed("stopped-by-all", "unsubscribed", given(), suppressed(controller="*")),
    removed(
        "stopped-by-us", "unsubscribed", given(), suppressed(controller=" northpay ")
    ),
    removed("stopped-everywhere", "unsubscribed", given(), suppressed(channel="*")),
    removed("stopped-by-email", "unsubscribed", given(), suppressed(channel="email")),
    removed(
        "stopped-marketing", "unsubscribed", given(), suppressed(purpose="marketing")
    ),
    removed(
        "stopped-newsletter",
        "unsubscribed",
        given(),
        suppressed(purpose="marketing.newsletter"),
    ),
    removed("stopped-all-purposes", "unsubscribed", given(), suppressed(purpose="*")),
    removed(
        "withdrew-marketing",
        "consent_withdrawn",
        given(),
        withdrawn(purpose="marketing", channel="*"),
    ),
    removed(
        "in-the-late-file",
        "unsubscribed",
        given(),
        suppressed(file="suppressions_late"),
    ),
    kept("stopped-offers", given(), suppressed(purpose="marketing.offers")),
    kept("stopped-the-sister", given(), suppressed(controller="southpay")),
    kept("stopped-by-text", given(), suppressed(channel="sms")),
    kept("stopped-a-namesake", given(), suppressed(purpose="marketing.news")),
)
