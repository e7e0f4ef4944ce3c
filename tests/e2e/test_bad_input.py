"""Bad input: one sentence for everything that is wrong, exit 2, nothing written."""

import polars as pl
import pytest

import hygiene as hy
from tests.e2e.commands import names, run
from tests.e2e.world import (
    CAMPAIGN,
    ENTRIES,
    HEAD,
    audience,
    campaign_file,
    campaign_with,
    put,
    suppressions,
)

every_table = pytest.mark.parametrize("table", ENTRIES)


def refused(path, *, left=frozenset()):
    """Run the campaign; return what stderr says of the refusal."""
    out = path.parent / "out"
    done = run("screen", path, "--out", out)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert (names(out) if out.exists() else set()) == left
    assert not [*path.parent.glob(".out*")]
    return done.stderr


def csv_of(table):
    return ENTRIES[table]().write_csv()


DAMAGED_CSV = {
    "empty": lambda _: b"",
    "a blank line": lambda _: b"\n",
    "binary": lambda _: bytes(range(256)) * 4,
    "cut UTF-16": lambda text: text.encode("utf-16")[:-1],
    "a broken byte": lambda text: text.encode() + "caf\u00e9".encode() + b"\xe9\n",
    "one far down": lambda text: text.encode() * 200 + "\u00e9".encode() + b"\xe9\n",
    "an open quote": lambda text: text.encode() + b'"cut off,x\n',
    "one name twice": lambda text: _twice(text).encode(),
}


def _twice(text):
    first, second, _ = text.split(",", maxsplit=2)
    return text.replace(second, first, 1)


@every_table
@pytest.mark.parametrize("damage", DAMAGED_CSV)
def test_a_damaged_csv_is_refused(tmp_path, table, damage):
    """Whatever is wrong with a CSV file, the file is named and nothing is written."""
    content = DAMAGED_CSV[damage](csv_of(table))
    said = refused(campaign_with(tmp_path, table, content))
    assert f"{table}.csv" in said


@every_table
def test_rows_with_too_many_cells_are_rejected(tmp_path, table):
    """Which rows they are is written down."""
    content = csv_of(table).encode() + b"x," * 30 + b"\n"
    refused(campaign_with(tmp_path, table, content), left={"rejects.csv"})
    rejects = pl.read_csv(tmp_path / "out" / "rejects.csv")
    wanted = ENTRIES[table]().width
    assert rejects.rows() == [
        (
            f"{table}.csv",
            ENTRIES[table]().height + 1,
            "",
            f"has 31 cell(s), not {wanted}",
        )
    ]


