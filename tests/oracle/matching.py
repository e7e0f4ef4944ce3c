"""Match evidence with a contact: narrowly for a yes, widely for a no (section 4)."""

from tests.oracle import keys
from tests.oracle.world import Contact, Record


def same(one: str | None, other: str | None) -> bool:
    """Return whether two keys are equal; a null never matches anything."""
    return one is not None and one == other


def permits(record: Record, contact: Contact) -> bool:
    """Return whether a permission is for exactly this contact."""
    if record.world.campaign["permission_key"] == "contact_id":
        return same(record.contact_id, contact.contact_id)
    return same(record.keys.strict, contact.keys.strict)


def prohibits(record: Record, contact: Contact) -> bool:
    """Return whether a row with an address or an id is about the same person."""
    return same(record.keys.wide, contact.keys.wide) or same(
        record.contact_id, contact.contact_id
    )


def names(identifier: str | None, contact: Contact) -> bool:
    """Return whether an id is the contact's; one that was sent to may have several."""
    ids = [contact.contact_id, *contact.values.get("ids_beside", [])]
    return any(same(identifier, one) for one in ids)


def suppresses(record: Record, contact: Contact) -> bool:
    """Return whether a suppression names this contact, by its value or by its id."""
    if names(record.contact_id, contact):
        return True
    value, match = record.text("value"), record.text("match", "address")
    if value is None:
        return False
    if match == "address":
        return same(record.keys_of("value").wide, contact.keys.wide)
    if match == "contact_id":
        return names(keys.person_id(value), contact)
    if match == "domain":
        return _is_in_domain(contact, keys.suppressed_domain(value))
    return value.strip().lower() in contact.keys.digests(str(match))


def _is_in_domain(contact: Contact, suppressed: str | None) -> bool:
    strict = contact.keys.strict
    if contact.world.kind != "email" or strict is None or suppressed is None:
        return False
    return keys.is_under(strict.rpartition("@")[2], suppressed)
