"""Applying files of changes: what an addition and a removal do and do not do."""

import pytest

import hygiene as hy
from hygiene.errors import InputError
from tests.unit.world import campaign, people

HEAD = """
[list]
name = "register"
channel = "email"
timezone = "UTC"

[full]
path = "full.csv"
number = 1
constants = { reason = "on_register" }

[changes]
path = "d-*.csv"
name = 'd-(?P<number>\\d+)\\.csv'
action = { column = "op", add = ["A"], remove = ["D"] }
constants = { reason = "on_register" }
"""
FULL = "value,effective_from\nann@example.com,2026-01-01\nbob@example.com,2026-01-01\n"
CHANGES = "op,value,channel,effective_from\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "list.toml").write_text(HEAD, "utf-8")
    (tmp_path / "full.csv").write_text(FULL, "utf-8")
    return tmp_path


def applied(folder, *files, **replaced):
    """Apply files of changes, numbered from 2, each a text of rows."""
    text = (folder / "list.toml").read_text("utf-8")
    for old, new in replaced.values():
        assert old in text
        text = text.replace(old, new)
    (folder / "list.toml").write_text(text, "utf-8")
    for number, rows in enumerate(files, start=2):
        (folder / f"d-{number}.csv").write_text(CHANGES + rows, "utf-8")
    return hy.apply_changes(folder / "list.toml")


def entries(result):
    columns = "value", "channel", "effective_from", "effective_until"
    return sorted(result.frame.select(columns).rows(), key=str)


ANN = ("ann@example.com", "*", "2026-01-01", None)
BOB = ("bob@example.com", "*", "2026-01-01", None)
ENDED = "2026-02-02T00:00:00.000000Z"


def test_an_addition_stands_beside_what_is_there(folder):
    result = applied(folder, "A,ann@example.com,sms,2026-02-01\n")
    assert entries(result) == [ANN, ("ann@example.com", "sms", "2026-02-01", None), BOB]
    assert (result.added, result.ended) == (1, 0)


def test_a_removal_ends_an_entry_and_deletes_nothing(folder):
    result = applied(folder, "D, BOB@example.com ,,2026-02-01\n")
    assert entries(result) == [ANN, (*BOB[:3], ENDED)]
    assert str(result) == (
        "'register': 1 file(s) of changes applied, none missing; 2 entries, 0 added, "
        "1 ended.\n  1  d-2.csv"
    )


@pytest.mark.parametrize(
    "removal",
    [
        "D,bob+news@example.com,,2026-02-01\n",  # an alias: a removal is narrow
        "D,bob@example.com,email,2026-02-01\n",  # another scope
        "D,eve@example.com,,2026-02-01\n",
    ],
)
def test_a_removal_of_anything_else_ends_nothing(folder, removal):
    result = applied(folder, removal)
    assert entries(result) == [ANN, BOB]
    assert result.without_entry == 1
    assert [*result.remarks()] == ["1 removal(s) name no entry that stood before."]


def test_a_removal_does_not_reach_what_its_own_or_a_later_file_adds(folder):
    again = "A,bob@example.com,,2026-02-01\n"
    result = applied(folder, "D,bob@example.com,,2026-02-01\n" + again, again)
    added = ("bob@example.com", "*", "2026-02-01", None)
    assert entries(result) == [ANN, (*BOB[:3], ENDED), added, added]


def test_an_entry_of_a_reason_that_a_list_cannot_take_back_stays(folder):
    objected = ('"on_register" }\n\n', '"objected" }\n\n')
    result = applied(folder, "D,bob@example.com,,2026-02-01\n", objected=objected)
    assert entries(result) == [ANN, BOB]
    assert [*result.remarks()] == [
        "1 removal(s) name an entry whose reason is not in 'removable'; it stays."
    ]


def test_the_earlier_of_two_ends_counts(folder):
    rows = "D,bob@example.com,,2026-03-01\n", "D,bob@example.com,,2026-02-01\n"
    assert entries(applied(folder, *rows)) == [ANN, (*BOB[:3], ENDED)]


