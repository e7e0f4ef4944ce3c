"""Find the ground that keeps a contact, or why there is none: contract, section 8."""

from collections.abc import Callable

from tests.oracle.consent import (
    STATEMENTS_OF_CONSENT,
    is_consent,
    is_exact_scope,
    is_expired,
    is_known,
    is_method_refused,
    is_too_old,
    is_within,
    latest,
    wording_state,
)
from tests.oracle.matching import permits, prohibits
from tests.oracle.times import local_date
from tests.oracle.world import Contact, Record, Row


def find_basis(contact: Contact) -> tuple[str, str | None] | None:
    """Return the first ground that holds, as its name and the id of its record."""
    for ground in applicable_grounds(contact):
        if ground["kind"] == "opt_out_regime":
            if contact.has_source:
                return ground["basis"], None
        elif ground["kind"] == "consent":
            proof = [e for e in consents(contact) if proves_consent(e, ground, contact)]
            if proof:
                return ground["basis"], latest(proof, "event_id")
        else:
            proof = [
                r
                for r in contact.world.rows("relationships")
                if meets_all_but_age(r, ground, contact)
                and is_within(r.occurred, ground.get("max_age"), contact.world)
            ]
            if proof:
                return ground["basis"], latest(proof, "relationship_id")
    return None


def applicable_grounds(contact: Contact) -> list[Row]:
    """Return the grounds whose channels and subscriber types include the contact's."""
    channel = contact.world.campaign["channel"]
    return [
        ground
        for ground in contact.policy["grounds"]
        if channel in ground.get("channels", [channel])
        and contact.subscriber_type
        in ground.get("subscriber_types", [contact.subscriber_type])
    ]


def consents(contact: Contact) -> list[Record]:
    """Return the known consent events; not those that restrict."""
    return [
        event
        for event in contact.world.rows("consents")
        if event.text("action") in ("requested", *STATEMENTS_OF_CONSENT)
        and is_known(event)
    ]


def proves_consent(event: Record, ground: Row, contact: Contact) -> bool:
    """Return whether a known event satisfies a consent ground."""
    return (
        is_consent(event, contact.policy)
        and is_exact_scope(event, contact)
        and wording_state(event) == "valid"
        and not is_method_refused(event, contact.policy)
        and not is_expired(event)
        and not is_too_old(event, ground)
    )


def meets_all_but_age(row: Record, ground: Row, contact: Contact) -> bool:
    """Return whether a relationship satisfies a ground, whatever its age."""
    campaign = row.world.campaign
    categories = campaign.get("categories") or ()
    oldest = ground.get("from")
    needs_offer = ground.get("requires_opt_out_offered", False)
    return (
        is_known(row)
        and permits(row, contact)
        and row.text("controller") == campaign["controller"]
        and row.text("role") == "controller"
        and row.text("kind") in ground["kinds"]
        and (row.is_true("opt_out_offered") or not needs_offer)
        and (
            not (ground.get("similar_only") and categories)
            or row.text("category") in categories
        )
        and (oldest is None or local_date(row.occurred.last, row.world.zone) >= oldest)
    )


def permission_reason(contact: Contact) -> str:
    """Return the first reason, in the contract's order, why no ground holds."""
    for reason, applies in REASONS_WHY_NOT:
        if applies(contact):
            return reason
    return "unknown_origin"


def _scope_events(contact: Contact) -> list[Record]:
    return [e for e in _statements(contact) if is_exact_scope(e, contact)]


def _statements(contact: Contact) -> list[Record]:
    return [e for e in consents(contact) if e.text("action") in STATEMENTS_OF_CONSENT]


def _relationships(contact: Contact) -> list[Record]:
    return [
        row
        for row in contact.world.rows("relationships")
        if is_known(row) and permits(row, contact)
    ]


def _is_own(record: Record, *columns: str) -> bool:
    campaign = record.world.campaign
    return all(record.text(column) == campaign[column] for column in columns)


def _wording_invalid(contact: Contact) -> bool:
    return any(wording_state(e) == "invalid" for e in _scope_events(contact))


def _evidence_missing(contact: Contact) -> bool:
    return any(wording_state(e) == "missing" for e in _scope_events(contact))


def _method_refused(contact: Contact) -> bool:
    return any(is_method_refused(e, contact.policy) for e in _scope_events(contact))


def _consent_expired(contact: Contact) -> bool:
    grounds = [g for g in applicable_grounds(contact) if g["kind"] == "consent"]
    return any(
        is_expired(e) or (bool(grounds) and all(is_too_old(e, g) for g in grounds))
        for e in _scope_events(contact)
    )


def _consent_pending(contact: Contact) -> bool:
    begun = (
        ("requested", "given") if contact.policy["double_opt_in"] else ("requested",)
    )
    return any(
        e.text("action") in begun and is_exact_scope(e, contact)
        for e in consents(contact)
    )


def _other_address(contact: Contact) -> bool:
    return any(
        _is_own(e, "controller", "channel", "purpose")
        and prohibits(e, contact)
        and not permits(e, contact)
        for e in _statements(contact)
    )


def _other_purpose(contact: Contact) -> bool:
    return any(
        permits(e, contact)
        and _is_own(e, "controller", "channel")
        and not _is_own(e, "purpose")
        for e in _statements(contact)
    )


def _other_channel(contact: Contact) -> bool:
    return any(
        permits(e, contact) and _is_own(e, "controller") and not _is_own(e, "channel")
        for e in _statements(contact)
    )


def _relationship_expired(contact: Contact) -> bool:
    """Return whether a relationship fails a ground by age alone; none holds here."""
    grounds = [g for g in applicable_grounds(contact) if g["kind"] == "relationship"]
    return any(
        meets_all_but_age(row, ground, contact)
        for row in contact.world.rows("relationships")
        for ground in grounds
    )


def _transaction_only(contact: Contact) -> bool:
    return any(
        _is_own(row, "controller") and row.text("role") == "controller"
        for row in _relationships(contact)
    )


def _processor_only(contact: Contact) -> bool:
    return any(row.text("role") == "processor" for row in _relationships(contact))


def _other_controller(contact: Contact) -> bool:
    """Return whether anything permission-matched is left that nothing above names."""
    statements = (e for e in _statements(contact) if permits(e, contact))
    return any(statements) or bool(_relationships(contact))


REASONS_WHY_NOT: list[tuple[str, Callable[[Contact], bool]]] = [
    ("wording_invalid", _wording_invalid),
    ("evidence_missing", _evidence_missing),
    ("method_refused", _method_refused),
    ("consent_expired", _consent_expired),
    ("consent_pending", _consent_pending),
    ("other_address", _other_address),
    ("other_purpose", _other_purpose),
    ("other_channel", _other_channel),
    ("relationship_expired", _relationship_expired),
    ("transaction_only", _transaction_only),
    ("processor_only", _processor_only),
    ("other_controller", _other_controller),
]
