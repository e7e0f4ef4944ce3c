"""The suites that ship: reviewed, whole, and independent of the transform."""

import json
import re

import duckdb
import pytest

from hygiene.gates.files import quoted
from hygiene.gates.reading import columns_of
from hygiene.gates.registry import RULES, SUITES
from hygiene.gates.spellings import teach
from hygiene.gates.suites import read_suite
from hygiene.resources import shipped_folder
from hygiene.tables import EVIDENCE
from hygiene.text import WHITE_SPACE, ZERO_WIDTH
from hygiene.vocabulary import REASONS, SUPPRESSION_REASONS, Reason
from tests.contracts.files import ROOT

FOLDER = ROOT / "expectations"
SQL = sorted(FOLDER.glob("*/*.sql"))
# Functions that read a file, the environment or a setting, or that write.
REACHING_OUT = re.compile(
    r"(?i)\b(?:read_\w+|parquet_\w+|glob|sniff_csv|getenv|getvariable|query|query_table|"
    r"copy|attach|install|load|pragma|set)\b\s*\(?"
)
MADE_BY_THE_TRANSFORM = re.compile(
    r"\b(?:person_key|decision|basis\w*|blocked_by|flags|_\w+)\b"
)


def suites():
    return [path.stem for path in sorted(FOLDER.glob("*.json"))]


def name_of(path):
    return path.name


def without_comments(path):
    text = re.sub(r"--[^\n]*", "", path.read_text("utf-8"))
    return re.sub(r"'[^']*'", "''", text)


def test_every_suite_that_ships_is_required():
    assert suites() == sorted(SUITES)


@pytest.mark.parametrize("name", suites())
def test_a_suite_is_read_whole(name):
    content = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    read = read_suite(name)
    assert len(read.expectations) == len(content["expectations"])
    assert [one.type for one in read.expectations] == list(SUITES[name])


def test_every_rule_is_declared_and_has_its_sql():
    declared = [
        item.type for name in suites() for item in read_suite(name).expectations
    ]
    assert sorted(declared) == sorted(RULES)
    assert sorted(path.stem for path in FOLDER.glob("sql/*.sql")) == sorted(RULES)


@pytest.mark.parametrize("path", SQL, ids=name_of)
def test_sql_says_first_what_it_finds(path):
    assert path.read_text("utf-8").startswith("-- ")


@pytest.mark.parametrize("path", SQL, ids=name_of)
def test_sql_reads_the_views_of_the_gate_alone(path):
    text = without_comments(path)
    assert REACHING_OUT.findall(text) == []
    assert MADE_BY_THE_TRANSFORM.findall(text) == []


@pytest.mark.parametrize("table", EVIDENCE)
def test_no_key_of_the_transform_is_in_a_view(table):
    """The gate makes keys of the same name by itself, from the raw columns alone."""
    assert not {"strict_key", "wide_key", "person_key"} & set(
        columns_of(EVIDENCE[table])
    )


@pytest.mark.parametrize("path", SQL, ids=name_of)
def test_sql_has_short_lines(path):
    lines = path.read_text("utf-8").splitlines()
    assert [line for line in lines if len(line) > 99] == []


@pytest.fixture(scope="module")
def defined():
    """Return a database with the definitions that do not need a table."""
    database = duckdb.connect()
    teach(database)
    database.execute((FOLDER / "macros" / "10_texts.sql").read_text("utf-8"))
    return database


def test_white_space_is_what_python_strips(defined):
    found = defined.execute("select white_space(), invisible()").fetchone()
    assert found == (WHITE_SPACE, ZERO_WIDTH)
    assert "".join(found).isprintable() is False


def test_white_space_is_stripped_in_any_mixture(defined):
    for text in (f"{WHITE_SPACE}a b{WHITE_SPACE[::-1]}", WHITE_SPACE, "a", ""):
        query = f"select stripped({quoted(text)})"
        assert defined.execute(query).fetchone() == (text.strip(),)


def test_suppression_reasons_are_those_of_the_vocabulary():
    text = (FOLDER / "definitions" / "30_prohibitions.sql").read_text("utf-8")
    rows = re.findall(r"\('(\w+)', '(\w+)', (true|false)\)", text)
    assert rows == [
        (
            reason.value,
            REASONS[reason].blocks.value,
            str(REASONS[reason].liftable).lower(),
        )
        for reason in SUPPRESSION_REASONS
    ]


def test_codes_are_those_of_the_contract():
    text = (FOLDER / "macros" / "30_codes.sql").read_text("utf-8")
    macros = re.findall(
        r"create macro known_(\w+)\(txt\) as\s+txt in \(([^)]*)\)", text
    )
    written = {name: re.findall(r"'([^']+)'", codes) for name, codes in macros}
    assert written == {
        f"{table.name}_{column.name}": list(column.codes)
        for table in EVIDENCE.values()
        for column in table.columns
        if column.codes
    }


def test_reasons_are_in_the_order_of_the_vocabulary():
    text = (FOLDER / "definitions" / "60_screening.sql").read_text("utf-8")
    rows = re.findall(r"\('(\w+)', (\d+)\)", text)
    assert rows == [(reason.value, f"{reason.place + 1}") for reason in Reason]


def test_the_page_about_suites_names_every_rule():
    page = (FOLDER / "README.md").read_text("utf-8")
    assert [rule for rule in RULES if f"`{rule}`" not in page] == []


def test_suites_lie_where_the_package_looks_for_them():
    assert (shipped_folder("expectations") / "kept.json").is_file()
