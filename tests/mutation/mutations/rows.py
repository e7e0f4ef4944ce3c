"""Rows that are lost, doubled, swapped, moved or changed on the way."""

from tests.mutation.breaking import Edit
from tests.mutation.mutation import (
    AS_GIVEN,
    BALANCE,
    GROUND,
    SUPPRESSED,
    TWICE,
    lets_in,
    shrinks,
    spoils,
)

KEPT = "outcome:kept_rows"
REMOVED = "outcome:removed_rows"
BESIDE = "outcome:_beside"
PART = ".drop(_DECISION)"
DUPLICATES = "transforms.decide:attach_duplicates"
FINDINGS = "transforms.decide:attach_findings"
REDUCED = "transforms.claims:strongest"


def rows(name, broken, shows, *changes, world="newsletter", caught_by=BALANCE):
    return spoils(name, broken, world, shows, caught_by, *changes)


# Decisions are looked up by row instead of standing beside it: rows may then repeat.
# The counts by source, which would not stand beside them either, are left out.
SLACK = (
    Edit("summary:_counts", "source_column(decided)", "None"),
    Edit(
        BESIDE,
        """pl.concat([decided.decisions, _address(decided)], how="horizontal")""",
        "decided.decisions.with_columns(pl.lit(None, pl.String).alias(_KEY))",
    ),
    Edit(
        BESIDE,
        """pl.concat([decided.audience, beside.select(columns)], how="horizontal")""",
        """decided.audience.with_row_index("_row").join(
        beside.select(pl.col("row").cast(pl.UInt32).alias("_row"), *columns),
        on="_row", how="inner", maintain_order="left",
    ).drop("_row")""",
    ),
)
SELECTED = "beside.select(columns)"


def misplaced(name, broken, how, shows):
    """Return a mutation after which decisions stand beside the wrong rows."""
    return spoils(
        name, broken, "newsletter", shows, GROUND, Edit(BESIDE, SELECTED, how)
    )


