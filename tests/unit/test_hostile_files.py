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
