"""Tables read wrongly: another column, another zone, or rows that are bad."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import (
    AS_GIVEN,
    CODES,
    FRESH,
    GROUND,
    REQUIRED,
    SUPPRESSED,
    TIMES,
    UNIQUE,
    lets_in,
)

PICKED = "sources.conform:_picked"
INTERVAL = "times:read_interval"
MAPPED = "name = entry.columns.get(column.name, column.name)"


def accepted(name, broken, world, caught_by, *changes):
    """Return a mutation after which a campaign is screened that has to be refused."""
    return lets_in(name, broken, world, "subscriber", caught_by, *changes)


COLUMNS = (
    lets_in(
        "suppression-mapping-ignored",
        "A suppression's value is read from another column than the campaign says.",
        "renamed columns",
        "stopped",
        SUPPRESSED,
        Edit(PICKED, MAPPED, "name = column.name"),
    ),
    lets_in(
        "audience-mapping-ignored",
        "The audience's addresses are read from another column.",
        "renamed columns",
        "agreed-elsewhere",
        GROUND,
        Edit(
            "transforms.audience:_column",
            "pl.col(entry.columns.get(name, name))",
            "pl.col(name)",
        ),
    ),
    lets_in(
        "constants-yield",
        "What the campaign says of every row yields to a column of the file.",
        "renamed columns",
        "by-the-shop-long-ago",
        GROUND,
        Edit(
            PICKED,
            "if column.name in entry.constants:",
            "if column.name in entry.constants and name not in given:",
        ),
    ),
    lets_in(
        "wordings-not-read",
        "The table of wordings is not read, as if the campaign did not name it.",
        "newsletter",
        "invalid-text",
        GROUND,
        Edit(
            "deciding:evidence_of",
            'if inputs.supplied("wordings")',
            "if False",
        ),
    ),
    lets_in(
        "countries-lost",
        "The countries of the audience are lost before anything is decided.",
        "by country",
        "german-given",
        AS_GIVEN,
        Edit(
            "deciding:pinned_audience",
            "return audience\n",
            'return audience.drop("country")\n',
        ),
    ),
)
TYPES = (
    lets_in(
        "zone-of-the-column-ignored",
        "A Parquet time with a zone of its own is read in UTC.",
        "typed columns",
        "not-yet-there",
        GROUND,
        Edit(
            INTERVAL,
            'else instant.dt.convert_time_zone("UTC")',
            'else instant.dt.replace_time_zone("UTC")',
        ),
    ),
    lets_in(
        "date-columns-in-utc",
        "The days of a Parquet column begin at midnight in UTC.",
        "typed columns",
        "paused-through-today-there",
        SUPPRESSED,
        Edit(INTERVAL, "_days(series, zone)", '_days(series, "UTC")'),
    ),
    lets_in(
        "offset-ignored",
        "What a time says of its own zone is ignored.",
        "zones",
        "stopped-by-offset",
        SUPPRESSED,
        Edit(
            "times:_instants",
            '.str.replace(" ", "T", literal=True)',
            '.str.replace(" ", "T", literal=True).str.replace(r"[+-]..:..$", "Z")',
        ),
    ),
    lets_in(
        "skipped-midnight-early",
        "A day whose midnight is skipped begins an hour early.",
        "midnight is skipped",
        "paused-to-the-end",
        SUPPRESSED,
        Edit("times:_after_gap", "before - timedelta", "before + timedelta"),
    ),
)
LENIENT = (
    lets_in(
        "repeated-ids-not-dropped",
        "Two consents of one id are not dropped, although the campaign says so.",
        "bad rows dropped",
        "two-of-one-id",
        GROUND,
        Edit("sources.staging:_with_repeated_ids", "if column is None:", "if column:"),
    ),
    lets_in(
        "unread-end-is-no-end",
        "A consent whose end cannot be read has no end.",
        "bad rows dropped",
        "until-some-day",
        GROUND,
        Edit(
            "sources.conform:_time_checks",
            'given & pl.col(f"{column.name}_first").is_null()',
            "given & ~given",
        ),
    ),
    lets_in(
        "perhaps-is-yes",
        "Whatever is not `no` counts as `yes`.",
        "bad rows dropped",
        "perhaps-offered",
        GROUND,
        Edit(
            "sources.conform:_yes_no",
            ".then(statement=False)",
            ".then(statement=False).otherwise(statement=True)",
        ),
    ),
)
REFUSED = (
    accepted(
        "bad-suppressions-dropped",
        "A suppression for an unknown reason is dropped without a word.",
        "bad reason",
        CODES,
        Edit(
            "sources.conform:is_prohibition",
            'if table == "suppressions":',
            'if table == "?":',
        ),
    ),
    accepted(
        "bad-withdrawals-dropped",
        "A withdrawal whose time cannot be read is dropped without a word.",
        "bad time",
        TIMES,
        Edit(
            "sources.conform:is_prohibition",
            'if table == "consents":',
            'if table == "?":',
        ),
    ),
    accepted(
        "lacking-values-accepted",
        "A suppression that names nobody is accepted.",
        "no value",
        REQUIRED,
        Edit("sources.conform:_checks", "if column.required:", "if False:"),
    ),
    accepted(
        "repeated-ids-accepted",
        "Two suppressions of one id are accepted.",
        "one id twice",
        UNIQUE,
        Edit("sources.staging:_with_repeated_ids", "if column is None:", "if column:"),
    ),
    accepted(
        "stale-list-accepted",
        "A list older than the campaign allows is accepted.",
        "stale list",
        FRESH,
        Edit(
            "freshness:check_freshness",
            "if age.is_stale",
            "if age.taken is None",
        ),
    ),
    accepted(
        "stale-audience-accepted",
        "An audience older than the campaign allows is accepted.",
        "stale audience",
        FRESH,
        Edit(
            "freshness:check_freshness",
            "*_limited(inputs.campaign, [inputs.audience], None),",
            "",
        ),
    ),
)
MUTATIONS = (*COLUMNS, *TYPES, *LENIENT, *REFUSED)
