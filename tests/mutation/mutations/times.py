"""Time read in favour of sending: each comparison off by one."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import (
    GROUND,
    LIMIT,
    SUPPRESSED,
    WITHDRAWN,
    lets_in,
    shrinks,
)

KNOWN = "transforms.claims:is_known"
ACTIVE = "transforms.prohibition:_suppression_facts"
BEGUN = "transforms.prohibition:has_begun"
REFUSAL = "transforms.prohibition:is_known_refusal"
HAPPENED = "transforms.prohibition:happened"
CONSENTS = "transforms.consent:consent_claims"
WITHIN = "transforms.claims:within"
CAP = "transforms.limits:attach_cap"
COUNTED = "transforms.limits:counted_sends"
OCCURRED = '(pl.col("occurred_at_last") <= at.earliest)'
RECORDED = 'pl.col("recorded_at_last") <= at.known_permissive'


def proven(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, GROUND, *changes)


def missed(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, SUPPRESSED, *changes)


def overlooked(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, WITHDRAWN, *changes)


def sends(name, broken, shows, *changes):
    return lets_in(name, broken, "limits and aliases", shows, LIMIT, *changes)


MUTATIONS = (
    proven(
        "future-consent",
        "A consent counts that is given after `as_of`.",
        "not-yet-given",
        Edit(KNOWN, OCCURRED, "pl.lit(value=True)"),
    ),
    proven(
        "consent-a-microsecond-late",
        "A consent counts a microsecond after `as_of`.",
        "a-microsecond-late",
        Edit(
            KNOWN,
            OCCURRED,
            OCCURRED.replace(" <=", " - pl.duration(microseconds=1) <="),
        ),
    ),
    proven(
        "recorded-any-time",
        "A consent counts that reached us after `known_at`.",
        "recorded-too-late",
        Edit(KNOWN, RECORDED, 'pl.col("recorded_at_last").is_not_null()'),
    ),
    proven(
        "known-is-as-of",
        "A consent counts that reached us between `known_at` and `as_of`.",
        "recorded-too-late",
        Edit(KNOWN, "at.known_permissive", "at.earliest"),
    ),
    proven(
        "expires-inclusive",
        "A consent still counts at the instant at which it ends.",
        "ends-exactly-now",
        Edit(
            CONSENTS,
            '(pl.col("expires_at_first") > at.latest)',
            '(pl.col("expires_at_first") >= at.latest)',
        ),
    ),
    proven(
        "wording-valid-on-the-day",
        "A text counts as valid at the instant at which it was found invalid.",
        "text-invalid-now",
        Edit("transforms.consent:_with_wording", "<= at.latest", "< at.latest"),
    ),
    proven(
        "age-off-by-a-day",
        "A consent counts a day longer than the policy allows.",
        "two-years-and-a-day",
        Edit(WITHIN, ">= limit", ">= limit.dt.offset_by('-1d')"),
        world="double opt-in",
    ),
    missed(
        "from-exclusive",
        "A suppression does not count at the instant from which it holds.",
        "stopped-exactly-now",
        Edit(BEGUN, "<= campaign.as_of", "< campaign.as_of"),
    ),
    missed(
        "until-a-microsecond-early",
        "A suppression ends a microsecond early.",
        "paused-a-microsecond-more",
        Edit(
            ACTIVE,
            "until() > campaign.as_of",
            "until() - pl.duration(microseconds=1) > campaign.as_of",
        ),
    ),
    missed(
        "open-end-is-over",
        "A suppression without an end is over.",
        "deceased",
        Edit(ACTIVE, 'pl.col("effective_until_last").is_null() | ', ""),
    ),
    missed(
        "recorded-exclusive",
        "A suppression does not count that reached us exactly at `known_at`.",
        "recorded-exactly-then",
        Edit(BEGUN, "<= campaign.known", "< campaign.known"),
    ),
    missed(
        "null-recorded-is-unknown",
        "A suppression that does not say when it was recorded is not known.",
        "deceased",
        Edit(
            "sources.conform:_with_defaults",
            'if "recorded_at" in names:',
            'if "recorded_at" in names and table.name != "suppressions":',
        ),
    ),
    overlooked(
        "fast-clock",
        "A withdrawal does not count whose clock ran ahead of ours.",
        "withdrew-on-a-fast-clock",
        Edit(HAPPENED, "pl.min_horizontal", "pl.max_horizontal"),
    ),
    overlooked(
        "withdrawn-exclusive",
        "A withdrawal does not count at exactly `as_of`.",
        "withdrew-exactly-now",
        Edit(REFUSAL, "happened() <= campaign.as_of", "happened() < campaign.as_of"),
        world="limits and aliases",
    ),
    overlooked(
        "withdrawal-recorded-exclusive",
        "A withdrawal does not count that reached us exactly at `known_at`.",
        "withdrew-just-in-time",
        Edit(REFUSAL, "<= campaign.known", "< campaign.known"),
    ),
    sends(
        "cap-off-by-one",
        "One message more is sent than the limit allows.",
        "three-mails",
        Edit(CAP, ">= campaign.limits.max_sends", "> campaign.limits.max_sends"),
    ),
    sends(
        "cap-before-now",
        "A message sent at exactly `as_of` does not count towards the limit.",
        "third-just-now",
        Edit(COUNTED, "(sent <= at.earliest)", "(sent < at.earliest)"),
    ),
    sends(
        "cap-a-second-short",
        "The window of the limit begins a second late.",
        "third-at-dawn",
        Edit(COUNTED, "(sent > since)", "(sent > since + pl.duration(seconds=1))"),
    ),
    sends(
        "cap-own-purpose",
        "Only messages of the campaign's purpose count towards the limit.",
        "one-of-service",
        Edit(
            COUNTED,
            "(sent > since)",
            '(sent > since) & (pl.col("purpose") == campaign.purpose)',
        ),
    ),
    shrinks(
        "consent-exclusive",
        "A consent given at exactly `as_of` does not count.",
        "newsletter",
        "exactly-now",
        Edit(KNOWN, OCCURRED, OCCURRED.replace("<=", "<")),
    ),
    shrinks(
        "until-inclusive",
        "A suppression still holds at the instant at which it ends.",
        "newsletter",
        "pause-just-over",
        Edit(ACTIVE, "until() > campaign.as_of", "until() >= campaign.as_of"),
    ),
    shrinks(
        "age-exclusive",
        "A consent as old as the policy allows, to the day, does not count.",
        "double opt-in",
        "two-years-to-the-day",
        Edit(WITHIN, ">= limit", "> limit"),
    ),
    shrinks(
        "cap-any-controller",
        "Messages of another controller count towards the limit.",
        "limits and aliases",
        "from-the-sister",
        Edit(
            "transforms.limits:sends_that_count",
            '(pl.col("controller") == campaign.controller)',
            "pl.lit(value=True)",
        ),
    ),
)
