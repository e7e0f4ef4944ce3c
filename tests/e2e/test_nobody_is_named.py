"""No personal value in a message, a rejects file, a summary, a gate or a report."""

import json

import polars as pl
import pytest

import hygiene as hy
from tests.e2e.commands import run
from tests.e2e.world import (
    CAMPAIGN,
    ENTRIES,
    FORMATS,
    audience,
    campaign_with,
    put,
    suppressions,
    tables,
)

ADDRESS = "q7canary7q@example.com"
PERSON = "q7canary7q"


def planted(table, column):
    """Return a table with the canary in every cell of one column."""
    return ENTRIES[table]().with_columns(pl.lit(ADDRESS).alias(column))


ALWAYS = {
    ("audience", "email"),
    ("audience", "note"),
    ("consents", "purpose"),
    ("suppressions", "value"),
}
PLACES = [
    pytest.param(
        name, column, marks=() if (name, column) in ALWAYS else pytest.mark.slow
    )
    for name in ENTRIES
    for column in ENTRIES[name]().columns
]


@pytest.mark.parametrize(("table", "column"), PLACES)
def test_no_message_names_anybody(tmp_path, table, column):
    """An address that stands in the wrong column is in no message and no report."""
    content = planted(table, column).write_csv().encode()
    path = campaign_with(tmp_path, table, content)
    done = run("screen", path, "--out", tmp_path / "out")
    assert PERSON not in done.stdout + done.stderr
    for file in (tmp_path / "out").iterdir():
        if file.suffix in {".json", ".html"} or file.name == "rejects.csv":
            assert PERSON not in file.read_text("utf-8"), file.name


@pytest.mark.parametrize("form", FORMATS)
def test_no_message_names_anybody_whose_table_has_no_header(tmp_path, form):
    """A first row that is taken for the header is not quoted as a suggestion."""
    frame = pl.DataFrame({"1001": ["1002"], "email@io.example": ["b@io.example"]})
    with pytest.raises(hy.InputError) as caught:
        hy.screen(campaign=CAMPAIGN, audience=put(frame, tmp_path, "audience", form))
    assert "io.example" not in str(caught.value)


@pytest.mark.parametrize("value", [ADDRESS, "Ann Canary Smith", "+447700900123"])
def test_no_message_quotes_what_may_be_a_person(value):
    """Neither an address nor a name nor a number is taken for a code."""
    wrong = suppressions().with_columns(reason=pl.lit(value))
    with pytest.raises(hy.InputError) as caught:
        hy.screen(campaign=CAMPAIGN, audience=audience(), suppressions=wrong)
    assert value not in str(caught.value)
    assert value not in caught.value.rejects.write_csv()


def test_no_message_lists_the_categories_of_a_type():
    """The type of a column may hold every address of it."""
    wrong = suppressions().with_columns(
        effective_from=pl.lit(ADDRESS).cast(pl.Enum([ADDRESS]))
    )
    with pytest.raises(hy.InputError) as caught:
        hy.screen(campaign=CAMPAIGN, audience=audience(), suppressions=wrong)
    assert PERSON not in str(caught.value)


def test_the_summary_withholds_sources_that_are_addresses():
    """A source column that was mapped wrongly puts nobody into the counts."""
    screening = hy.screen(
        campaign=CAMPAIGN, audience=planted("audience", "source"), **tables()
    )
    assert PERSON not in json.dumps(screening.summary())
