"""A no lifted too easily: by a tie, by the wrong consent, or by no consent at all."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import SUPPRESSED, lets_in, shrinks

LIFTED = "transforms.lifting:is_lifted"
CONSENT = "transforms.consent:_consent_claims"
LATER = 'pl.col("liftable") & (pl.col("lift") > pl.col("orders_at"))'
LIFT = 'pl.when(sound).then("occurred_at_first")'


def missed(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, SUPPRESSED, *changes)


MUTATIONS = (
    missed(
        "lifted-by-a-tie",
        "A consent of the same instant lifts an opt-out.",
        "in-the-same-second",
        Edit(LIFTED, '(pl.col("lift") > ', '(pl.col("lift") >= '),
    ),
    missed(
        "lifted-by-any-consent",
        "A consent lifts an opt-out that came after it.",
        "unsubscribed",
        Edit(LIFTED, LATER, 'pl.col("liftable") & pl.col("lift").is_not_null()'),
    ),
    missed(
        "lifted-by-null",
        "An opt-out is lifted when nobody knows of a consent.",
        "customer-who-stopped",
        Edit(LIFTED, "later.fill_null(value=False)", "later.fill_null(value=True)"),
    ),
    missed(
        "everything-is-liftable",
        "A consent lifts a complaint.",
        "complained-and-came-back",
        Edit(LIFTED, 'pl.col("liftable") & ', ""),
    ),
    missed(
        "lifted-by-another-purpose",
        "A consent to another purpose lifts an opt-out.",
        "came-back-for-offers",
        Edit(
            CONSENT,
            LIFT,
            'pl.when(pl.col("consenting") & pl.col("ours")).then("occurred_at_first")',
        ),
    ),
    missed(
        "lifted-by-a-purchase",
        "A purchase lifts an opt-out.",
        "bought-again",
        Edit(
            "transforms.relationship:_relationship_claims",
            "return [least(proofs)",
            'return [pl.col("occurred_at_first").alias(f"lift_{number}"), '
            "least(proofs)",
        ),
    ),
    missed(
        "lifted-by-a-request",
        "A double opt-in that was only begun lifts an opt-out.",
        "asked-to-come-back",
        Edit(CONSENT, LIFT, 'pl.when(pl.col("in_scope")).then("occurred_at_first")'),
    ),
    missed(
        "lifted-by-an-import",
        "A consent collected in a refused way lifts an opt-out.",
        "came-back-by-default",
        Edit(CONSENT, LIFT, 'pl.when(accepted & worded).then("occurred_at_first")'),
    ),
    missed(
        "lifted-by-an-invalid-text",
        "A consent to an invalid text lifts an opt-out.",
        "came-back-to-bad-text",
        Edit(CONSENT, LIFT, 'pl.when(accepted & ~refused).then("occurred_at_first")'),
    ),
    missed(
        "lifted-unconfirmed",
        "A consent lifts an opt-out unconfirmed, against the policy.",
        "came-back-unconfirmed",
        Edit(
            CONSENT,
            LIFT,
            LIFT.replace("sound", 'pl.col("in_scope") & pl.col("consenting") & worded'),
        ),
        world="double opt-in",
    ),
    missed(
        "register-always-lifted",
        "A consent stands over the register where the policy does not say so.",
        "listed",
        Edit(LIFTED, "if book.policy.register_overridden_by_consent", "if True"),
        world="double opt-in",
    ),
    missed(
        "register-lifted-by-country",
        "A consent stands over the register by another country's policy.",
        "german-listed",
        Edit(LIFTED, 'pl.col("rulebook").is_in(overriding)', "pl.lit(value=True)"),
        world="by country",
    ),
    missed(
        "register-lifted-by-nobody",
        "The register is lifted without a consent.",
        "on_register",
        Edit(LIFTED, '& pl.col("lift").is_not_null()', ""),
    ),
    shrinks(
        "never-lifted",
        "No consent lifts an opt-out.",
        "newsletter",
        "came-back",
        Edit(LIFTED, LATER, "pl.lit(value=False)"),
    ),
    shrinks(
        "register-never-lifted",
        "A consent does not stand over the register.",
        "newsletter",
        "listed-but-said-yes",
        Edit(LIFTED, "if book.policy.register_overridden_by_consent", "if False"),
    ),
)
