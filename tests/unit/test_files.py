"""Files: what a path names, how it is scanned, and what is refused."""

import hashlib
import json

import polars as pl
import pytest

import hygiene as hy
from hygiene.errors import InputError
from hygiene.sources.files import FORMATS, Source, expand, open_file
from tests.unit.world import ANN, BOB, HEAD, people, rows, screen, suppression, written

SECRET = "zoe@example.org"


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_suffix_is_read(suffix, tmp_path):
    """A file of each kind comes back as it was written."""
    path = tmp_path / f"list{suffix.upper()}"
    frame = people(ANN, BOB)
    writers = {
        "csv": frame.write_csv,
        "parquet": frame.write_parquet,
        "ndjson": frame.write_ndjson,
        "arrow": frame.write_ipc,
    }
    writers[FORMATS[suffix]](path)
    source = open_file(path)
    assert source.frame.collect().equals(frame)
    assert (source.label, source.format) == (path.name, FORMATS[suffix])
    assert source.sha256() == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_csv_is_all_text(tmp_path):
    """An id with a leading zero keeps it."""
    path = tmp_path / "list.csv"
    path.write_text("\ufeffcontact_id,email\n007,\n", encoding="utf-8")
    assert open_file(path).frame.collect().rows() == [("007", None)]


def test_quoted_column_names_are_unquoted(tmp_path):
    """A header is read as its cells are."""
    path = tmp_path / "list.csv"
    path.write_text('"a ""b""",c\n1,2\n', encoding="utf-8")
    assert open_file(path).frame.collect_schema().names() == ['a "b"', "c"]


@pytest.mark.parametrize("suffix", [".ndjson", ".csv", ".parquet", ".arrow"])
def test_a_name_with_brackets_is_itself(suffix, tmp_path):
    """`s[1].ndjson` is not a glob that reads `s1.ndjson`."""
    named, other = tmp_path / f"s[1]{suffix}", tmp_path / f"s1{suffix}"
    for path, address in ((named, ANN), (other, SECRET)):
        frame = people(address)
        {
            ".ndjson": frame.write_ndjson,
            ".csv": frame.write_csv,
            ".parquet": frame.write_parquet,
            ".arrow": frame.write_ipc,
        }[suffix](path)
    assert expand(named.name, tmp_path) == [named]
    assert open_file(named).frame.collect()["email"].to_list() == [ANN]


