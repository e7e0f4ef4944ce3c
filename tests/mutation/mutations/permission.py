"""A yes read too widely: another scope, a worthless record."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import DEALINGS, GROUND, PROCESSOR, lets_in, shrinks

CLAIMS = "transforms.consent:consent_claims"
CONSENT = "transforms.consent:_consent_claims"
MEETS = "transforms.relationship:_meets"
OWN = "transforms.relationship:relationship_claims"


def scope(column, new):
    """Return the edit of how an event's scope is compared with the campaign's."""
    return Edit(CLAIMS, f'pl.col("{column}") == campaign.{column},', new)


def any_of(column, wording, shows, star):
    """Return the two ways to read one column of a consent's scope too widely."""
    exact = f'pl.col("{column}") == campaign.{column}'
    return (
        lets_in(
            f"consent-any-{column}",
            f"A consent counts for every {wording}.",
            "newsletter",
            shows,
            GROUND,
            scope(column, "pl.lit(value=True),"),
        ),
        lets_in(
            f"consent-star-{column}",
            f"A consent for the {wording} `*` counts.",
            "newsletter",
            star,
            GROUND,
            scope(column, f'({exact}) | (pl.col("{column}") == "*"),'),
        ),
    )


SCOPES = (
    *any_of("purpose", "purpose", "for-offers", "for-everything"),
    *any_of("channel", "channel", "by-text-message", "on-every-channel"),
    *any_of("controller", "controller", "to-the-sister", "to-anyone"),
    lets_in(
        "consent-prefix-purpose",
        "A consent to `marketing` counts for `marketing.newsletter`.",
        "newsletter",
        "for-all-marketing",
        GROUND,
        scope(
            "purpose",
            "pl.lit(campaign.purpose).str.starts_with(pl.col('purpose')),",
        ),
    ),
)
QUALITY = (
    lets_in(
        "consent-any-wording",
        "A consent counts whose text was found invalid.",
        "newsletter",
        "text-invalid-now",
        GROUND,
        Edit(CONSENT, ' & ~pl.col("wording_invalid")', ""),
    ),
    lets_in(
        "consent-unlisted-wording",
        "A consent counts whose text nobody can show.",
        "newsletter",
        "unlisted-text",
        GROUND,
        Edit(CONSENT, '~pl.col("wording_missing") & ', ""),
    ),
    lets_in(
        "consent-any-method",
        "A consent counts that was collected in a refused way.",
        "newsletter",
        "ticked-for-them",
        GROUND,
        Edit(CONSENT, "accepted & worded & ~refused", "accepted & worded"),
    ),
    lets_in(
        "method-as-written",
        "A refused method is not recognised in capitals.",
        "newsletter",
        "ticked-in-capitals",
        GROUND,
        Edit(
            "transforms.consent:_is_refused",
            'stripped(pl.col("method")).str.to_lowercase()',
            'stripped(pl.col("method"))',
        ),
    ),
    lets_in(
        "consent-past-expiry",
        "The end of a consent is ignored.",
        "newsletter",
        "past-its-end",
        GROUND,
        Edit(CONSENT, 'sound & pl.col("in_force") & young', "sound & young"),
    ),
    lets_in(
        "consent-any-age",
        "The age of a consent is ignored.",
        "double opt-in",
        "two-years-and-a-day",
        GROUND,
        Edit(CONSENT, "& young)", "& (young | ~young))"),
    ),
    lets_in(
        "requested-is-consent",
        "A double opt-in that was only begun counts as consent.",
        "newsletter",
        "never-confirmed",
        GROUND,
        Edit(CONSENT, "is_in(book.accepting_actions)", "is_in(_PERMISSIVE)"),
    ),
    lets_in(
        "given-is-confirmed",
        "Consent counts unconfirmed where the policy asks a double opt-in.",
        "double opt-in",
        "given-only",
        GROUND,
        Edit(CONSENT, "is_in(book.accepting_actions)", "is_in(_CONSENTING)"),
    ),
    lets_in(
        "indirect-accepted",
        "Consent that a third party collected counts where it is refused.",
        "double opt-in",
        "by-a-partner",
        GROUND,
        Edit(
            "transforms.consent:_is_refused",
            'book.policy.indirect == "refuse"',
            'book.policy.indirect == "?"',
        ),
    ),
    lets_in(
        "indirect-any-age",
        "Consent that a third party collected counts however old it is.",
        "newsletter",
        "half-a-year-and-a-day",
        GROUND,
        Edit(
            "transforms.consent:_fresh",
            "ground.indirect_max_age is not None",
            "ground.max_age is not None",
        ),
    ),
)
DEALING = (
    lets_in(
        "relationship-any-age",
        "A customer relationship counts however old it is.",
        "newsletter",
        "three-years-and-a-day",
        DEALINGS,
        Edit(
            "transforms.relationship:_relationship_claims",
            "pl.when(meets[place] & fresh[place])",
            "pl.when(meets[place])",
        ),
    ),
    lets_in(
        "refusal-not-offered",
        "A purchase counts at which no refusal was offered.",
        "newsletter",
        "never-offered",
        DEALINGS,
        Edit(MEETS, "if ground.requires_opt_out_offered:", "if False:"),
    ),
    lets_in(
        "refusal-null-is-true",
        "A purchase counts that does not say whether a refusal was offered.",
        "newsletter",
        "never-offered",
        DEALINGS,
        Edit(
            "sources.conform:_with_defaults",
            'pl.col("opt_out_offered").fill_null(value=False)',
            'pl.col("opt_out_offered").fill_null(value=True)',
        ),
    ),
    lets_in(
        "unlike-products",
        "A purchase of something else counts as of a similar product.",
        "newsletter",
        "unlike-product",
        DEALINGS,
        Edit(MEETS, "if ground.similar_only and campaign.categories:", "if False:"),
    ),
    lets_in(
        "null-category-is-similar",
        "A purchase without a category counts as of a similar product.",
        "newsletter",
        "no-category",
        DEALINGS,
        Edit(MEETS, "similar.fill_null(value=False)", "similar.fill_null(value=True)"),
    ),
    lets_in(
        "any-kind-of-dealing",
        "An inquiry counts as a purchase.",
        "newsletter",
        "only-asked",
        DEALINGS,
        Edit(
            MEETS,
            'pl.col("ours") & pl.col("kind").is_in(list(ground.kinds))',
            'pl.col("ours")',
        ),
    ),
    lets_in(
        "before-the-law",
        "A donation counts from before the day on which the rule began.",
        "newsletter",
        "gave-too-early",
        DEALINGS,
        Edit(MEETS, "if ground.not_before is not None:", "if False:"),
    ),
    lets_in(
        "processor-is-controller",
        "A dealing that we only process for a shop counts as ours.",
        "newsletter",
        "held-as-processor",
        PROCESSOR,
        Edit(OWN, '& (pl.col("role") == Role.CONTROLLER)', ""),
    ),
    lets_in(
        "any-controllers-customer",
        "A customer of another controller counts as ours.",
        "newsletter",
        "customer-of-another",
        GROUND,
        Edit(
            OWN, '(pl.col("controller") == campaign.controller)', "pl.lit(value=True)"
        ),
    ),
    shrinks(
        "soft-opt-in-forgotten",
        "No relationship is a ground.",
        "newsletter",
        "customer",
        Edit(MEETS, 'pl.col("ours") &', 'pl.lit(value=False) & pl.col("ours") &'),
    ),
)
MUTATIONS = (*SCOPES, *QUALITY, *DEALING)
