"""Days and zones read in favour of sending: the wrong end, or the wrong place."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import GROUND, SUPPRESSED, WITHDRAWN, lets_in

KNOWN = "transforms.claims:is_known"
ACTIVE = "transforms.prohibition:_suppression_facts"
BEGUN = "transforms.prohibition:has_begun"
EVENTS = "transforms.prohibition:_event_facts"
HAPPENED = "transforms.prohibition:happened"
CONSENTS = "transforms.consent:consent_claims"


def proven(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, GROUND, *changes)


def missed(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, SUPPRESSED, *changes)


def overlooked(name, broken, shows, *changes, world="newsletter"):
    return lets_in(name, broken, world, shows, WITHDRAWN, *changes)


ENDS = (
    proven(
        "date-permits-from-midnight",
        "A consent dated today counts from the first instant of the day.",
        "given-some-time-today",
        Edit(KNOWN, 'pl.col("occurred_at_last")', 'pl.col("occurred_at_first")'),
    ),
    proven(
        "date-expires-at-night",
        "A consent that ends today counts to the end of the day.",
        "ends-today",
        Edit(
            CONSENTS,
            'pl.col("expires_at_first") > ',
            'pl.col("expires_at_first").dt.offset_by("1d") > ',
        ),
    ),
    missed(
        "date-prohibits-at-night",
        "A suppression dated today counts from the end of the day.",
        "stopped-some-time-today",
        Edit(BEGUN, 'pl.col("effective_from_first")', 'pl.col("effective_from_last")'),
    ),
    missed(
        "until-date-ends-at-midnight",
        "A suppression until today is over when the day begins.",
        "paused-through-today",
        Edit(
            "transforms.prohibition:until",
            ".otherwise(last + pl.duration(microseconds=1))",
            ".otherwise(first)",
        ),
    ),
    overlooked(
        "date-withdraws-at-night",
        "A withdrawal dated today counts from the end of the day.",
        "withdrew-some-time-today",
        Edit(
            HAPPENED,
            '"occurred_at_first", "recorded_at_first")',
            '"occurred_at_last", "occurred_at_last")',
        ),
    ),
    missed(
        "dated-opt-out-orders-first",
        "A consent later on the day of an opt-out lifts it.",
        "both-on-one-day",
        Edit(
            ACTIVE,
            'orders_at=pl.col("effective_from_last")',
            'orders_at=pl.col("effective_from_first")',
        ),
    ),
    missed(
        "dated-consent-orders-last",
        "A consent that is only dated lifts an opt-out of its day.",
        "back-on-that-day",
        Edit(
            "transforms.consent:_consent_claims",
            'then("occurred_at_first")',
            'then("occurred_at_last")',
        ),
    ),
    overlooked(
        "dated-withdrawal-orders-first",
        "A consent later on the day of a withdrawal lifts it.",
        "withdrew-that-day",
        Edit(
            EVENTS,
            'orders_at=pl.col("occurred_at_last")',
            'orders_at=pl.col("occurred_at_first")',
        ),
    ),
    proven(
        "a-day-is-its-midnight",
        "A date is read as the first instant of its day, whatever it says.",
        "given-some-time-today",
        Edit("times:_days", '"last": following', '"last": first.dt.offset_by("1us")'),
    ),
)
ZONES = (
    missed(
        "zone-of-the-campaign",
        "A table's times are read in the campaign's zone, not in its own.",
        "back-before-it-stopped",
        Edit("sources.conform:conform", "entry.timezone", '"Asia/Tokyo"'),
        world="zones",
    ),
    proven(
        "zone-is-utc",
        "Times without a zone are read in UTC.",
        "a-day-too-old-in-tokyo",
        Edit("sources.conform:conform", "entry.timezone", '"UTC"'),
        world="zones",
    ),
    missed(
        "dates-in-utc",
        "Days begin at midnight in UTC.",
        "back-that-evening-there",
        Edit(
            "times:_days",
            "first = _first_instants(",
            'zone = "UTC"\n    first = _first_instants(',
        ),
        world="zones",
    ),
    proven(
        "age-in-another-zone",
        "The date of a consent is read in another zone than the campaign's.",
        "a-day-too-old-in-tokyo",
        Edit(
            "transforms.claims:local_date",
            "convert_time_zone(campaign.timezone)",
            'convert_time_zone("Pacific/Kiritimati")',
        ),
        world="zones",
    ),
    proven(
        "age-from-the-utc-date",
        "Ages are counted back from the date in UTC.",
        "a-day-too-old-in-tokyo",
        Edit(
            "rulebook:age_limit",
            "as_of.astimezone(ZoneInfo(zone)).date()",
            "as_of.date()",
        ),
        world="zones",
    ),
    proven(
        "naive-in-utc",
        "A naive time of a Parquet file is read in UTC.",
        "a-day-too-old-in-tokyo",
        Edit(
            "times:read_interval",
            "_localised(instant, zone)",
            '_localised(instant, "UTC")',
        ),
        world="zones",
    ),
    missed(
        "ambiguous-is-later",
        "A time that comes twice is read as the later one.",
        "between-the-two",
        Edit("times:_instants", 'ambiguous="earliest"', 'ambiguous="latest"'),
        world="clocks go back",
    ),
    missed(
        "a-day-has-24-hours",
        "The day on which clocks go back ends an hour early.",
        "paused-through-the-long-day",
        Edit("times:_days", '"last": following', '"last": first.dt.offset_by("24h")'),
        world="clocks go back",
    ),
)
MUTATIONS = (*ENDS, *ZONES)