OUTPUT = (
    misplaced(
        "decisions-reversed",
        "The decisions stand beside the rows in reverse.",
        f"{SELECTED}.reverse()",
        "in-the-late-file",
    ),
    misplaced(
        "decisions-sorted",
        "The decisions are sorted, the rows beside them are not.",
        'beside.sort("decision", maintain_order=True).select(columns)',
        "stranger",
    ),
    misplaced(
        "decisions-slip",
        "The decisions stand one row too low.",
        f"{SELECTED}.select(pl.all().shift(1))",
        "stranger",
    ),
    rows(
        "swapped",
        "The kept and the removed rows are swapped.",
        "stranger",
        Edit(KEPT, "== Decision.KEEP", "!= Decision.KEEP"),
        Edit(REMOVED, "== Decision.REMOVE", "!= Decision.REMOVE"),
        caught_by=GROUND,
    ),
    rows(
        "everything-kept",
        "The kept list holds every row of the audience.",
        "stranger",
        Edit(
            KEPT,
            "pl.col(_DECISION) == Decision.KEEP",
            "pl.col(_DECISION).is_not_null()",
        ),
        caught_by=GROUND,
    ),
    rows(
        "kept-twice",
        "Every kept row is written twice.",
        "subscriber",
        Edit(
            KEPT,
            "return parted",
            "parted = pl.concat([parted, parted])\n    return parted",
        ),
        caught_by=TWICE,
    ),
    rows(
        "last-row-lost",
        "The last kept row is lost.",
        "stopped-a-namesake",
        Edit(KEPT, PART, f"{PART}.reverse().slice(1).reverse()"),
    ),
    rows(
        "nobody-kept",
        "The kept list is empty.",
        "subscriber",
        Edit(KEPT, PART, f"{PART}.head(0)"),
    ),
    rows(
        "order-lost",
        "The kept rows are sorted by address.",
        "subscriber",
        Edit(KEPT, PART, f'{PART}.sort("email")'),
        caught_by=AS_GIVEN,
    ),
    rows(
        "address-normalised",
        "The kept list holds addresses in capitals, not as given.",
        "composed",
        Edit(KEPT, PART, f'{PART}.with_columns(pl.col("email").str.to_uppercase())'),
        world="addresses",
        caught_by=AS_GIVEN,
    ),
    rows(
        "column-emptied",
        "A column of the kept rows is emptied.",
        "subscriber",
        Edit(KEPT, PART, f"{PART}.with_columns(country=pl.lit(None, pl.String))"),
        caught_by=AS_GIVEN,
    ),
    rows(
        "column-dropped",
        "A column of the audience is missing from the kept list.",
        "subscriber",
        Edit(KEPT, PART, f'{PART}.drop("country")'),
        caught_by=AS_GIVEN,
    ),
    rows(
        "column-shifted",
        "A column of the kept rows slips by one row.",
        "subscriber",
        Edit(KEPT, PART, f'{PART}.with_columns(pl.col("who").shift(1))'),
        caught_by=AS_GIVEN,
    ),
)
JOINS = (
    rows(
        "duplicates-many-to-many",
        "Rows meet the first of their duplicates many to many.",
        "twice",
        *SLACK,
        Edit(
            DUPLICATES,
            '.agg(_first=pl.col("row").min())',
            '.agg(_first=pl.col("row")).explode("_first")',
        ),
        Edit(DUPLICATES, 'validate="m:1"', 'validate="m:m"'),
        world="addresses",
    ),
    rows(
        "claims-many-to-many",
        "A row comes out once for each record of the person.",
        "gave-twice",
        *SLACK,
        Edit(REDUCED, ".group_by(", '.with_row_index("one").group_by("one", '),
        Edit("transforms.claims:attach_claims", 'validate="m:1"', 'validate="m:m"'),
        Edit(FINDINGS, 'validate="1:1"', 'validate="m:1"'),
    ),
    rows(
        "findings-joined-inner",
        "A row against which nothing was found is lost.",
        "subscriber",
        *SLACK,
        Edit(FINDINGS, 'how="left"', 'how="inner"'),
    ),
    lets_in(
        "reasons-anded",
        "Two suppressions with different reasons cancel each other.",
        "newsletter",
        "stopped-and-complained",
        SUPPRESSED,
        Edit(
            "transforms.prohibition:prohibited_rows", ".bitwise_or()", ".bitwise_and()"
        ),
    ),
    shrinks(
        "first-claim-decides",
        "The first record of a person decides, not the strongest.",
        "newsletter",
        "offers-first",
        Edit(REDUCED, ".min() for", ".first() for"),
    ),
    rows(
        "last-of-duplicates",
        "Of several rows with one address the last is kept, not the first.",
        "twice",
        Edit(DUPLICATES, 'pl.col("row").min()', 'pl.col("row").max()'),
        Edit(DUPLICATES, 'pl.col("row") > ', 'pl.col("row") < '),
        world="addresses",
        caught_by=TWICE,
    ),
    lets_in(
        "one-file-of-several",
        "Only the first file of a table is read.",
        "newsletter",
        "in-the-late-file",
        SUPPRESSED,
        Edit("sources.staging:stage", "pl.concat(parts)", "pl.concat(parts[:1])"),
    ),
    lets_in(
        "half-the-suppressions",
        "Every second suppression is lost while it is read.",
        "newsletter",
        "minor",
        SUPPRESSED,
        Edit(
            "deciding:evidence_of",
            'staged["suppressions"].frame',
            'staged["suppressions"].frame.gather_every(2)',
        ),
    ),
    shrinks(
        "twin-of-a-removed-row",
        "A row is a duplicate of an earlier one that was removed.",
        "addresses",
        "twin",
        Edit(
            DUPLICATES,
            'pl.when(free).then("wide_key" if alias else "strict_key")',
            'pl.col("wide_key" if alias else "strict_key")',
        ),
    ),
    shrinks(
        "first-is-a-duplicate",
        "The first of several rows with one address is removed as well.",
        "addresses",
        "twice",
        Edit(
            DUPLICATES,
            'pl.col("row") > pl.col("_first")',
            'pl.col("row") >= pl.col("_first")',
        ),
    ),
)
MUTATIONS = (*OUTPUT, *JOINS)
