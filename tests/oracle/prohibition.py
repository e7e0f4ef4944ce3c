"""Find the restrictive facts that stand against a contact: contract, section 7."""

from tests.oracle.consent import is_lifting
from tests.oracle.matching import names, prohibits, suppresses
from tests.oracle.reasons import RESTRICTIVE, SUPPRESSIONS
from tests.oracle.world import Contact, Record, World


def restrictions(contact: Contact) -> list[tuple[str, str]]:
    """Return the reason and the id of every fact that stands against a contact."""
    world = contact.world
    lifting = [e for e in world.rows("consents") if is_lifting(e, contact)]
    found = []
    for row in world.rows("suppressions"):
        stands = suppression_counts(row) and suppresses(row, contact)
        if stands and not is_suppression_lifted(row, lifting, contact):
            found.append((row.values["reason"], row.values["suppression_id"]))
    for event in world.rows("consents"):
        is_theirs = prohibits(event, contact) or names(event.contact_id, contact)
        stands = event_counts(event) and is_theirs
        if stands and not is_lifted(event, lifting):
            reason = RESTRICTIVE[event.values["action"]]
            found.append((reason, event.values["event_id"]))
    return found


def suppression_counts(row: Record) -> bool:
    """Return whether a suppression is active, in scope, and blocks this message."""
    world = row.world
    until = row.time("effective_until")
    is_active = (
        row.occurred.first <= world.as_of
        and (until is None or world.as_of < until.end)
        and row.recorded.first <= world.known_at
    )
    blocks = row.text("blocks", SUPPRESSIONS[row.values["reason"]].blocks)
    return is_active and is_in_scope(row) and (world.is_marketing or blocks == "all")


def event_counts(event: Record) -> bool:
    """Return whether an event restricts, is active and in scope; never for service."""
    world = event.world
    is_active = (
        min(event.occurred.first, event.recorded.first) <= world.as_of
        and event.recorded.first <= world.known_at
    )
    is_restrictive = event.text("action") in RESTRICTIVE
    return world.is_marketing and is_restrictive and is_active and is_in_scope(event)


def is_in_scope(record: Record) -> bool:
    """Return whether a restrictive fact covers the campaign."""
    campaign = record.world.campaign
    return (
        record.text("controller", "*") in ("*", campaign["controller"])
        and record.text("channel", "*") in ("*", campaign["channel"])
        and covers(record.text("purpose", "*"), record.world)
    )


def covers(purpose: str | None, world: World) -> bool:
    """Return whether a purpose is the campaign's, a dotted prefix of it, or any."""
    wanted = world.campaign["purpose"]
    return purpose in ("*", wanted) or wanted.startswith(f"{purpose}.")


def is_suppression_lifted(row: Record, lifting: list[Record], contact: Contact) -> bool:
    """Return whether a suppression is of a liftable kind, and lifted."""
    reason = row.values["reason"]
    if reason == "on_register":
        return bool(lifting) and contact.policy["register_overridden_by_consent"]
    return SUPPRESSIONS[reason].liftable and is_lifted(row, lifting)


def is_lifted(record: Record, lifting: list[Record]) -> bool:
    """Return whether a lifting consent comes after a fact.

    A consent orders as the first instant it can mean, a prohibition as the last.
    """
    return any(e.occurred.first > record.occurred.last for e in lifting)
