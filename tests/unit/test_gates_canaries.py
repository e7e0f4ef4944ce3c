"""The contacts that the gate plants: one for each rule, valid, and caught."""

from contextlib import ExitStack
from dataclasses import replace
from itertools import product

import phonenumbers
import polars as pl
import pytest
from email_validator import validate_email

import hygiene as hy
from hygiene.gates.canaries.planter import Planter
from hygiene.gates.questions import questions
from hygiene.gates.registry import RULES
from hygiene.gates.result import Canaries, Check, GateResult
from hygiene.gates.runner import count_canaries
from hygiene.gates.sandbox import sandbox
from hygiene.gates.subject import Claims, Contacts, GateSubject, Release
from hygiene.resources import package_file
from hygiene.sources.entries import Entry
from tests.unit.test_gates_rules import CAMPAIGN

POLICIES = sorted(path.stem for path in package_file("policies").glob("*.toml"))
CHANNELS, MESSAGES = ("email", "sms", "voice", "post"), ("marketing", "service")
EVERY = [
    (*case, screened)
    for case in product(POLICIES, CHANNELS, MESSAGES, ("address", "contact_id"))
    for screened in (True, False)
]
# Every policy on every channel; the rest in turn.
SOME = [EVERY[8 * n + (0, 7, 2, 5, 1, 6, 3, 4)[n % 8]] for n in range(len(EVERY) // 8)]


def named(case):
    return "-".join(map(str, case))


def campaign(policy, channel, message, key):
    """Return a campaign to which every rule applies that can."""
    return replace(
        CAMPAIGN,
        policy=policy,
        channel=channel,
        message=message,
        purpose=f"{message}.newsletter",
        permission_key=key,
        limits=hy.Limits(2, "7d"),
        addresses=hy.Addresses(disposable="remove", duplicates="alias"),
    )


def subject(about, *, screened, folder=None):
    """Return a list of nobody: one that a screening made, or another tool."""
    nobody, claims = Contacts((), {}), None
    if screened:
        paths = [None] * 2 if folder is None else written(folder)
        claims = Claims(*paths, by_reason={}, compared=())
    tables = {name: [Entry(name, (), "UTC")] for name in ("sends", "wordings")}
    before = Release(about.as_of, audience=1, kept=1, suppressions=1)
    return GateSubject(nobody, nobody, tables, claims, before)


def written(folder):
    """Return the removed rows and the decisions of a screening of nobody."""
    said = dict.fromkeys(("reason", "reasons", "explanation"), pl.String)
    claimed = dict.fromkeys(("decision", "basis", "basis_evidence"), pl.String)
    for name, schema in {"removed.csv": said, "decisions.parquet": claimed}.items():
        frame, path = pl.DataFrame(schema=schema), folder / name
        (frame.write_csv if path.suffix == ".csv" else frame.write_parquet)(path)
        yield path


@pytest.mark.parametrize("case", EVERY, ids=named)
def test_every_rule_that_is_asked_has_a_canary(case):
    *about, screened = case
    about = campaign(*about)
    asked = questions(subject(about, screened=screened), about)
    types = {one.type for one in asked.expectations}
    assert {canary.rule for canary in asked.planting.canaries} == types
    assert types | asked.not_applicable.keys() == RULES.keys()
    assert not types & asked.not_applicable.keys()
    numbers = [canary.number for canary in asked.planting.canaries]
    assert numbers == [*range(1, len(numbers) + 1)]


def caught(case, folder):
    """Return the canaries of a case, and those that were counted and missed."""
    *about, screened = case
    about = campaign(*about)
    given = subject(about, screened=screened, folder=folder)
    asked = questions(given, about)
    with sandbox(given, asked, folder) as database:
        return len(asked.planting.canaries), count_canaries(asked.planting, database)


@pytest.mark.parametrize("case", SOME, ids=named)
def test_every_canary_is_caught(case, tmp_path):
    planted, counted = caught(case, tmp_path)
    assert counted == Canaries(planted)
    assert planted > 20


@pytest.mark.slow
@pytest.mark.parametrize("case", EVERY, ids=named)
def test_every_canary_is_caught_whatever_the_campaign(case, tmp_path):
    planted, counted = caught(case, tmp_path)
    assert counted == Canaries(planted)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Two sandboxes that ask every rule between them."""
    about = campaign("uk", "email", "marketing", "address")
    with ExitStack() as stack:
        found = {}
        for screened in (True, False):
            folder = tmp_path_factory.mktemp("opened")
            given = subject(about, screened=screened, folder=folder)
            asked = questions(given, about)
            database = stack.enter_context(sandbox(given, asked, folder))
            for one in asked.expectations:
                found.setdefault(one.type, (asked.planting, database))
        yield found


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_finds_nothing_breaks_the_gate_and_not_the_data(rule, opened):
    planting, database = opened[rule]
    database.execute(f"alter table {rule} rename to set_aside")
    database.execute(f"create table {rule} as from set_aside where false")
    counted = count_canaries(planting, database)
    database.execute(f"drop table {rule}")
    database.execute(f"alter table set_aside rename to {rule}")
    names = [f"'{c.name}' ({rule})" for c in planting.canaries if c.rule == rule]
    assert names
    assert counted == Canaries(len(planting.canaries), tuple(names))
    passed = Check("expect_x", "No x.", "", "passed", 0)
    result = GateResult((passed,), canaries=counted)
    assert result.is_broken
    assert not result.passed
    count = len(planting.canaries)
    (sentence,) = result.sentences()
    assert sentence == (
        f"The gate is broken, not the data: {count - len(names)} of {count} planted "
        f"contacts caught. It missed {', '.join(names)}; report this as a defect."
    )


IS_VALID = {
    "email": lambda point: validate_email(point, check_deliverability=False),
    "sms": lambda point: phonenumbers.is_valid_number(phonenumbers.parse(point)),
    "post": lambda point: point == point.strip().upper() != "",
}
IS_VALID["voice"] = IS_VALID["sms"]
IS_NOBODYS = {
    "email": lambda point: point.lower().endswith(".example"),
    "sms": lambda point: point.startswith("+87810"),
    "post": lambda point: point.startswith("PLANTED "),
}
IS_NOBODYS["voice"] = IS_NOBODYS["sms"]


@pytest.mark.parametrize("channel", CHANNELS)
def test_points_are_valid_unique_and_nobodys(channel):
    planter = Planter(campaign("uk", channel, "marketing", "address"), set(), set())
    points = [planter.point(number) for number in range(1, 100)]
    assert len(set(points)) == len(points)
    assert all(map(IS_VALID[channel], points))
    assert all(map(IS_NOBODYS[channel], points))


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_planted_contact_is_nobody(channel):
    """Each one stands at a domain or a number that nobody has."""
    about = campaign("uk", channel, "marketing", "address")
    asked = questions(subject(about, screened=False), about)
    rules = {canary.number: canary.rule for canary in asked.planting.canaries}
    assert len(rules) < 100  # a number of two digits makes a phone number whole
    odd = {
        "expect_every_kept_row_to_have_a_contact_point",
        "expect_only_valid_contact_points",
        "expect_no_disposable_address",  # at a domain of the list, by a planted name
    }
    rows = asked.planting.rows["kept"]
    points = [row["point"] for row in rows if rules[-row["row"] % 1_000] not in odd]
    assert len(points) > 20
    assert all(map(IS_NOBODYS[channel], points))


def test_campaigns_plant_different_points():
    first, other = (
        Planter(replace(CAMPAIGN, id=name), set(), set()) for name in ("one", "two")
    )
    assert first.point(1) != other.point(1)
    assert first.person(1) != other.person(1)
