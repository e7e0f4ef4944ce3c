"""Recognition: what a file is, and that nothing of a person is shown with it."""

import gzip
import json
import zipfile

import polars as pl
import pytest

import hygiene as hy
from hygiene.recognition.content import contents_of
from hygiene.recognition.inspection import file_facts
from hygiene.sources.formats.spec import Format, Part

ZEROS = (
    "'a.csv' holds zero bytes, the first in line 1: it is damaged, or no text. "
    "Export it again."
)
PEOPLE = "\n".join(f"ann{n}@example.com,Ann Poe{n},0770090{n:04}" for n in range(20))
SECRETS = ("ann", "Poe", "0770090")
LISTS = {
    "plain_list": Format(
        "plain_list", "A plain list", kind="lines", source="-",
        parts=(Part("lines", "suppressions", files=("*optout*",)),),
    ),
    "pairs": Format(
        "pairs", "Pairs", kind="headless", source="-",
        parts=(Part("pairs", "suppressions", columns={"value": "address"}),),
        header=("address", "reason"),
    ),
    "hook": Format(
        "hook", "A hook", kind="json", source="-",
        parts=(
            Part("bounce", "suppressions", needs=("to[].mail",), each="to[]"),
            Part("complaint", "suppressions", needs=("by",)),
        ),
        marks=("type",), unwrap="Message",
    ),
    "wide": Format(
        "wide", "A wide export", kind="csv", source="-",
        parts=(Part("all", "consents", needs=("Email", "Consent", "Total", "When")),),
    ),
}  # fmt: skip


