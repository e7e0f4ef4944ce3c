"""Turn addresses into the keys that they are matched by: contract, section 4."""

import hashlib
import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import idna
import phonenumbers
from email_validator import EmailNotValidError, validate_email

# What `str.strip` takes away, and the five characters without width.
WHITE_SPACE = "".join(
    char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace()
)
EMAIL_PADDING = WHITE_SPACE + "\u200b\u200c\u200d\u2060\ufeff"
DIGESTS = ("md5", "sha1", "sha256", "sha512")
KIND_OF_CHANNEL = {"email": "email", "sms": "phone", "voice": "phone", "post": "post"}
COLUMN_OF_KIND = {"email": "email", "phone": "phone", "post": "postal_key"}


@dataclass(frozen=True)
class Keys:
    """The strict and the wide key of one address; both None when it has none."""

    strict: str | None = None
    wide: str | None = None

    def digests(self, algorithm: str) -> set[str]:
        """Return the lower-case hex digests of both keys."""
        return {
            hashlib.new(algorithm, key.encode()).hexdigest()
            for key in (self.strict, self.wide)
            if key is not None
        }


NO_KEYS = Keys()


def keys_of(text: str | None, kind: str, region: str | None = None) -> Keys:
    """Return the keys of an address read as one kind, valid or not."""
    if text is None or is_blank(text, kind):
        return NO_KEYS
    if kind == "email":
        return Keys(strict_email(text), wide_email(text))
    key = phone_key(text, region) if kind == "phone" else text.strip().upper()
    return Keys(key, key)


def is_blank(text: str, kind: str) -> bool:
    """Return whether nothing is left of an address once it is stripped."""
    return not (text.strip(EMAIL_PADDING) if kind == "email" else text.strip())


def is_valid(text: str, kind: str, region: str | None = None) -> bool:
    """Return whether an address of the audience can be written to at all."""
    if kind == "email":
        return is_valid_email(text)
    if kind == "phone":
        number = _parse_phone(text, region)
        return number is not None and phonenumbers.is_valid_number(number)
    return bool(text.strip())


def strip_email(text: str) -> str:
    """Return the text in NFC without white space or zero-width characters around it."""
    return unicodedata.normalize("NFC", text).strip(EMAIL_PADDING)


@lru_cache
def is_valid_email(text: str) -> bool:
    """Return whether `email-validator` accepts the stripped text."""
    try:
        validate_email(strip_email(text), check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


@lru_cache
def strict_email(text: str) -> str | None:
    """Return the strict key of an email address, or None when it has no such shape."""
    local, _, domain = strip_email(text).lower().rpartition("@")
    a_label = domain_a_label(domain)
    return f"{local}@{a_label}" if local and a_label else None


@lru_cache
def wide_email(text: str) -> str | None:
    """Return the key under which all aliases of a mailbox are one."""
    compatible = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in compatible if unicodedata.category(c) != "Cf")
    strict = strict_email(visible)
    if strict is None:
        return None
    local, _, domain = strict.rpartition("@")
    domain = "gmail.com" if domain == "googlemail.com" else domain
    local = local.partition("+")[0] or local
    if domain == "gmail.com":
        local = local.replace(".", "")
    return f"{local}@{domain}"


def domain_a_label(domain: str) -> str | None:
    """Return a domain in its ASCII form, or None when IDNA does not allow it."""
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except UnicodeError:  # idna.IDNAError is one
        return None


def suppressed_domain(text: str) -> str | None:
    """Return the domain that a domain suppression names."""
    domain = text.strip().lower()
    for prefix in ("@", "*.", "."):
        if domain.startswith(prefix):
            domain = domain.removeprefix(prefix)
            break
    return domain_a_label(domain)


def is_under(domain: str, suppressed: str) -> bool:
    """Return whether a domain is the suppressed one or a subdomain of it."""
    return domain == suppressed or domain.endswith("." + suppressed)


def _parse_phone(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException:
        return None


def phone_key(text: str, region: str | None) -> str | None:
    """Return a phone number in E.164, or None when it cannot be read as one."""
    number = _parse_phone(text, region)
    if number is None:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def person_id(text: str | None) -> str | None:
    """Return a contact id trimmed; a blank one is none."""
    return (text or "").strip() or None
