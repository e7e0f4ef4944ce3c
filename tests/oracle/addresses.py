"""Recognise role, disposable and mistyped addresses: contract, sections 3 and 6."""

import unicodedata

import idna

from tests.oracle.world import Contact

# A few names that every list of this kind holds; the tests draw no others.
ROLES = frozenset({"info", "sales", "abuse", "postmaster"})
DISPOSABLE = frozenset({"mailinator.com", "yopmail.com", "hotmial.com"})
POPULAR = ("gmail.com", "hotmail.com", "yahoo.com", "yahoo.co.uk")
MAILBOXES = frozenset({"gmail.com", "ymail.com", "mail.com", "hotmail.com"})
SLIPPED_COM = frozenset({"co", "cm", "con", "cmo", "comm", "om"})
TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)


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
    """Return what is only pointed out about the address of a row, in order."""
    flags: list[str] = []
    role = contact.world.setting("role", "remove")
    disposable = contact.world.setting("disposable", "flag")
    is_tolerated = role == "remove" and contact.subscriber_type == "corporate"
    is_marketing = contact.world.is_marketing
    if is_marketing and is_role(contact) and (role == "flag" or is_tolerated):
        flags.append("role_address")
    if is_marketing and disposable == "flag" and is_disposable(contact):
        flags.append("disposable_address")
    if any(is_slip(_parts(contact)[1], popular) for popular in POPULAR):
        flags.append("domain_typo")
    if is_mixed(contact):
        flags.append("mixed_script")
    return flags


def is_slip(domain: str, popular: str) -> bool:
    """Return whether a domain is a popular one with one slip of the keyboard.

    One letter too many, missing or wrong, or two neighbours exchanged, in the name
    and not in its ending.
    """
    name, _, ending = domain.partition(".")
    meant, _, meant_ending = popular.partition(".")
    if domain in MAILBOXES or name == meant or ending != meant_ending:
        return f"{name}.com" == popular and ending in SLIPPED_COM
    if any(meant == name[:at] + name[at + 1 :] for at in range(len(name))):
        return True
    if any(name == meant[:at] + meant[at + 1 :] for at in range(len(meant))):
        return True
    if len(name) != len(meant):
        return False
    wrong = [at for at in range(len(name)) if name[at] != meant[at]]
    first, last = wrong[0], wrong[-1]
    is_swapped = name[first] == meant[last] and name[last] == meant[first]
    return len(wrong) == 1 or (len(wrong) == 2 and last == first + 1 and is_swapped)


def is_mixed(contact: Contact) -> bool:
    """Return whether the local part or a label of the domain mixes scripts."""
    local, domain = _parts(contact)
    shown = idna.decode(domain) if domain else ""
    return any(mixes(part) for part in (local, *shown.split(".")))


def mixes(text: str) -> bool:
    """Return whether the letters of a text are of scripts that are not used together.

    The first word of a letter's name is its script, once it is no mere form of it.
    """
    letters = [
        char
        for char in unicodedata.normalize("NFKC", text)
        if unicodedata.category(char).startswith("L")
    ]
    scripts = {unicodedata.name(letter).split()[0] for letter in letters}
    return len(scripts) > 1 and not any(scripts <= used for used in TOGETHER)


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
