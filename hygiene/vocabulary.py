"""Every code of the toolkit: one word, one meaning, one file.

The order of `Reason` is its precedence: the first reason that applies to a
contact is the primary one. Everything else that depends on the order (masks,
lists, charts, reports) reads it from here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a message travels; it decides which audience column is the contact point."""

    EMAIL = "email"
    SMS = "sms"
    VOICE = "voice"
    POST = "post"


class Message(StrEnum):
    """What a campaign sends: marketing needs a ground, a service message does not."""

    MARKETING = "marketing"
    SERVICE = "service"


class Decision(StrEnum):
    """What happens to an audience row."""

    KEEP = "keep"
    REMOVE = "remove"


class SubscriberType(StrEnum):
    """Who holds the contact point: an individual or corporate subscriber (PECR)."""

    INDIVIDUAL = "individual"
    CORPORATE = "corporate"


class Action(StrEnum):
    """What a person stated in a consent event."""

    REQUESTED = "requested"
    GIVEN = "given"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """In which role a relationship is held (GDPR art. 4(7)-(8))."""

    CONTROLLER = "controller"
    PROCESSOR = "processor"


class Match(StrEnum):
    """What the value of a suppression is."""

    ADDRESS = "address"
    CONTACT_ID = "contact_id"
    DOMAIN = "domain"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"
    SHA512 = "sha512"


class Blocks(StrEnum):
    """Which messages a suppression stops."""

    MARKETING = "marketing"
    ALL = "all"


class GroundKind(StrEnum):
    """What can prove that a contact may be messaged."""

    CONSENT = "consent"
    RELATIONSHIP = "relationship"
    OPT_OUT_REGIME = "opt_out_regime"


class Reason(StrEnum):
    """Why a contact is removed, in order of precedence."""

    ADDRESS_MISSING = "address_missing"
    ADDRESS_INVALID = "address_invalid"
    DECEASED = "deceased"
    MINOR = "minor"
    ERASED = "erased"
    OBJECTED = "objected"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    BLOCKED = "blocked"
    ON_REGISTER = "on_register"
    PAUSED = "paused"
    HARD_BOUNCED = "hard_bounced"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_REFUSED = "consent_refused"
    WORDING_INVALID = "wording_invalid"
    EVIDENCE_MISSING = "evidence_missing"
    METHOD_REFUSED = "method_refused"
    CONSENT_EXPIRED = "consent_expired"
    CONSENT_PENDING = "consent_pending"
    OTHER_ADDRESS = "other_address"
    OTHER_PURPOSE = "other_purpose"
    OTHER_CHANNEL = "other_channel"
    RELATIONSHIP_EXPIRED = "relationship_expired"
    TRANSACTION_ONLY = "transaction_only"
    PROCESSOR_ONLY = "processor_only"
    OTHER_CONTROLLER = "other_controller"
    UNKNOWN_ORIGIN = "unknown_origin"
    ROLE_ADDRESS = "role_address"
    DISPOSABLE_ADDRESS = "disposable_address"
    FREQUENCY_CAP = "frequency_cap"
    DUPLICATE = "duplicate"

    @property
    def place(self) -> int:
        """The reason's place in the precedence, from 0.

        >>> Reason.ADDRESS_MISSING.place, Reason.DECEASED.place
        (0, 2)
        """
        return _PLACES[self]

    @property
    def bit(self) -> int:
        """The reason's bit in a mask of reasons; a lower bit takes precedence.

        >>> Reason.ADDRESS_MISSING.bit, Reason.DECEASED.bit
        (1, 4)
        """
        return 1 << _PLACES[self]


_PLACES: dict[Reason, int] = {reason: place for place, reason in enumerate(Reason)}


class ReasonKind(StrEnum):
    """Which half of the decision a reason belongs to."""

    ADDRESS = "address"
    SUPPRESSION = "suppression"
    RESTRICTIVE_EVENT = "restrictive_event"
    PERMISSION = "permission"
    LIMIT = "limit"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class ReasonFacts:
    """What is fixed about a reason.

    Attributes:
        kind: The half of the decision that it belongs to.
        sentence: What it means, for the person who reads the removed list.
        blocks: For a restrictive fact, which messages it stops by default.
        liftable: Whether a later consent of the person can lift it.
    """

    kind: ReasonKind
    sentence: str
    blocks: Blocks | None = None
    liftable: bool = False


def _address(sentence: str) -> ReasonFacts:
    return ReasonFacts(ReasonKind.ADDRESS, sentence)


def _suppression(
    sentence: str, blocks: Blocks, *, liftable: bool = False
) -> ReasonFacts:
    return ReasonFacts(ReasonKind.SUPPRESSION, sentence, blocks, liftable)


def _event(sentence: str) -> ReasonFacts:
    return ReasonFacts(
        ReasonKind.RESTRICTIVE_EVENT, sentence, Blocks.MARKETING, liftable=True
    )


