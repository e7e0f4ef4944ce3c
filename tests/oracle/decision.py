"""Decide every audience row: contract, section 6."""

from typing import Any

from tests.oracle.addresses import address_flags, address_reasons
from tests.oracle.consent import is_known
from tests.oracle.matching import same
from tests.oracle.permission import find_basis, permission_reason
from tests.oracle.prohibition import restrictions
from tests.oracle.reasons import in_precedence
from tests.oracle.times import instant_back
from tests.oracle.world import Contact, World

Decision = dict[str, Any]


def decide(world: World) -> list[Decision]:
    """Return one decision for every audience row, in the order of the audience."""
    contacts = [
        Contact(world, row, values)
        for row, values in enumerate(world.tables["audience"])
    ]
    decisions = [judge(contact) for contact in contacts]
    mark_duplicates(contacts, decisions)
    return decisions


def judge(contact: Contact) -> Decision:
    """Decide one row by itself, before duplicates are looked for."""
    world = contact.world
    found = restrictions(contact)
    reasons = {reason for reason, _ in found}
    basis: tuple[str, str | None] | None = None
    if contact.address_reason is not None:
        reasons.add(contact.address_reason)
    elif world.is_marketing:
        reasons |= address_reasons(contact)
        basis = find_basis(contact)
        if basis is None:
            reasons.add(permission_reason(contact))
        if is_capped(contact):
            reasons.add("frequency_cap")
    else:
        basis = "service_message", None
    return {
        "row": contact.row,
        "contact_id": contact.values.get("contact_id"),
        **outcome(reasons, basis),
        "blocked_by": sorted({identifier for _, identifier in found}),
        "policy": contact.policy["name"],
        "flags": address_flags(contact),
    }


def outcome(reasons: set[str], basis: tuple[str, str | None] | None) -> Decision:
    """Return what follows from the reasons: only a row without any keeps its basis."""
    ordered = in_precedence(reasons)
    name, evidence = (None, None) if ordered or basis is None else basis
    return {
        "decision": "remove" if ordered else "keep",
        "reason": ordered[0] if ordered else None,
        "reasons": ordered,
        "basis": name,
        "basis_evidence": evidence,
    }


def is_capped(contact: Contact) -> bool:
    """Return whether the address had as many sends as the campaign's limits allow."""
    world = contact.world
    limits = world.campaign.get("limits")
    if limits is None:
        return False
    start = instant_back(world.as_of, limits["per"], world.zone)
    sends = [
        send
        for send in world.rows("sends")
        if same(send.keys.strict, contact.keys.strict)
        and send.text("controller") == world.campaign["controller"]
        and send.text("channel") == world.campaign["channel"]
        and is_known(send)
        and start < send.occurred.last <= world.as_of
    ]
    return len(sends) >= int(limits["max_sends"])


def mark_duplicates(contacts: list[Contact], decisions: list[Decision]) -> None:
    """Remove every row that would be kept but repeats an earlier one that is."""
    seen: set[str | None] = set()
    for contact, decision in zip(contacts, decisions, strict=True):
        if decision["reasons"]:
            continue
        by_alias = contact.world.setting("duplicates", "address") == "alias"
        key = contact.keys.wide if by_alias else contact.keys.strict
        if key in seen:
            decision.update(outcome({"duplicate"}, None))
        seen.add(key)