def write(folder, name, text, encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def facts(path, known=LISTS):
    (content,) = contents_of(path)
    return file_facts(content, known)


@pytest.mark.parametrize(
    ("name", "text", "encoding", "shape"),
    [
        (
            "a.csv", "email;country\r\na@example.com;GB\r\n", "utf-8-sig",
            (
                "csv, utf-8-sig, semicolon-separated, CRLF line ends, with a header, "
                "1 row, 2 columns"
            ),
        ),
        (
            "a.txt", "email\tname\nä@example.com\tÄnn\n", "utf-16",
            (
                "csv, utf-16, tab-separated, LF line ends, with a header, "
                "1 row, 2 columns"
            ),
        ),
        (
            "a.csv", "email\na@example.com\nb@example.com", "utf-8",
            "csv, utf-8, LF line ends, with a header, 2 rows, 1 column",
        ),
        (
            "a.txt", "a@example.com\rb@example.com\r", "utf-8",
            "lines, utf-8, CR line ends, without a header, 2 rows, 1 column",
        ),
        (
            "a.csv", PEOPLE, "utf-8",
            (
                "csv, utf-8, comma-separated, LF line ends, without a header, "
                "20 rows, 3 columns"
            ),
        ),
        (
            "a.json", '[{"email": "a@example.com"}]', "utf-8",
            "json, utf-8, 1 row, 1 column",
        ),
    ],
)  # fmt: skip
def test_shapes(tmp_path, name, text, encoding, shape):
    """Kind, encoding, delimiter, line ends and header are told by the bytes."""
    assert facts(write(tmp_path, name, text, encoding)).shape() == shape


@pytest.mark.parametrize(
    "text",
    [
        PEOPLE,
        "Ann Poe,email\nBob Moe,email\n",
        "Ann Poe\n",
        "Ann,Poe\nann@example.com,x\n",
        "email,ann@example.com\nb@example.com,c@example.com\n",
        "07700900123\n07700900124\n",
    ],
)
def test_a_first_row_of_data_is_never_shown(tmp_path, text):
    """A file without a header has no names, and a name that may be data is none."""
    found = hy.inspect(write(tmp_path, "list.csv", text))
    everything = f"{found}{found._repr_html_()}{json.dumps(found.to_dict())}"
    for secret in ("Ann", "ann", "Poe", "Bob", "Moe", "@", "07700"):
        assert secret not in everything


def test_no_value_is_shown_in_any_form(tmp_path):
    """Neither in text, HTML, JSON nor the frames, with a header and without."""
    for head in ("", "Email,Full Name,Mobile\n"):
        found = hy.inspect(write(tmp_path, "list.csv", head + PEOPLE))
        shown = f"{found}{found._repr_html_()}{json.dumps(found.to_dict())}"
        shown += f"{found.frame().rows()}{found.matches().rows()}"
        assert not [secret for secret in SECRETS if secret in shown]


def test_codes_are_shown_and_names_are_not(tmp_path):
    """Known codes are shown, others when few and often; first names never."""
    rows = [f"u{n}@example.com,GB,opted_in,Ann,9{n:05}" for n in range(20)]
    text = "\n".join(["email,country,status,first_name,member_id", *rows])
    columns = {c.name: c for c in facts(write(tmp_path, "a.csv", text)).columns}
    assert columns["country"].details == ("GB (20)",)
    assert columns["status"].details == ("opted_in (20)",)
    assert columns["first_name"].details == ("always the same",)
    assert columns["member_id"].details == ("20 different values",)


@pytest.mark.parametrize(
    ("name", "text", "matches"),
    [
        (
            "optout.txt", "a@example.com\nb@example.com\n",
            ["plain_list, lines (suppressions): likely, its name"],
        ),
        (
            "x.txt", "a@example.com\nb@example.com\n",
            ["plain_list, lines (suppressions): possible, any such list could be"],
        ),
        (
            "x.csv", "a@example.com,BOUNCE\nb@example.com,COMPLAINT\n",
            ["pairs, pairs (suppressions): possible, any such list could be"],
        ),
        (
            "x.json", '{"type": "b", "to": [{"mail": "a@example.com"}]}',
            ["hook, bounce (suppressions): sure, the keys of its records"],
        ),
        (
            "x.json", json.dumps({"Message": '{"type": "c", "by": "a@example.com"}'}),
            ["hook, complaint (suppressions): sure, the keys of its records"],
        ),
        ("x.json", '{"other": 1}', []),
        (
            "x.csv", "EMAIL,consent,total,when\na@example.com,1,2,3\n",
            [
                "wide, all (consents): sure, its columns",
                "canonical (audience): possible, a column of contact points",
            ],
        ),
        (
            "x.csv", "wording,invalidated_at\nv1,\n",
            ["canonical (wordings): sure, every required column"],
        ),
    ],
)  # fmt: skip
def test_matches(tmp_path, name, text, matches):
    """Everything that a file could be, the surest first."""
    found = facts(write(tmp_path, name, text))
    assert [str(match) for match in found.matches] == matches


def test_a_system_whose_name_decides(tmp_path):
    """Several parts have the same columns; the name of the file tells them apart."""
    text = "email,created\na@example.com,1767225600\n"
    bounces = hy.inspect(write(tmp_path, "bounces.csv", text)).files[0]
    other = hy.inspect(write(tmp_path, "x.csv", text)).files[0]
    said = "sendgrid, bounces (suppressions): sure, its columns and its name"
    assert bounces.is_what() == said
    assert [match.confidence for match in other.matches if match.parts] == ["likely"]
    assert len(other.matches[0].parts) > 1


def test_archives_folders_and_globs(tmp_path):
    """Each file in them is told by itself; what holds no table is left out."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("in/a.csv", "email\na@example.com\n")
    with gzip.open(tmp_path / "b.csv.gz", "wt") as file:
        file.write("email\nb@example.com\n")
    pl.DataFrame({"email": ["c@example.com"]}).write_parquet(tmp_path / "c.parquet")
    (tmp_path / "README.md").write_text("no table")
    found = hy.inspect(tmp_path)
    names = [one.file for one in found.files]
    assert names == ["all.zip/a.csv", "b.csv.gz/b.csv", "c.parquet"]
    assert [one.rows for one in found.files] == [1, 1, 1]
    assert len(hy.inspect(tmp_path / "*.parquet").files) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("none.csv", None, "There is no file '{path}'."),
        ("empty.csv", b"", "'empty.csv' is empty."),
        ("blank.csv", b"\n\n", "'blank.csv' holds nothing but blank lines."),
        ("a.csv", b"\x00\x01\x02", ZEROS),
        ("a.parquet", b"PAR1", "'a.parquet' is damaged. Get it again."),
        ("a.zip", b"PK\x03\x04abc", "'a.zip' is a damaged archive. Get it again."),
    ],
)
def test_what_cannot_be_read(tmp_path, name, content, message):
    """One sentence, and no value."""
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(hy.InputError) as error:
        hy.inspect(path)
    assert str(error.value) == message.format(path=path)


def test_damaged_rows_are_counted(tmp_path):
    """Rows of another length are said, and the others are looked at."""
    text = "email,country\na@example.com,GB\nb@example.com,GB,x\n"
    found = facts(write(tmp_path, "a.csv", text))
    assert found.notes == ("1 row(s) have more or fewer cells than the header.",)
    assert found.rows == 1


def test_nothing_to_inspect():
    """A call without a file is a mistake."""
    with pytest.raises(hy.InputError, match=r"^Name a file to inspect\.$"):
        hy.inspect([])
