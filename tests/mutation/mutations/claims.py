"""What is said of the rows is wrong: reasons, proofs, counts and the removed list."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import (
    AS_GIVEN,
    BALANCE,
    COUNTS,
    KNOWN_REASON,
    ORDER,
    PROOF,
    REASON,
    hides,
)

REMOVED = "outcome:removed_rows"
DECISIONS = "transforms.decide:decisions"
PART = ".drop(_DECISION)"

REMOVALS = (
    hides(
        "removed-lost",
        "The last removed row is lost.",
        BALANCE,
        Edit(REMOVED, PART, f"{PART}.reverse().slice(1).reverse()"),
    ),
    hides(
        "removed-twice",
        "Every removed row is written twice.",
        BALANCE,
        Edit(
            REMOVED,
            "return parted",
            "parted = pl.concat([parted, parted])\n    return parted",
        ),
    ),
    hides(
        "removed-changed",
        "A column of the removed rows is emptied.",
        AS_GIVEN,
        Edit(REMOVED, PART, f"{PART}.with_columns(country=pl.lit(None, pl.String))"),
    ),
    hides(
        "removed-in-another-order",
        "The removed rows are sorted by address.",
        AS_GIVEN,
        Edit(REMOVED, PART, f'{PART}.sort("email")'),
    ),
)
REASONS = (
    hides(
        "reason-missing",
        "The removed rows carry no reason.",
        REASON,
        Edit(REMOVED, PART, f"{PART}.with_columns(reason=pl.lit(None, pl.String))"),
    ),
    hides(
        "explanation-missing",
        "The removed rows are not explained.",
        REASON,
        Edit(REMOVED, "(explanation() + _suggestion()).alias", 'pl.lit("").alias'),
    ),
    hides(
        "reason-unknown",
        "The removed rows carry a reason that nobody knows.",
        KNOWN_REASON,
        Edit(
            REMOVED,
            'pl.col("reason"),',
            'pl.col("reason").str.replace("unsubscribed", "opted_out"),',
        ),
    ),
    hides(
        "reasons-in-reverse",
        "The least of a row's reasons stands first.",
        ORDER,
        Edit("transforms.decide:_read_mask", "in _ALL if", "in _ALL[::-1] if"),
    ),
    hides(
        "counted-wrongly",
        "The summary counts one row too many for each reason.",
        COUNTS,
        Edit(
            "summary:_counts",
            'row["reason"]: row["contacts"]',
            'row["reason"]: row["contacts"] + 1',
        ),
    ),
)
PROOFS = (
    hides(
        "no-ground",
        "The kept rows do not say on what ground.",
        PROOF,
        Edit(DECISIONS, "basis=pl.when(kept).then(basis)", "basis=pl.lit(None)"),
    ),
    hides(
        "no-proof",
        "The kept rows do not name the record that proves their ground.",
        PROOF,
        Edit(DECISIONS, "then(evidence_id(proof))", "then(None)"),
    ),
    hides(
        "proof-cut-short",
        "The ids of the records that prove a ground lose their first character.",
        PROOF,
        Edit(
            "transforms.claims:evidence_id",
            "proof.str.slice(1 + _DIGITS)",
            "proof.str.slice(2 + _DIGITS)",
        ),
    ),
)
MUTATIONS = (*REMOVALS, *REASONS, *PROOFS)
