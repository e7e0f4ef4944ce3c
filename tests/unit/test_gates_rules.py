"""Each rule of the gate: what it lets through, and the bad list that makes it fail."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

import hygiene as hy
from hygiene.gates.questions import questions
from hygiene.gates.registry import SUITES
from hygiene.gates.runner import run_gate
from hygiene.gates.sandbox import sandbox
from hygiene.gates.subject import Contacts, GateSubject, Release
from hygiene.inputs import from_tables

CAMPAIGN = hy.Campaign(
    id="2026-11-newsletter",
    controller="northpay",
    channel="email",
    purpose="marketing.newsletter",
    policy="uk",
    as_of=datetime(2026, 11, 24, 9, tzinfo=UTC),
    timezone="Europe/London",
)
COLUMN = {"email": "email", "sms": "phone", "voice": "phone", "post": "postal_key"}
IDS = {
    "consents": "event_id",
    "relationships": "relationship_id",
    "suppressions": "suppression_id",
    "sends": "send_id",
    "wordings": None,
}
SCOPE = {
    "channel": "email",
    "purpose": "marketing.newsletter",
    "controller": "northpay",
}
EVENT = {**SCOPE, "action": "given", "occurred_at": "2026-05-01"}
DEALING = {
    "controller": "northpay",
    "role": "controller",
    "kind": "purchase",
    "opt_out_offered": True,
    "occurred_at": "2026-05-01",
}
SUPPRESSION = {"reason": "unsubscribed", "effective_from": "2026-06-01T00:00:00Z"}


def as_text(value):
    return value.isoformat() if isinstance(value, date) else value


def event(**values):
    return {**EVENT, **values}


def dealing(**values):
    return {**DEALING, **values}


def suppression(**values):
    return {**SUPPRESSION, **values}


@dataclass(frozen=True)
class Scene:
    """An audience, its evidence, and a list that another tool made of it."""

    audience: list
    kept: list
    evidence: dict = field(default_factory=dict)
    campaign: hy.Campaign = CAMPAIGN
    form: str = "parquet"
    last_run: Release | None = None

    def subject(self, work: Path) -> GateSubject:
        column = COLUMN[self.campaign.channel]
        columns = {"point": column, "person": "contact_id", "origin": "source"}
        columns |= {name: name for name in ("country", "subscriber_type")}
        kept = write(self.kept, column, work / f"kept.{self.form}")
        audience = write(self.audience, column, work / f"audience.{self.form}")
        return GateSubject(
            listed=Contacts((kept,), columns),
            audience=Contacts((audience,), columns),
            evidence={name: self.entries(name) for name in self.evidence},
            last_run=self.last_run,
        )

    def entries(self, name: str) -> list:
        named = IDS[name]
        rows = [
            {
                **({named: f"{i}"} if named else {}),
                **{key: as_text(value) for key, value in row.items()},
            }
            for i, row in enumerate(self.evidence[name])
        ]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        audience = pl.DataFrame({"email": []}, schema={"email": pl.String})
        tables = {"audience": audience, name: frame}
        return from_tables(tables, self.campaign, None).evidence[name]

    def gate(self, work: Path):
        return run_gate(self.subject(work), self.campaign, work)

    def breaking(self, rule: str, work: Path) -> list[str]:
        """Return the contact points that break one rule, without Great Expectations."""
        subject = self.subject(work)
        rows = (
            f"select distinct point from {rule} join contacts using (row) "  # noqa: S608
            "where row >= 0"
        )
        with sandbox(subject, questions(subject, self.campaign), work) as database:
            found = database.sql(rows).fetchall()
        return sorted(point for (point,) in found)


def write(rows: list, column: str, path: Path) -> Path:
    names = (column, "contact_id", "source", "country", "subscriber_type")
    filled = [row if isinstance(row, dict) else {column: row} for row in rows]
    columns = {name: [row.get(name) for row in filled] for name in names}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String))
    writers = {"csv": "write_csv", "parquet": "write_parquet", "ndjson": "write_ndjson"}
    getattr(frame, writers[path.suffix[1:]])(path)
    return path


def failed(result):
    return {c.expectation: c.found for c in result.checks if c.holds_back}


ANN, BOB, CAT = "ann@example.com", "Bob@Example.com", " cat@example.com\t"
DAN = "dan@example.com"
INVISIBLE = " \u200b\t"
CONSENTS = [event(address=address) for address in (ANN, "bob@example.com", CAT.strip())]
NOBODY = suppression(value="nobody@example.org")
EVIDENCE = {"consents": CONSENTS, "suppressions": [NOBODY]}
GOOD = Scene([ANN, BOB, CAT, DAN], [ANN, BOB, CAT], EVIDENCE)


def with_more(table, *rows):
    return {**GOOD.evidence, table: [*GOOD.evidence.get(table, []), *rows]}


def with_all(*consents):
    return {"consents": list(consents), "suppressions": [NOBODY]}


ROLE = event(address="info@example.com")
SENT = {
    "address": ANN,
    "controller": "northpay",
    "channel": "email",
    "purpose": "marketing",
    "sent_at": "2026-11-20T09:00:00Z",
}
BAD = {
    "expect_every_kept_row_to_have_a_contact_point": (
        Scene([ANN, DAN, None, INVISIBLE], [ANN, None, INVISIBLE], GOOD.evidence),
        2,
    ),
    "expect_only_valid_contact_points": (
        Scene([ANN, "ann@localhost"], [ANN, "ann@localhost"], GOOD.evidence),
        1,
    ),
    "expect_no_contact_point_twice": (
        replace(
            GOOD, audience=[ANN, BOB, BOB.lower(), ANN], kept=[ANN, BOB, BOB.lower()]
        ),
        1,
    ),
    "expect_list_to_have_rows": (replace(GOOD, kept=[]), 1),
    "expect_kept_contact_points_from_the_audience": (
        replace(GOOD, audience=[ANN, CAT, DAN]),
        1,
    ),
    "expect_no_sudden_growth": (
        Scene(
            [f"{ANN[:3]}{n}@example.com" for n in range(1_000)],
            [f"{ANN[:3]}{n}@example.com" for n in range(200)],
            {
                "consents": [event(address=f"ann{n}@example.com") for n in range(200)],
                "suppressions": [NOBODY],
            },
            last_run=Release(CAMPAIGN.as_of, 10_000, 600, 1),
        ),
        1,
    ),
    "expect_no_contact_without_ground": (replace(GOOD, kept=GOOD.audience), 1),
    "expect_no_contact_known_only_by_dealings": (
        replace(
            GOOD,
            kept=GOOD.audience,
            evidence=with_more("relationships", dealing(address=DAN, kind="payment")),
        ),
        1,
    ),
    "expect_no_contact_held_only_as_processor": (
        replace(
            GOOD,
            kept=GOOD.audience,
            evidence=with_more(
                "relationships",
                dealing(address=DAN, role="processor", controller="eastpay"),
            ),
        ),
        1,
    ),
    "expect_no_suppressed_contact": (
        replace(
            GOOD,
            evidence=with_more("suppressions", suppression(value="ANN@example.com")),
        ),
        1,
    ),
    "expect_no_withdrawn_contact": (
        replace(
            GOOD,
            evidence=with_more(
                "consents",
                event(address=BOB, action="withdrawn", occurred_at="2026-06-01"),
                event(address=CAT, action="refused", purpose="*", channel="*"),
            ),
        ),
        2,
    ),
    "expect_no_role_address": (
        Scene(["info@example.com"], ["info@example.com"], with_all(ROLE)),
        1,
    ),
    "expect_no_disposable_address": (
        Scene(
            ["a@mailinator.com"],
            ["a@mailinator.com"],
            with_all(event(address="a@mailinator.com")),
            replace(CAMPAIGN, addresses=hy.Addresses(disposable="remove")),
        ),
        1,
    ),
    "expect_no_contact_over_the_limit": (
        replace(
            GOOD,
            evidence=with_more("sends", SENT, SENT, {**SENT, "address": BOB}),
            campaign=replace(CAMPAIGN, limits=hy.Limits(2, "7d")),
        ),
        1,
    ),
}


def test_every_rule_about_the_list_has_one_that_breaks_it():
    assert BAD.keys() == SUITES["kept"].keys()


@pytest.mark.parametrize("rule", BAD)
def test_a_bad_list_breaks_its_rule_and_no_other(rule, tmp_path):
    scene, count = BAD[rule]
    result = scene.gate(tmp_path)
    assert failed(result) == {rule: count}
    assert not result.passed
    assert not result.is_broken
    (sentence,) = result.sentences()
    check = next(check for check in result.checks if check.state == "failed")
    assert sentence == f"{check.title} {count} found. {check.remedy}"


@pytest.mark.parametrize("form", ["parquet", "csv", "ndjson"])
def test_a_good_list_passes_in_every_format(form, tmp_path):
    result = replace(GOOD, form=form).gate(tmp_path)
    assert result.sentences() == []
    assert result.passed
    asked = [check.expectation for check in result.checks] + [*result.not_applicable]
    assert sorted(asked) == sorted(name for rules in SUITES.values() for name in rules)
    assert result.canaries.planted > 40
    assert result.canaries.missed == ()


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_bad_list_fails_in_every_format(form, tmp_path):
    evidence = with_more("suppressions", suppression(value=DAN, reason="deceased"))
    scene = replace(GOOD, kept=[ANN, "", DAN, BOB], evidence=evidence, form=form)
    assert failed(scene.gate(tmp_path)) == {
        "expect_every_kept_row_to_have_a_contact_point": 1,
        "expect_no_contact_without_ground": 1,
        "expect_no_suppressed_contact": 1,
    }


def test_no_table_at_all_proves_nobody(tmp_path):
    result = replace(GOOD, evidence={}).gate(tmp_path)
    assert failed(result) == {"expect_no_contact_without_ground": 3}


def test_the_result_holds_counts_and_no_values(tmp_path):
    rows = [f"zora{i}@example.org" for i in range(30)]
    evidence = {
        "suppressions": [suppression(value=row, reason="minor") for row in rows]
    }
    result = Scene(rows[:-1], rows, evidence).gate(tmp_path)
    text = json.dumps(result.to_dict()) + str(result) + result._repr_html_()
    assert "@" not in text
    assert "zora" not in text
    assert failed(result)["expect_no_suppressed_contact"] == 30


def test_two_runs_give_the_same_result(tmp_path):
    scene, _ = BAD["expect_no_withdrawn_contact"]
    assert scene.gate(tmp_path).to_dict() == scene.gate(tmp_path).to_dict()


def test_a_service_message_needs_no_ground_and_heeds_what_blocks_all(tmp_path):
    service = replace(CAMPAIGN, message="service", purpose="service.receipt")
    evidence = {
        "suppressions": [
            suppression(value=ANN),
            suppression(value=BOB, blocks="all"),
            suppression(value=CAT, reason="deceased"),
            suppression(value=DAN, reason="hard_bounced", blocks="marketing"),
        ],
        "consents": [event(address=ANN, action="withdrawn", purpose="*")],
    }
    scene = Scene(GOOD.audience, GOOD.audience, evidence, service)
    result = scene.gate(tmp_path)
    assert failed(result) == {"expect_no_suppressed_contact": 2}
    reason = "A service message needs no consent (contract section 8)."
    unasked = [n for n, why in result.not_applicable.items() if reason in why]
    assert unasked == [
        "expect_no_contact_without_ground",
        "expect_no_contact_known_only_by_dealings",
        "expect_no_contact_held_only_as_processor",
        "expect_no_withdrawn_contact",
        "expect_no_role_address",
        "expect_no_disposable_address",
        "expect_no_contact_over_the_limit",
        "expect_a_record_behind_every_proof",
    ]


def test_a_gate_says_what_it_could_not_ask(tmp_path):
    subject = replace(GOOD.subject(tmp_path), audience=None)
    result = run_gate(subject, CAMPAIGN, tmp_path)
    assert result.passed
    reason = "The audience was not given."
    assert [n for n, why in result.not_applicable.items() if why == reason] == [
        "expect_long_lists_to_match_someone",
        "expect_kept_contact_points_from_the_audience",
    ]


def two_people_of_one_address():
    """Return rows of the audience: one mailbox, two ids, the second one suppressed."""
    rows = [{"email": ANN, "contact_id": "1"}, {"email": ANN, "contact_id": "2"}]
    person = suppression(match="contact_id", value="2", reason="blocked")
    return Scene(rows, [], with_more("suppressions", person)), rows


def test_a_list_of_addresses_is_judged_as_everybody_whom_it_may_mean(tmp_path):
    scene, _ = two_people_of_one_address()
    result = replace(scene, kept=[ANN]).gate(tmp_path)
    assert failed(result) == {"expect_no_suppressed_contact": 1}


def test_a_list_that_says_who_is_meant_is_judged_as_that_person(tmp_path):
    scene, rows = two_people_of_one_address()
    assert replace(scene, kept=rows[:1]).gate(tmp_path).passed
    result = replace(scene, kept=rows[1:]).gate(tmp_path)
    assert failed(result) == {"expect_no_suppressed_contact": 1}


def test_a_list_cannot_give_itself_an_origin(tmp_path):
    policy = hy.Policy.from_dict(
        {"name": "open", "grounds": [{"kind": "opt_out_regime", "basis": "regime"}]}
    )
    scene = Scene(
        [{"email": ANN, "source": "fair"}, BOB],
        [{"email": ANN, "source": "fair"}, {"email": BOB, "source": "fair"}],
        EVIDENCE,
        replace(CAMPAIGN, policy=policy),
    )
    assert failed(scene.gate(tmp_path)) == {"expect_no_contact_without_ground": 1}
