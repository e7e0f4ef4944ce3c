"""Judge single consent events: known, in scope, evidenced, accepted, in time."""

from datetime import UTC, datetime

from tests.oracle import times
from tests.oracle.matching import permits
from tests.oracle.times import Moment
from tests.oracle.world import Contact, Record, Row, World

STATEMENTS_OF_CONSENT = ("given", "confirmed")


def is_known(record: Record) -> bool:
    """Return whether a permissive fact is known: a day counts once it is over."""
    world = record.world
    return (
        record.occurred.last <= world.as_of and record.recorded.last <= world.known_at
    )


def is_exact_scope(event: Record, contact: Contact) -> bool:
    """Return whether an event is for this contact, controller, channel and purpose."""
    campaign = event.world.campaign
    return permits(event, contact) and all(
        event.text(column) == campaign[column]
        for column in ("controller", "channel", "purpose")
    )


def is_consent(event: Record, policy: Row) -> bool:
    """Return whether the action is enough: `given` is not under double opt-in."""
    action = event.text("action")
    return action == "confirmed" or (action == "given" and not policy["double_opt_in"])


def wording_state(event: Record) -> str:
    """Return `valid`, `missing` or `invalid` for the text the person saw."""
    world = event.world
    if "wordings" not in world.tables:
        return "valid"
    wording = event.text("wording")
    for row in world.rows("wordings"):
        if wording is not None and row.text("wording") == wording:
            invalidated = row.time("invalidated_at")
            is_invalid = invalidated is not None and invalidated.first <= world.as_of
            return "invalid" if is_invalid else "valid"
    return "missing"


def is_indirect(event: Record) -> bool:
    """Return whether somebody else than the controller collected the consent."""
    controller = event.text("controller")
    return event.text("collected_by", controller) != controller


def is_method_refused(event: Record, policy: Row) -> bool:
    """Return whether the policy refuses the method, or all indirect consents."""
    if is_indirect(event) and policy["indirect"] == "refuse":
        return True
    return event.text("method") in policy["refused_methods"]


def is_expired(event: Record) -> bool:
    """Return whether the consent's own expiry has come."""
    expires = event.time("expires_at")
    return expires is not None and expires.first <= event.world.as_of


def is_too_old(event: Record, ground: Row) -> bool:
    """Return whether an event is older than a consent ground allows."""
    if not is_within(event.occurred, ground.get("max_age"), event.world):
        return True
    return is_indirect(event) and not is_within(
        event.occurred, ground.get("indirect_max_age"), event.world
    )


def is_within(occurred: Moment, max_age: str | None, world: World) -> bool:
    """Return whether an age window holds, by local dates; no window always does."""
    if max_age is None:
        return True
    sending_day = times.local_date(world.as_of, world.zone)
    oldest = times.days_back(sending_day, max_age)
    return times.local_date(occurred.last, world.zone) >= oldest


def is_lifting(event: Record, contact: Contact) -> bool:
    """Return whether an event can lift what stands against the contact.

    Its expiry and its age do not matter; when it happened is the caller's question.
    """
    return (
        is_consent(event, contact.policy)
        and is_exact_scope(event, contact)
        and is_known(event)
        and wording_state(event) == "valid"
        and not is_method_refused(event, contact.policy)
    )


def latest(records: list[Record], identifier: str) -> str | None:
    """Return the id of the latest record, the smallest id where several are latest."""
    beginning = datetime.min.replace(tzinfo=UTC)
    newest = max((record.occurred.last for record in records), default=beginning)
    found = [r.values[identifier] for r in records if r.occurred.last == newest]
    return min(found, default=None)