def test_globs(tmp_path):
    """A glob names its files in the order of their names, and no folder."""
    for name in ("b1.csv", "a2.csv", "a1.csv"):
        (tmp_path / name).touch()
    (tmp_path / "a3.csv").mkdir()
    names = [path.name for path in expand("a*.csv", tmp_path)]
    assert names == ["a1.csv", "a2.csv"]
    absolute = expand(str(tmp_path / "?1.csv"), tmp_path / "elsewhere")
    assert [path.name for path in absolute] == ["a1.csv", "b1.csv"]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("gone.csv", "There is no file 'gone.csv'."),
        ("gone*.csv", "There is no file 'gone*.csv'."),
    ],
)
def test_paths_that_name_nothing(pattern, message, tmp_path):
    """What cannot be found is named as it was given, and never guessed at."""
    with pytest.raises(InputError) as raised:
        expand(pattern, tmp_path)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "list.xlsx",
            b"",
            (
                "'list.xlsx' has no suffix that can be read: '.csv', '.parquet', "
                "'.pq', '.ndjson', '.jsonl', '.arrow', '.ipc', '.feather', '.tsv', "
                "'.txt', '.xlsx'."
            ),
        ),
        (
            "list.csv",
            "email\n".encode("utf-16"),
            "'list.csv' is not a UTF-8 CSV file. Save it as UTF-8 and try again.",
        ),
        (
            "list.csv",
            b"email,name,email\n",
            (
                "'list.csv' has 1 column name(s) more than once. "
                "Give every column a name of its own."
            ),
        ),
    ],
)
def test_files_that_cannot_be_opened(name, content, message, tmp_path):
    """A file is refused by name, without anything that stands in it."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        open_file(path)
    assert str(raised.value) == message


def _whole(suffix, folder):
    path = folder / f"whole{suffix}"
    frame = rows(
        *(suppression(suppression_id=f"s{n}", value=SECRET) for n in range(50))
    )
    frame = frame.with_columns(contact_id=pl.lit("z"))
    if suffix == ".csv":
        return frame.write_csv().encode()
    if suffix == ".ndjson":
        return frame.write_ndjson().encode()
    frame.write_parquet(path) if suffix == ".parquet" else frame.write_ipc(path)
    return path.read_bytes()


def _damaged(suffix, folder):
    whole = _whole(suffix, folder)
    if suffix == ".csv":
        return whole + f"s99,{SECRET},unsubscribed,2026-05-10,z,{SECRET},x\n".encode()
    if suffix == ".ndjson":
        return whole + f'{{"value": "{SECRET}", \n'.encode()
    middle = len(whole) // 2
    return whole[:4] + whole[middle:]


@pytest.mark.parametrize("how", ["damaged", "empty", "nonsense"])
@pytest.mark.parametrize("suffix", [".csv", ".ndjson", ".parquet", ".arrow"])
def test_damaged_evidence(suffix, how, tmp_path):
    """A damaged file of any format is an input error that quotes no cell."""
    content = {
        "damaged": lambda: _damaged(suffix, tmp_path),
        "empty": lambda: b"",
        "nonsense": lambda: f"\x00{SECRET}\xff".encode("latin-1") * 20,
    }[how]()
    toml = (
        f'{HEAD}[tables.audience]\npath = "a.csv"\n'
        f'[tables.suppressions]\npath = "s{suffix}"\n'
    )
    path = written(tmp_path, toml, a_csv=f"email\n{ANN}\n")
    (tmp_path / f"s{suffix}").write_bytes(content)
    with pytest.raises(InputError) as raised:
        hy.screen(path)
    assert SECRET not in str(raised.value)
    assert f"s{suffix}" in str(raised.value)


def test_a_damaged_audience_is_an_input_error(tmp_path):
    """A row that is broken in a column nobody reads stops the run too."""
    path = tmp_path / "a.csv"
    path.write_text(f"email,note\n{ANN},1\n{BOB},1,{SECRET}\n", encoding="utf-8")
    with pytest.raises(InputError) as raised:
        screen(path)
    assert str(raised.value) == (
        "'a.csv' has 1 row(s) with more or fewer cells than its header; nothing was "
        "read. Export it again.\n- row 2 has 3 cell(s), not 2"
    )


def test_evidence_in_ndjson_with_brackets(tmp_path):
    """A suppression file called `s[1].ndjson` suppresses whom it names."""
    toml = (
        f'{HEAD}[tables.audience]\npath = "a.csv"\n'
        '[tables.suppressions]\npath = "s[1].ndjson"\n'
    )
    path = written(tmp_path, toml, a_csv=f"email\n{ANN}\n")
    for name, address in (("s[1]", ANN), ("s1", SECRET)):
        record = json.dumps(suppression(value=address))
        (tmp_path / f"{name}.ndjson").write_text(record + "\n", encoding="utf-8")
    assert hy.screen(path).decisions.collect()["blocked_by"].to_list() == [["s1"]]


def test_signature_tells_a_changed_file(tmp_path):
    """A file that was written anew is another one; a frame has no signature."""
    path = tmp_path / "list.csv"
    path.write_text("email\n", encoding="utf-8")
    source = open_file(path)
    before = source.signature()
    path.write_text("email\na\n", encoding="utf-8")
    assert source.signature() != before
    frame = Source("frame", pl.LazyFrame())
    assert (frame.signature(), frame.sha256()) == (None, None)
