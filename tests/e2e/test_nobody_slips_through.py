"""How a table is handed in never lets an opt-out go unheard (promise 1)."""

from decimal import Decimal

import polars as pl
import pytest

import hygiene as hy
from tests.e2e.world import CAMPAIGN, audience, campaign_file, consents, put, tables

ANN = pl.DataFrame({"contact_id": ["1001"], "email": ["ann@example.com"]})
BOB = pl.DataFrame({"contact_id": ["1002"], "email": ["bob@example.com"]})
OPT_OUT = pl.DataFrame(
    {
        "suppression_id": ["s1"],
        "match": ["contact_id"],
        "value": ["1001"],
        "reason": ["unsubscribed"],
        "effective_from": ["2026-06-01"],
    }
)


def screen(rows, prohibitions=OPT_OUT):
    return hy.screen(
        campaign=CAMPAIGN,
        audience=rows,
        consents=consents(),
        suppressions=prohibitions,
    )


def reasons(screening):
    return screening.decisions.collect()["reason"].to_list()


def test_the_opt_out_is_heard():
    """Both consented; the one who opted out by id is removed."""
    assert reasons(screen(pl.concat([ANN, BOB]))) == ["unsubscribed", None]


@pytest.mark.parametrize(
    "number", [1001, 1001.0, Decimal("1001.00")], ids=["int", "float", "decimal"]
)
def test_a_number_is_the_id_that_it_spells_or_is_refused(number):
    """A data frame turns ids with gaps into 1001.0, which is still 1001."""
    numbers = ANN.with_columns(contact_id=pl.Series([number]))
    try:
        found = reasons(screen(numbers))
    except hy.InputError as error:
        assert "contact_id" in str(error)  # noqa: PT017 - either answer is right
    else:
        assert found == ["unsubscribed"]


@pytest.mark.parametrize("form", ["csv", "ndjson", "parquet", "arrow"])
def test_brackets_in_a_name_do_not_swap_the_list(tmp_path, form):
    """`opt-outs[1]` beside `opt-outs1` is the list that was named."""
    path = put(OPT_OUT, tmp_path, "opt-outs[1]", form)
    other = OPT_OUT.with_columns(value=pl.lit("9999"))
    put(other, tmp_path, "opt-outs1", form)
    assert reasons(screen(ANN, path)) == ["unsubscribed"]


def test_brackets_in_a_folder_do_not_hide_the_list(tmp_path):
    """A glob is a glob, but the campaign's own folder is not part of it."""
    folder = tmp_path / "north[1]"
    folder.mkdir()
    path = campaign_file(folder)
    text = path.read_text("utf-8").replace("suppressions.csv", "supp*.csv")
    path.write_text(text, "utf-8")
    expected = hy.screen(campaign=CAMPAIGN, audience=audience(), **tables())
    assert reasons(hy.screen(path)) == reasons(expected)


def test_a_file_that_changes_after_the_decision_keeps_nobody_else(tmp_path):
    """The decision holds for the rows that were decided, or the change is refused."""
    both = pl.concat([ANN, BOB])
    path = put(both, tmp_path, "audience", "csv")
    screening = screen(path)
    put(both.reverse(), tmp_path, "audience", "csv")
    for read in (collected, written):
        try:
            kept = read(screening, tmp_path)
        except hy.HygieneError:
            continue
        assert kept["contact_id"].cast(pl.String).to_list() == ["1002"]


def collected(screening, _folder):
    return screening.kept.collect()


def written(screening, folder):
    return pl.read_csv(screening.write(folder / "out") / "kept.csv")


def test_a_column_called_like_an_inner_one_is_harmless():
    """Names that the toolkit uses within are the user's own without."""
    names = ["row", "decision", "strict_key", "_row", "_file", "mask", "_key", "person"]
    extra = ANN.with_columns(pl.lit("x").alias(name) for name in names)
    assert reasons(screen(extra)) == ["unsubscribed"]
    assert screen(extra).removed.collect().columns[:10] == extra.columns
