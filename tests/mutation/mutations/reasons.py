"""Every reason dropped: the transform finds it and removes nobody for it."""

from hygiene.vocabulary import SUPPRESSION_REASONS, Reason
from tests.mutation.breaking import Edit
from tests.mutation.mutation import (
    DEALINGS,
    DISPOSABLE,
    GROUND,
    LIMIT,
    POINT,
    PROCESSOR,
    ROLE,
    SUPPRESSED,
    TWICE,
    VALID,
    WITHDRAWN,
    Mutation,
    lets_in,
)

# A permission reason, and somebody in the newsletter's world whom it alone removes.
UNPROVEN = {
    Reason.WORDING_INVALID: "invalid-text",
    Reason.EVIDENCE_MISSING: "unlisted-text",
    Reason.METHOD_REFUSED: "ticked-for-them",
    Reason.CONSENT_EXPIRED: "past-its-end",
    Reason.CONSENT_PENDING: "never-confirmed",
    Reason.OTHER_ADDRESS: "former-address",
    Reason.OTHER_PURPOSE: "for-offers",
    Reason.OTHER_CHANNEL: "by-text-message",
    Reason.RELATIONSHIP_EXPIRED: "three-years-and-a-day",
    Reason.TRANSACTION_ONLY: "never-offered",
    Reason.PROCESSOR_ONLY: "card-payer",
    Reason.OTHER_CONTROLLER: "to-the-sister",
    Reason.UNKNOWN_ORIGIN: "stranger",
}
CATCHING = {
    Reason.RELATIONSHIP_EXPIRED: DEALINGS,
    Reason.TRANSACTION_ONLY: DEALINGS,
    Reason.PROCESSOR_ONLY: PROCESSOR,
}


def without_suppressions(reason: Reason) -> Mutation:
    return lets_in(
        f"drop-{reason}",
        f"No suppression counts whose reason is `{reason}`.",
        "newsletter",
        reason.value,
        SUPPRESSED,
        Edit(
            "transforms.prohibition:_suppression_facts",
            "scope_holds(campaign)",
            f'scope_holds(campaign) & (pl.col("reason") != "{reason}")',
        ),
    )


def without_events(action: str, other: str, shows: str) -> Mutation:
    return lets_in(
        f"drop-consent_{action}",
        f"An event that says `{action}` is not read as an opt-out.",
        "newsletter",
        shows,
        WITHDRAWN,
        Edit(
            "transforms.prohibition:is_refusal",
            'pl.col("action").is_in(list(_REASON_BY_ACTION))',
            f'(pl.col("action") == "{other}")',
        ),
    )


def without_gap(reason: Reason) -> Mutation:
    return lets_in(
        f"drop-{reason}",
        f"A row without a proof stays when its reason is `{reason}`.",
        "newsletter",
        UNPROVEN[reason],
        CATCHING.get(reason, GROUND),
        Edit(
            "transforms.decide:_permission_mask",
            'pl.col("proof").is_null()',
            f'(pl.col("proof").is_null() & (bit != {reason.bit}))',
        ),
    )


def without_address(reason: Reason, shows: str, caught_by: str) -> Mutation:
    return lets_in(
        f"drop-{reason}",
        f"A row stays when its reason is `{reason}`.",
        "addresses",
        shows,
        caught_by,
        Edit(
            "transforms.decide:attach_mask",
            'pl.col("address_mask") | pl.col("prohibited")',
            f'pl.col("address_mask").replace({reason.bit}, 0) | pl.col("prohibited")',
        ),
    )


SPECIAL = "transforms.limits:special_address_mask"
MUTATIONS = (
    *(without_suppressions(reason) for reason in SUPPRESSION_REASONS),
    without_events("withdrawn", "refused", "withdrew-just-in-time"),
    without_events("refused", "withdrawn", "refused-last"),
    *(without_gap(reason) for reason in UNPROVEN),
    without_address(Reason.ADDRESS_MISSING, "no-address", POINT),
    without_address(Reason.ADDRESS_INVALID, "no-domain", VALID),
    lets_in(
        "drop-role_address",
        "Mailboxes of a function stay.",
        "addresses",
        "info",
        ROLE,
        Edit(SPECIAL, "role & traits.is_role", "~role & traits.is_role"),
    ),
    lets_in(
        "drop-disposable_address",
        "Disposable mailboxes stay.",
        "addresses",
        "throw-away",
        DISPOSABLE,
        Edit(SPECIAL, "disposable & traits.is_disposable", "~disposable & disposable"),
    ),
    lets_in(
        "drop-frequency_cap",
        "The limit of messages is not applied.",
        "limits and aliases",
        "three-mails",
        LIMIT,
        Edit(
            "transforms.decide:attach_mask",
            'valid & pl.col("capped")',
            'valid & ~valid & pl.col("capped")',
        ),
    ),
    lets_in(
        "drop-duplicate",
        "A row that repeats a kept one stays.",
        "addresses",
        "twice-again",
        TWICE,
        Edit(
            "transforms.decide:attach_duplicates",
            '(pl.col("row") > pl.col("_first")).fill_null(value=False)',
            "pl.lit(value=False)",
        ),
    ),
)
