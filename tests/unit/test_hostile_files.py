"""Hostile files: each is read right, by the gate too, or refused in plain words."""

import duckdb
import polars as pl
import pytest

from hygiene.errors import InputError, RejectedRowsError
from hygiene.gates.files import Opener
from hygiene.sources.opening import open_table
from hygiene.sources.reading import Reading
from tests.unit.hostile.case import PLAIN
from tests.unit.hostile.others import OTHERS
from tests.unit.hostile.texts import TEXTS

CASES = {**TEXTS, **OTHERS}


def opened(case, folder):
    (folder / case.name).write_bytes(case.content)
    return open_table(case.name, case.table, folder, Reading(**case.says))


@pytest.mark.parametrize(
    "name", [n for n, case in CASES.items() if case.refused is None]
)
def test_it_is_read_right(name, tmp_path):
    """The toolkit and the gate see exactly these rows."""
    case = CASES[name]
    (source,) = opened(case, tmp_path)
    assert source.frame.collect().rows() == case.rows
    if case.label:
        assert source.label == case.label
    with duckdb.connect() as database:
        scan = Opener(database, tmp_path).open_source(source)
        assert database.sql(f"from {scan.sql}").fetchall() == case.rows


@pytest.mark.parametrize("name", [n for n, case in CASES.items() if case.refused])
def test_it_is_refused(name, tmp_path):
    """One sentence says what is wrong and how to put it right."""
    case = CASES[name]
    with pytest.raises(InputError) as raised:
        opened(case, tmp_path)
    assert str(raised.value) == case.refused


def test_rejects_name_the_file_and_the_rows(tmp_path):
    """Rows with too many and too few cells are listed as every bad row is."""
    with pytest.raises(RejectedRowsError) as raised:
        opened(TEXTS["a long row"], tmp_path)
    assert raised.value.rejects.rows() == [
        ("a.csv", 3, "", "has 3 cell(s), not 2"),
        ("a.csv", 4, "", "has 4 cell(s), not 2"),
    ]


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    """The system's own reason is said, without the path."""
    (tmp_path / "a.csv").write_text(PLAIN, "utf-8")

    def refuse(*_args, **_more):
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr("pathlib.Path.open", refuse)
    with pytest.raises(InputError) as raised:
        open_table("a.csv", "sends", tmp_path)
    assert str(raised.value) == "'a.csv' cannot be read: Permission denied."


@pytest.mark.parametrize("given", [".", "gone.csv", "gone*.csv", "a\0.csv", "x" * 999])
def test_a_path_that_names_no_file(given, tmp_path):
    """A folder, a name that is not there, and what cannot be a name."""
    with pytest.raises(InputError):
        open_table(given, "sends", tmp_path)


def test_a_link_to_a_file_is_the_file(tmp_path):
    """A campaign's folder may link to where the lists really lie."""
    (tmp_path / "real.csv").write_text(PLAIN, "utf-8")
    (tmp_path / "a.csv").symlink_to("real.csv")
    (source,) = open_table("a.csv", "suppressions", tmp_path)
    assert source.frame.select(pl.len()).collect().item() == 2


def test_a_mark_before_a_list_as_declared(tmp_path):
    """The first address of an opt-out list is not hidden behind a byte-order mark."""
    (tmp_path / "a.txt").write_text("\ufeffann@example.com\n", "utf-8")
    reading = Reading("plain_list", encoding="utf-8")
    (source,) = open_table("a.txt", "suppressions", tmp_path, reading)
    found = source.frame.select("value").collect()["value"].to_list()
    assert found == ["ann@example.com"]


def test_a_folder_in_a_folder_is_not_passed_over(tmp_path):
    """Nobody looks into it, unless its name says that it is hidden."""
    (tmp_path / "lists" / ".git").mkdir(parents=True)
    (tmp_path / "lists" / "a.txt").write_text("ann@example.com\n", "utf-8")
    reading = Reading("plain_list")
    assert len(open_table("lists", "suppressions", tmp_path, reading)) == 1
    (tmp_path / "lists" / "old").mkdir()
    with pytest.raises(InputError) as raised:
        open_table("lists", "suppressions", tmp_path, reading)
    assert str(raised.value) == (
        "'lists' holds the folder 'old', which would not be read. Name the files or a "
        "glob."
    )


@pytest.mark.parametrize("given", ["lists", "lists/*.txt"])
def test_a_link_to_what_is_gone_is_not_passed_over(given, tmp_path):
    """A folder and a glob stand for all that lies there."""
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "a.txt").write_text("ann@example.com\n", "utf-8")
    (tmp_path / "lists" / "b.txt").symlink_to("gone.txt")
    with pytest.raises(InputError) as raised:
        open_table(given, "suppressions", tmp_path, Reading("plain_list"))
    assert str(raised.value) == (
        "'b.txt' is no file; it may be a link to one that is gone. Mend it, or take it "
        "away."
    )
