"""The golden cases hold on both engines and in the oracle."""

import re
import tomllib
from collections import Counter

import polars as pl
import pytest

import hygiene as hy
from hygiene.resources import package_file
from hygiene.vocabulary import Reason
from tests import oracle
from tests.golden.reader import Case, Row, read_cases
from tests.golden.render import PAGE, render

CASES = [
    pytest.param(case, id=re.sub(r"\W+", "-", f"{case.id} {case.title}").strip("-"))
    for case in read_cases()
]
# Every run compares both engines on drawn worlds; the cases add little to that.
ENGINES = ["streaming", pytest.param("in-memory", marks=pytest.mark.slow)]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_engine_decides_as_the_case_expects(case: Case, engine: str):
    screening = hy.screen(
        campaign=campaign_of(case),
        engine=engine,
        **{table: frame_of(rows) for table, rows in case.tables.items()},
    )
    decided = screening.decisions.collect().to_dicts()
    assert outcomes(decided, case) == case.expected, story_of(case)


@pytest.mark.parametrize("case", CASES)
def test_the_oracle_decides_as_the_case_expects(case: Case):
    policies = {name: rules_of(name, case) for name in policy_names(case)}
    decided = oracle.decide(oracle.World(case.campaign, policies, case.tables))
    assert outcomes(decided, case) == case.expected, story_of(case)


def test_there_are_enough_cases_to_lean_on():
    assert len(CASES) >= 80


def test_every_case_has_an_id_of_its_own():
    counted = Counter(case.id for case in read_cases())
    assert [identifier for identifier, count in counted.items() if count > 1] == []


def test_every_case_says_what_happened_and_on_whose_word():
    unsaid = [
        case.id
        for case in read_cases()
        if not (case.title.strip() and case.story.strip() and case.citation.strip())
    ]
    assert unsaid == []


def test_every_reason_is_the_primary_one_of_some_case():
    shown = {row["reason"] for case in read_cases() for row in case.expected}
    assert [reason.value for reason in Reason if reason.value not in shown] == []


def test_every_ground_of_the_uk_policy_keeps_somebody():
    grounds = {ground["basis"] for ground in packaged("uk")["grounds"]}
    shown = {
        row["basis"]
        for case in read_cases()
        for row in case.expected
        if row.get("policy", case.campaign["policy"]) == "uk"
    }
    assert grounds - shown == set()


def test_the_page_of_cases_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == render(), (
        "Run: python -m tests.golden.render"
    )


def campaign_of(case: Case) -> hy.Campaign:
    """Return the case's campaign; policies that are not packaged are given whole."""
    given = case.campaign
    readings = {
        "policy": lambda name: policy_of(name, case),
        "policy_by_country": lambda names: {
            country: policy_of(name, case) for country, name in names.items()
        },
        "limits": lambda limits: hy.Limits(**limits),
        "addresses": lambda addresses: hy.Addresses(**addresses),
    }
    return hy.Campaign(
        **{key: readings.get(key, lambda v: v)(value) for key, value in given.items()}
    )


def policy_of(name: str, case: Case) -> str | hy.Policy:
    return hy.Policy.from_dict(case.policies[name]) if name in case.policies else name


def frame_of(rows: list[Row]) -> pl.DataFrame:
    """Return rows as a frame of text, the way a CSV file is read."""
    columns = {column: pl.String for row in rows for column in row}
    if "opt_out_offered" in columns:
        columns["opt_out_offered"] = pl.Boolean
    return pl.DataFrame(rows, schema=columns)


def policy_names(case: Case) -> set[str]:
    names = case.campaign.get("policy_by_country", {"default": case.campaign["policy"]})
    return set(names.values())


def rules_of(name: str, case: Case) -> Row:
    """Return a policy's content with what it extends filled in."""
    content = case.policies[name] if name in case.policies else packaged(name)
    return packaged(content["extends"]) | content if "extends" in content else content


def packaged(name: str) -> Row:
    return tomllib.loads(package_file("policies", f"{name}.toml").read_text("utf-8"))


def outcomes(decided: list[Row], case: Case) -> list[Row]:
    """Return what was decided, in the columns that the case says something about."""
    return [
        {column: ({"contact": row["contact_id"]} | row)[column] for column in expected}
        for row, expected in zip(decided, case.expected, strict=True)
    ]


def story_of(case: Case) -> str:
    return f"{case.id}: {case.title}. {case.story} ({case.citation})"
