"""Name the reasons in order of precedence, and say what each suppression does."""

from dataclasses import dataclass

from hygiene.vocabulary import Reason

REASONS = tuple(reason.value for reason in Reason)
# Contract, section 6; a unit test compares the vocabulary with it.
PRECEDENCE: tuple[str, ...] = (
    "address_missing",
    "address_invalid",
    "deceased",
    "minor",
    "erased",
    "objected",
    "complained",
    "unsubscribed",
    "blocked",
    "on_register",
    "paused",
    "hard_bounced",
    "consent_withdrawn",
    "consent_refused",
    "wording_invalid",
    "evidence_missing",
    "method_refused",
    "consent_expired",
    "consent_pending",
    "other_address",
    "other_purpose",
    "other_channel",
    "relationship_expired",
    "transaction_only",
    "processor_only",
    "other_controller",
    "unknown_origin",
    "role_address",
    "disposable_address",
    "frequency_cap",
    "duplicate",
)


@dataclass(frozen=True)
class Effect:
    """What one suppression reason does unless its row or the policy says otherwise."""

    blocks: str
    liftable: bool = False


SUPPRESSIONS: dict[str, Effect] = {
    "deceased": Effect(blocks="all"),
    "minor": Effect(blocks="marketing"),
    "erased": Effect(blocks="all", liftable=True),
    "objected": Effect(blocks="marketing", liftable=True),
    "complained": Effect(blocks="all"),
    "unsubscribed": Effect(blocks="marketing", liftable=True),
    "blocked": Effect(blocks="all"),
    "on_register": Effect(blocks="marketing"),
    "paused": Effect(blocks="marketing"),
    "hard_bounced": Effect(blocks="all"),
}
# A restrictive event of a person and the reason it gives; both are liftable.
RESTRICTIVE = {"withdrawn": "consent_withdrawn", "refused": "consent_refused"}


def in_precedence(found: set[str]) -> list[str]:
    """Return the reasons that were found, the primary one first."""
    return sorted(found, key=REASONS.index)
