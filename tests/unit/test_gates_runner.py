"""The gate fails closed, keeps still, and reads nothing but its subject."""

import logging
import os
import shutil
import subprocess
import sys
from dataclasses import replace

import polars as pl
import pytest

from hygiene.errors import GateError, InputError, MissingExtraError
from hygiene.gates import runner
from hygiene.gates.runner import run_gate
from hygiene.gates.subject import Claims, Contacts
from hygiene.resources import shipped_folder
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source
from tests.unit.test_gates_rules import ANN, CAMPAIGN, GOOD, Scene, event, failed

RULE = "expect_no_suppressed_contact"


@pytest.fixture
def rule_of(tmp_path, monkeypatch):
    """Let a test put other SQL in the place of one rule."""
    folder = shutil.copytree(shipped_folder("expectations"), tmp_path / "expectations")
    monkeypatch.setattr("hygiene.gates.suites.shipped_folder", lambda _name: folder)
    return (folder / "sql" / f"{RULE}.sql").write_text


def check_of(result):
    return next(check for check in result.checks if check.expectation == RULE)


def test_a_rule_that_raises_is_not_checked_and_nothing_passes(rule_of, tmp_path):
    rule_of("select point::integer as row from kept where point like '%@%'")
    result = GOOD.gate(tmp_path)
    assert check_of(result).state == "not checked"
    assert check_of(result).problem == "ConversionException"
    assert check_of(result).found is None
    assert not result.passed
    assert "@" not in str(result.to_dict())
    broken, sentence = result.sentences()
    assert "could not be checked (ConversionException)" in sentence
    assert "The gate is broken, not the data" in broken
    states = [check.state for check in result.checks]
    assert states.count("passed") == len(states) - 1


def test_a_rule_cannot_read_another_file(rule_of, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    rule_of(f"select a as row from '{other}'")  # noqa: S608
    with pytest.raises(GateError, match="The gate is broken"):
        GOOD.gate(tmp_path)


BROKEN = {
    "a key of the transform": "select strict_key as row from consents",
    "a column of the audience": "select city as row from kept",
    "no row number": "select point from kept",
    "two statements": "select 1; select 2",
    "no query": "drop view kept",
    "no SQL": "selekt",
    "nothing": "-- nothing",
}


@pytest.mark.parametrize("sql", BROKEN.values(), ids=BROKEN)
def test_a_rule_that_cannot_be_loaded_breaks_the_gate(sql, rule_of, tmp_path):
    rule_of(sql)
    with pytest.raises(GateError, match="The gate is broken, so nothing is released"):
        GOOD.gate(tmp_path)


def test_a_dropped_expectation_breaks_the_gate(tmp_path, monkeypatch):
    import great_expectations as gx

    class Forgetful(gx.ExpectationSuite):
        def __init__(self, expectations, **rest):
            super().__init__(expectations=expectations[1:], **rest)

    monkeypatch.setattr(gx, "ExpectationSuite", Forgetful)
    with pytest.raises(GateError, match="dropped an expectation"):
        GOOD.gate(tmp_path)


def test_a_damaged_table_breaks_the_gate(tmp_path):
    damaged = tmp_path / "consents.parquet"
    damaged.write_bytes(b"PAR1 ann@example.com")
    source = Source(damaged.name, pl.LazyFrame(), "parquet", damaged)
    subject = GOOD.subject(tmp_path)
    subject.evidence["consents"][:] = [Entry("consents", (source,), "UTC")]
    with pytest.raises(GateError, match=r"consents.parquet cannot be opened") as caught:
        run_gate(subject, CAMPAIGN, tmp_path)
    assert "@" not in str(caught.value)


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_a_list_without_the_column_is_an_input_error(form, tmp_path):
    subject = replace(GOOD, form=form).subject(tmp_path)
    listed = replace(subject.listed, columns={"point": "emial"})
    subject = replace(subject, listed=listed)
    with pytest.raises(InputError) as caught:
        run_gate(subject, CAMPAIGN, tmp_path)
    assert str(caught.value) == (
        f"'kept.{form}' has no column 'emial'. Did you mean 'email'?"
    )


def of(path):
    return Contacts((path,), {"point": "email"})


def test_a_missing_or_foreign_file_is_an_input_error(tmp_path):
    subject = GOOD.subject(tmp_path)
    with pytest.raises(InputError, match=r"There is no file 'gone.csv'"):
        run_gate(replace(subject, listed=of(tmp_path / "gone.csv")), CAMPAIGN, tmp_path)
    sheet = tmp_path / "list.xlsx"
    sheet.touch()
    with pytest.raises(InputError, match=r"cannot read 'list.xlsx'"):
        run_gate(replace(subject, listed=of(sheet)), CAMPAIGN, tmp_path)


def test_the_packages_of_the_gate_are_asked_for_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "find_spec", lambda _package: None)
    with pytest.raises(MissingExtraError, match=r"The gate needs packages"):
        GOOD.gate(tmp_path)