def _permission(sentence: str) -> ReasonFacts:
    return ReasonFacts(ReasonKind.PERMISSION, sentence)


REASONS: dict[Reason, ReasonFacts] = {
    Reason.ADDRESS_MISSING: _address("There is no address for this channel."),
    Reason.ADDRESS_INVALID: _address("The address cannot be read as a valid one."),
    Reason.DECEASED: _suppression("The person is reported deceased.", Blocks.ALL),
    Reason.MINOR: _suppression("The person is a minor.", Blocks.MARKETING),
    Reason.ERASED: _suppression(
        "The person asked for erasure and has not consented anew.",
        Blocks.ALL,
        liftable=True,
    ),
    Reason.OBJECTED: _suppression(
        "The person objected to direct marketing and has not consented anew.",
        Blocks.MARKETING,
        liftable=True,
    ),
    Reason.COMPLAINED: _suppression("The person complained of a message.", Blocks.ALL),
    Reason.UNSUBSCRIBED: _suppression(
        "The person unsubscribed and has not consented anew.",
        Blocks.MARKETING,
        liftable=True,
    ),
    Reason.BLOCKED: _suppression("The contact is blocked by hand or law.", Blocks.ALL),
    Reason.ON_REGISTER: _suppression(
        "A do-not-contact register lists the contact.", Blocks.MARKETING
    ),
    Reason.PAUSED: _suppression("The person paused messages.", Blocks.MARKETING),
    Reason.HARD_BOUNCED: _suppression("Messages to it bounced for good.", Blocks.ALL),
    Reason.CONSENT_WITHDRAWN: _event(
        "Consent was withdrawn and has not been given anew."
    ),
    Reason.CONSENT_REFUSED: _event("Consent was refused and has not been given since."),
    Reason.WORDING_INVALID: _permission(
        "The text the person agreed to was found invalid."
    ),
    Reason.EVIDENCE_MISSING: _permission(
        "Nobody can show the text the person agreed to."
    ),
    Reason.METHOD_REFUSED: _permission(
        "Consent was collected in a way that the policy refuses."
    ),
    Reason.CONSENT_EXPIRED: _permission("Consent was given, but it has expired."),
    Reason.CONSENT_PENDING: _permission("Consent was begun, but never confirmed."),
    Reason.OTHER_ADDRESS: _permission(
        "The person consented with another address, not this one."
    ),
    Reason.OTHER_PURPOSE: _permission("Consent exists, but for another purpose."),
    Reason.OTHER_CHANNEL: _permission("Consent exists, but for another channel."),
    Reason.RELATIONSHIP_EXPIRED: _permission(
        "The customer relationship is too old to rely on."
    ),
    Reason.TRANSACTION_ONLY: _permission(
        "Known only through dealings with us; a transaction is not consent."
    ),
    Reason.PROCESSOR_ONLY: _permission(
        "Known only through data we process for someone else."
    ),
    Reason.OTHER_CONTROLLER: _permission(
        "Known only through a permission or dealing of another controller."
    ),
    Reason.UNKNOWN_ORIGIN: _permission("No record says where this contact came from."),
    Reason.ROLE_ADDRESS: _address("A mailbox of a function, not of a person."),
    Reason.DISPOSABLE_ADDRESS: _address("A disposable mailbox."),
    Reason.FREQUENCY_CAP: ReasonFacts(
        ReasonKind.LIMIT, "The contact has had as many messages as the limit allows."
    ),
    Reason.DUPLICATE: ReasonFacts(
        ReasonKind.ROW, "An earlier row has the same address and is kept."
    ),
}

SUPPRESSION_REASONS: tuple[Reason, ...] = tuple(
    reason for reason, facts in REASONS.items() if facts.kind is ReasonKind.SUPPRESSION
)

ANY = "*"
"""The scope that covers everything: allowed in a prohibition, never in a permission."""

SERVICE_BASIS = "service_message"
"""The basis of a row that is kept for a service message (contract section 8)."""


class Flag(StrEnum):
    """What is worth knowing about an address that does not remove it, in order."""

    ROLE_ADDRESS = "role_address"
    DISPOSABLE_ADDRESS = "disposable_address"
    DOMAIN_TYPO = "domain_typo"
    MIXED_SCRIPT = "mixed_script"


FLAGS: dict[Flag, str] = {
    Flag.ROLE_ADDRESS: REASONS[Reason.ROLE_ADDRESS].sentence,
    Flag.DISPOSABLE_ADDRESS: REASONS[Reason.DISPOSABLE_ADDRESS].sentence,
    Flag.DOMAIN_TYPO: "The domain is one slip away from a popular one.",
    Flag.MIXED_SCRIPT: "A word of the address mixes letters of different scripts.",
}
"""What each flag means, for the person who reviews the address."""


def codes(kind: type[StrEnum]) -> list[str]:
    """Return the codes of `kind` in their order.

    >>> codes(Decision)
    ['keep', 'remove']
    """
    return [member.value for member in kind]
