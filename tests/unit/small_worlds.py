"""Build a world of one contact by hand: name only what the case is about."""

from datetime import UTC, datetime

from tests.oracle import World, decide

AS_OF = datetime(2026, 11, 24, 9, tzinfo=UTC)
POLICY = {
    "name": "plain",
    "double_opt_in": False,
    "refused_methods": ["import"],
    "indirect": "allow",
    "register_overridden_by_consent": False,
    "grounds": [{"kind": "consent", "basis": "consent"}],
}
CAMPAIGN = {
    "id": "a-campaign",
    "controller": "northpay",
    "channel": "email",
    "purpose": "marketing.newsletter",
    "message": "marketing",
    "as_of": AS_OF,
    "timezone": "Europe/London",
    "policy": "plain",
    "categories": [],
    "permission_key": "address",
}
SUBJECT = {"contact_id": None, "address": "sam@example.com"}
SCOPE = {"channel": "email", "purpose": "marketing.newsletter"}


def consent(number=1, **cells):
    row = {"event_id": f"e{number}", **SUBJECT, **SCOPE, "controller": "northpay"}
    return row | {"action": "given", "occurred_at": "2026-11-01T12:00:00Z"} | cells


def relationship(number=1, **cells):
    row = {"relationship_id": f"r{number}", **SUBJECT, "controller": "northpay"}
    dealing = {"role": "controller", "kind": "purchase"}
    return row | dealing | {"occurred_at": "2026-11-01T12:00:00Z"} | cells


def suppression(number=1, **cells):
    row = {"suppression_id": f"s{number}", "value": "sam@example.com"}
    since = {"effective_from": "2026-11-10T12:00:00Z"}
    return row | {"reason": "unsubscribed"} | since | cells


def send(number=1, **cells):
    row = {"send_id": f"d{number}", **SUBJECT, **SCOPE, "controller": "northpay"}
    return row | {"sent_at": "2026-11-23T09:00:00Z"} | cells


def world(*rows, audience=("sam@example.com",), policy=(), timezones=(), **campaign):
    """Return a world; each row goes to the table that its id column names."""
    addresses = [{"email": one} if isinstance(one, str) else one for one in audience]
    tables = {"audience": addresses}
    for table, column in {
        "consents": "event_id",
        "relationships": "relationship_id",
        "suppressions": "suppression_id",
        "sends": "send_id",
    }.items():
        tables[table] = [row for row in rows if column in row]
    texts = [row for row in rows if "invalidated_at" in row]
    if texts:
        tables["wordings"] = texts
    policies = {"plain": POLICY | dict(policy)}
    return World(CAMPAIGN | campaign, policies, tables, dict(timezones))


def decision(*rows, **settings):
    """Return what the oracle decides about the only contact."""
    return decide(world(*rows, **settings))[0]


def reasons(*rows, **settings):
    """Return the reasons of the only contact, the primary one first."""
    return decision(*rows, **settings)["reasons"]