def test_the_gate_keeps_still_and_leaves_no_trace(tmp_path, capfd, caplog):
    caplog.set_level(logging.DEBUG, logger="great_expectations")
    subject = GOOD.subject(tmp_path)
    environment, files = dict(os.environ), sorted(tmp_path.iterdir())
    run_gate(subject, CAMPAIGN, tmp_path)
    assert capfd.readouterr() == ("", "")
    assert [one.name for one in caplog.records if "great" in one.name] == []
    assert dict(os.environ) == environment
    assert sorted(tmp_path.iterdir()) == files


def test_a_context_of_the_caller_stays_the_current_one(tmp_path):
    import great_expectations as gx
    from great_expectations.data_context.data_context.context_factory import (
        project_manager,
    )

    mine = gx.get_context(mode="ephemeral")
    try:
        GOOD.gate(tmp_path)
        assert project_manager.get_current_project() is mine
    finally:
        project_manager.set_project(None)


def test_reading_a_subject_loads_nothing_heavy():
    code = (
        "import sys, hygiene.gates.runner, hygiene.gates.subject\n"
        "assert not {'duckdb', 'great_expectations', 'sqlalchemy'} & set(sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


ODD = {
    "blank lines": b"email\r\nann@example.com\r\n\r\nbob@example.com\r\n\r\n",
    "lone carriage returns": b"email,x\nann@example.com,a\rb\nbob@example.com,c\n",
    "blank lines among columns": b"email,x\nann@example.com,1\n\nbob@example.com,2\n\n",
    "short rows": b"email,x\nann@example.com\nbob@example.com,2\n",
    "quoted line breaks": b'x,email\n"a\n\nb",ann@example.com\n"\r",bob@example.com\n',
    "a byte order mark": b"\xef\xbb\xbfemail\nann@example.com\nbob@example.com\n",
    "columns that differ in case": b"Email,email\n,ann@example.com\n,bob@example.com\n",
    "no last line end": b"email\nann@example.com\nbob@example.com",
}


@pytest.mark.parametrize("content", ODD.values(), ids=ODD)
def test_an_audience_of_odd_lines_is_counted_as_it_was_screened(content, tmp_path):
    audience = tmp_path / "audience=1.csv"
    audience.write_bytes(content)
    rows = pl.read_csv(audience, infer_schema=False)
    rows.filter(pl.col("email") == ANN).write_csv(tmp_path / "kept.csv")
    scene = Scene([], [], {"consents": [event(address=ANN)]})
    claims = Claims(
        removed=tmp_path / "removed.csv",
        decisions=tmp_path / "decisions.parquet",
        by_reason={},
        compared=tuple(rows.columns),
    )
    said = pl.lit("unknown_origin").alias("reason"), pl.lit("x").alias("explanation")
    removed = rows.filter(pl.col("email").ne_missing(ANN)).with_columns(said)
    removed.with_columns(reasons="reason").write_csv(claims.removed)
    keeps = (
        rows["email"].eq_missing(ANN).replace_strict({True: "keep", False: "remove"})
    )
    pl.DataFrame(
        {"decision": keeps, "basis": "consent", "basis_evidence": "0"}
    ).write_parquet(claims.decisions)
    subject = replace(
        scene.subject(tmp_path),
        listed=of(tmp_path / "kept.csv"),
        audience=of(audience),
        claims=replace(claims, by_reason={"unknown_origin": removed.height}),
    )
    result = run_gate(subject, CAMPAIGN, tmp_path)
    assert failed(result) == {}
    assert result.passed
