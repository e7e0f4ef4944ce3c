"""Recognise role and disposable addresses: contract, sections 3 and 6."""

from tests.oracle.world import Contact

# A few names that every list of this kind holds; the tests draw no others.
ROLES = frozenset({"info", "sales", "abuse", "postmaster"})
DISPOSABLE = frozenset({"mailinator.com", "yopmail.com"})


def address_reasons(contact: Contact) -> set[str]:
    """Return the reasons that the kind of address gives by itself."""
    found = set()
    role = contact.world.setting("role", "remove")
    disposable = contact.world.setting("disposable", "flag")
    is_individual = contact.subscriber_type != "corporate"
    if role == "remove" and is_role(contact) and is_individual:
        found.add("role_address")
    if disposable == "remove" and is_disposable(contact):
        found.add("disposable_address")
    return found


def address_flags(contact: Contact) -> list[str]:
    """Return what is only pointed out about the address of a marketing row."""
    flags: list[str] = []
    if not contact.world.is_marketing:
        return flags
    role = contact.world.setting("role", "remove")
    disposable = contact.world.setting("disposable", "flag")
    is_tolerated = role == "remove" and contact.subscriber_type == "corporate"
    if is_role(contact) and (role == "flag" or is_tolerated):
        flags.append("role_address")
    if disposable == "flag" and is_disposable(contact):
        flags.append("disposable_address")
    return flags


def is_role(contact: Contact) -> bool:
    """Return whether an email address belongs to a role and not to a person."""
    return _parts(contact)[0] in ROLES


def is_disposable(contact: Contact) -> bool:
    """Return whether an email address is at a disposable domain."""
    return _parts(contact)[1] in DISPOSABLE


def _parts(contact: Contact) -> tuple[str, str]:
    if contact.world.kind != "email":
        return "", ""
    local, _, domain = (contact.keys.strict or "").rpartition("@")
    return local, domain
