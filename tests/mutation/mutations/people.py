"""A yes for somebody else: another address, person, country or kind of subscriber."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import GROUND, lets_in, shrinks

CLAIMS = "transforms.consent:consent_claims"
KEY = "transforms.claims:permission_column"
ATTACH = "transforms.claims:attach_claims"
BY_ADDRESS = 'campaign.permission_key == "address"'

MUTATIONS = (
    lets_in(
        "permission-by-wide-key",
        "A consent counts for every alias of its address.",
        "newsletter",
        "tagged-consent",
        GROUND,
        Edit(KEY, '"strict_key"', '"wide_key"'),
    ),
    lets_in(
        "permission-by-person",
        "A consent counts for every address of the person.",
        "newsletter",
        "former-address",
        GROUND,
        Edit(KEY, BY_ADDRESS, 'campaign.permission_key == "?"'),
    ),
    lets_in(
        "permission-by-address",
        "A consent counts by its address where the campaign matches persons.",
        "members by id",
        "only-the-address",
        GROUND,
        Edit(KEY, BY_ADDRESS, "bool(campaign.permission_key)"),
    ),
    lets_in(
        "null-ids-match",
        "A consent without a contact id counts for every row without one.",
        "members by id",
        "another-without",
        GROUND,
        Edit(CLAIMS, '.filter(pl.col("key").is_not_null())', ""),
        Edit(ATTACH, 'validate="m:1"', 'validate="m:1", nulls_equal=True'),
    ),
    lets_in(
        "regime-without-source",
        "The opt-out regime holds for a row that does not say where it came from.",
        "newsletter",
        "company-from-nowhere",
        GROUND,
        Edit(
            "transforms.claims:_with_regime",
            'pl.when(pl.col("origin"))',
            "pl.when(True)",
        ),
    ),
    lets_in(
        "blank-source-counts",
        "A blank source says where a row came from.",
        "letter",
        "blank-source",
        GROUND,
        Edit(
            "transforms.audience:key_audience",
            'filled(pl.col("source")).is_not_null()',
            'pl.col("source").is_not_null()',
        ),
    ),
    lets_in(
        "subscriber-type-ignored",
        "An individual is treated as a company.",
        "newsletter",
        "individual-from-a-fair",
        GROUND,
        Edit(
            "rulebook:rulebooks",
            "ground.applies(campaign.channel, kind)",
            'ground.applies(campaign.channel, "corporate")',
        ),
    ),
    lets_in(
        "unknown-type-is-corporate",
        "A subscriber type that cannot be read is taken for a company.",
        "newsletter",
        "mistyped-company",
        GROUND,
        Edit("rulebook:rulebook_number", "default=unknown", "default=1"),
    ),
    lets_in(
        "ground-of-another-channel",
        "A ground counts that the policy limits to another channel.",
        "newsletter",
        "individual-from-a-fair",
        GROUND,
        Edit(
            "rulebook:rulebooks",
            "ground.applies(campaign.channel, kind)",
            'ground.applies("voice", kind)',
        ),
    ),
    lets_in(
        "country-untrimmed",
        "A country code with a blank around it is taken for an unlisted one.",
        "by country",
        "padded-german",
        GROUND,
        Edit("rulebook:rulebook_number", "filled(country)", "country"),
    ),
    lets_in(
        "first-policy-by-default",
        "A row without a country is decided by the first policy.",
        "by country",
        "from-nowhere",
        GROUND,
        Edit("rulebook:rulebook_number", 'countries.index("default")', "0"),
    ),
    lets_in(
        "one-policy-for-all",
        "Every row is decided by the first country's policy.",
        "by country",
        "german-given",
        GROUND,
        Edit(
            "rulebook:rulebook_number", "return place * len(kinds)", "return 0 * place"
        ),
    ),
    lets_in(
        "marketing-is-service",
        "A marketing message needs no ground, as if it were a service message.",
        "newsletter",
        "stranger",
        GROUND,
        Edit(
            "transforms.decide:attach_mask",
            "if campaign.is_marketing:",
            "if not campaign.is_marketing:",
        ),
    ),
    shrinks(
        "service-is-marketing",
        "A service message needs a ground.",
        "service message",
        "customer",
        Edit(
            "transforms.decide:attach_mask",
            "if campaign.is_marketing:",
            "if not campaign.is_marketing:",
        ),
        Edit(
            "transforms.decide:attach_mask",
            'valid & pl.col("capped")',
            "valid & ~valid",
        ),
    ),
)