@every_table
@pytest.mark.parametrize("form", ["parquet", "arrow", "ndjson"])
@pytest.mark.parametrize("damage", ["empty", "cut", "scrambled"])
def test_a_damaged_file_of_another_format_is_refused(tmp_path, table, form, damage):
    """So is a Parquet, Arrow or NDJSON file that was cut off or scrambled."""
    whole = put(ENTRIES[table](), tmp_path, "whole", form).read_bytes()
    damaged = {
        "empty": b"",
        "cut": whole[: len(whole) // 2 - 7],
        "scrambled": bytes(255 - byte for byte in whole),
    }
    said = refused(campaign_with(tmp_path, table, damaged[damage], form))
    assert f"{table}.{form}" in said


@every_table
def test_a_missing_file_and_a_folder_are_refused(tmp_path, table):
    """A path that names no file is said by its table."""
    path = campaign_with(tmp_path, table, None)
    assert f"[tables.{table}]" in refused(path)
    (tmp_path / f"{table}.csv").mkdir()
    assert f"[tables.{table}]" in refused(path)


@every_table
def test_a_header_alone_is_an_empty_table(tmp_path, table):
    """No rows is not an error: it is nobody, or no evidence."""
    header = csv_of(table).split("\n", maxsplit=1)[0]
    for text in (header, f"{header}\n"):
        path = campaign_with(tmp_path, table, text.encode())
        assert hy.screen(path).decisions.collect().height in {0, audience().height}


def test_a_short_row_of_evidence_is_rejected(tmp_path):
    """A row that was cut off lacks what its table requires."""
    path = campaign_with(
        tmp_path, "suppressions", csv_of("suppressions").encode() + b"s9"
    )
    said = refused(path, left={"rejects.csv"})
    assert "row 5 has 1 cell(s), not 5" in said


def test_rejects_list_every_problem_of_every_row(tmp_path):
    """rejects.csv holds file, row, column and problem, row numbers from 1."""
    text = (
        "suppression_id,match,value,reason,effective_from\n"
        "s1,address,ann@example.com,unsubscribed,2026-01-01\n"
        "s2,adress,ann@example.com,unsubscribe,yesterday\n"
        "s2,address,,unsubscribed,2026-01-01\n"
        ",address,ann@example.com,unsubscribed,\n"
    )
    path = campaign_with(tmp_path, "suppressions", text.encode())
    said = refused(path, left={"rejects.csv"})
    assert "3 row(s)" in said
    assert "Did you mean 'unsubscribed'?" in said
    rejects = pl.read_csv(tmp_path / "out" / "rejects.csv")
    assert rejects.columns == ["file", "row", "column", "problem"]
    assert set(rejects["file"]) == {"suppressions.csv"}
    found = {*rejects.select("row", "column").iter_rows()}
    assert found >= {
        (2, "match"),
        (2, "reason"),
        (2, "effective_from"),
        (2, "suppression_id"),
        (3, "suppression_id"),
        (3, "value"),
        (4, "suppression_id"),
        (4, "effective_from"),
    }
    assert 1 not in rejects["row"].to_list()


def test_all_columns_that_are_missing_are_said_with_the_nearest(tmp_path):
    """One run shows everything that is wrong with a file's columns."""
    renamed = suppressions().rename({"reason": "reasn", "value": "valu"})
    content = renamed.drop("effective_from").write_csv().encode()
    said = refused(campaign_with(tmp_path, "suppressions", content))
    for words in ("Did you mean 'reasn'?", "Did you mean 'valu'?", "'effective_from'"):
        assert words in said


def test_an_audience_without_its_address_column_is_refused(tmp_path):
    """The column that the campaign's channel reads is named, and the nearest one."""
    content = audience().rename({"email": "e_mail"}).write_csv().encode()
    said = refused(campaign_with(tmp_path, "audience", content))
    assert "'email'" in said
    assert "'e_mail'" in said


def test_a_removed_file_is_not_screened_as_an_audience(tmp_path):
    """Its columns would be written twice."""
    content = audience().with_columns(reason=pl.lit("x")).write_csv().encode()
    assert "'reason'" in refused(campaign_with(tmp_path, "audience", content))


def test_a_campaign_that_is_no_toml_is_refused(tmp_path):
    """The file and the place of the error are named."""
    path = tmp_path / "campaign.toml"
    for content in (b"[campaign\n", b"\xff\xfe", b"a = 1\na = 2\n"):
        path.write_bytes(content)
        assert "campaign.toml" in refused(path)


def test_a_policy_that_cannot_be_used_is_refused(tmp_path):
    """An unknown policy, and a policy file that is wrong, are bad input too."""
    head = HEAD.replace('"uk"', '"ukk"')
    assert "Did you mean 'uk'?" in refused(campaign_file(tmp_path, head=head))
    (tmp_path / "own.toml").write_text('extends = "uk"\ndouble_optin = true\n', "utf-8")
    head = HEAD.replace('"uk"', '"own.toml"')
    assert "double_opt_in" in refused(campaign_file(tmp_path, head=head))


@pytest.mark.parametrize(
    "entry",
    [
        {"audience": "constants = { country = ['GB'] }"},
        {"audience": "columns = { country = ['note'] }"},
        {"audience": 'columns = { contact_id = "contact_no" }'},
        {"consents": "columns = { source = ['x'] }"},
        {"consents": "constants = { source = { a = 1 } }"},
    ],
)
def test_odd_values_of_an_entry_are_refused(tmp_path, entry):
    """A mapping or constant that cannot be meant is an error, not a crash."""
    refused(campaign_file(tmp_path, **entry))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"audience.csv"', "[]"),
        ('"suppressions.csv"', "[]"),
        ('"audience.csv"', "5"),
        ('"audience.csv"', '"**x/*.csv"'),
        ('"audience.csv"', '"."'),
        ('"audience.csv"', '"ftp://example.com/audience.csv"'),
        ('"Europe/London"', "5"),
        ('"Europe/London"', '"../London"'),
        ("2026-11-24T09:00:00Z", "0001-01-01T00:00:00+14:00"),
        ("2026-11-24T09:00:00Z", '"2026-11-24"'),
        ("2026-11-24T09:00:00Z", "2026-11-24"),
    ],
)
def test_odd_values_of_a_campaign_file_are_refused(tmp_path, old, new):
    """No value that a TOML file can hold ends in a traceback."""
    path = campaign_file(tmp_path, suppressions="as_at = 2026-11-24T06:00:00")
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    refused(path)


def test_frames_that_cannot_be_read_are_refused():
    """In a notebook too, bad input is one kind of error."""
    for bad in ([], {"email": ["x"]}, pl.LazyFrame({"a": [1]}).select("b"), 5):
        with pytest.raises(hy.InputError):
            hy.screen(campaign=CAMPAIGN, audience=bad)
    failing = pl.LazyFrame({"a": [1]}).select("b")
    with pytest.raises(hy.InputError):
        hy.screen(campaign=CAMPAIGN, audience=audience(), consents=failing)