def test_a_row_that_says_neither_stops_everything(folder):
    with pytest.raises(InputError) as caught:
        applied(
            folder, "A,cleo@example.com,,2026-02-01\nX,ann@example.com,,2026-02-01\n"
        )
    assert str(caught.value) == (
        "1 row(s) say neither add nor remove, the first in 'd-2.csv' at row 2. Name "
        "what they hold in 'action', or get the file again."
    )


def test_a_missing_file_stops_everything(folder):
    (folder / "d-3.csv").write_text(CHANGES, "utf-8")
    with pytest.raises(InputError) as caught:
        hy.apply_changes(folder / "list.toml")
    assert str(caught.value) == (
        "The files of changes are not one unbroken sequence:\n"
        "- number 2 is missing before 'd-3.csv'; get that file first."
    )


WRONG = {
    "- [full]: 'number' is missing; without it a file that is missing at the "
    "beginning would not be seen.": ("number = 1\n", ""),
    "- [full]: 'number' must be a number.": ("number = 1\n", 'number = "1"\n'),
    "- [list]: 'name' must be of letters, digits, '.', '_' and '-'.": (
        'name = "register"',
        'name = "a b"',
    ),
    "- [changes]: 'name' needs a group (?P<number>...), or the two groups "
    "(?P<from>...) and (?P<to>...).": ("(?P<number>\\d+)", "\\d+"),
    "- [changes]: 'name' is not a regular expression.": ("\\.csv'", "(\\.csv'"),
    "- [changes] action: 'add' and 'remove' must hold texts, each of its own.": (
        'remove = ["D"]',
        'remove = ["A"]',
    ),
    "- [changes]: say what a row does either in 'action' or by a group "
    "(?P<action>add|remove) in 'name'.": ("action =", "#"),
    "- [changes] has an unknown key 'pth'. Did you mean 'path'?": (
        'path = "d-',
        'pth = "d-',
    ),
    "- [changes]: 'columns' maps each name to one text.": (
        'path = "d-*.csv"',
        'path = "d-*.csv"\ncolumns = { value = 5 }',
    ),
    "- [changes]: the constant 'reason' must be a single value.": (
        'remove = ["D"] }\nconstants = { reason = "on_register" }',
        'remove = ["D"] }\nconstants = { reason = ["on_register"] }',
    ),
}


@pytest.mark.parametrize("sentence", WRONG)
def test_what_is_wrong_with_a_description_is_said(folder, sentence):
    (folder / "d-2.csv").write_text(CHANGES, "utf-8")
    with pytest.raises(InputError) as caught:
        applied(folder, wrong=WRONG[sentence])
    said = str(caught.value).splitlines()
    assert said[0] == "The description list.toml cannot be used:"
    assert sentence in said


def test_a_file_without_the_column_of_actions_is_refused(folder):
    (folder / "d-2.csv").write_text(FULL, "utf-8")
    with pytest.raises(InputError) as caught:
        hy.apply_changes(folder / "list.toml")
    assert str(caught.value) == "'d-2.csv' lacks the column that 'action' names."


@pytest.mark.parametrize(
    ("day", "reasons"),
    [
        ("2026-02-01", ["on_register", "unknown_origin"]),
        ("2026-02-02", ["unknown_origin"]),
    ],
)
def test_a_list_decides_in_the_past_as_it_did_then(folder, day, reasons):
    """Applying a removal later does not change what a decision was before it."""
    path = applied(folder, "D,bob@example.com,,2026-02-01\n").write(
        folder / "l.parquet"
    )
    screening = hy.screen(
        campaign=campaign(as_of=f"{day}T12:00", timezone="UTC"),
        audience=people("bob@example.com"),
        suppressions=path,
    )
    assert screening.decisions.collect()["reasons"].to_list() == [reasons]
