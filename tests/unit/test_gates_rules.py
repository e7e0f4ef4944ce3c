"""Each rule of the gate: what it lets through, and the bad list that makes it fail."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

import hygiene as hy
from hygiene.gates.facts import campaign_tables
from hygiene.gates.rules import RULES
from hygiene.gates.runner import run_gate
from hygiene.gates.sandbox import sandbox
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import read_suite
from hygiene.inputs import from_tables
from hygiene.sources.staging import stage

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
    "wordings": "row",
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
    """An audience, its evidence, and the list that somebody wants to release."""

    audience: list
    kept: list
    evidence: dict = field(default_factory=dict)
    campaign: hy.Campaign = CAMPAIGN
    removed: int | None = None
    form: str = "parquet"

    def subject(self, work: Path) -> GateSubject:
        column = COLUMN[self.campaign.channel]
        removed = len(self.audience) - len(self.kept)
        return GateSubject(
            kept=write(self.kept, column, work / f"kept.{self.form}"),
            audience=write(self.audience, column, work / f"audience.{self.form}"),
            address_column=column,
            audience_address_column=column,
            removed_rows=removed if self.removed is None else self.removed,
            contact_id_column="contact_id",
            source_column="source",
            country_column="country",
            subscriber_type_column="subscriber_type",
            tables={name: self.staged(name, work) for name in self.evidence},
        )

    def staged(self, name: str, work: Path) -> Path:
        rows = [
            {IDS[name]: f"{i}", **{key: as_text(value) for key, value in row.items()}}
            for i, row in enumerate(self.evidence[name])
        ]
        frame = pl.DataFrame(rows, infer_schema_length=None)
        audience = pl.DataFrame({"email": []}, schema={"email": pl.String})
        tables = {"audience": audience, name: frame}
        entries = from_tables(tables, self.campaign, None).evidence[name]
        keyed = {"strict_key": pl.lit("x"), "wide_key": pl.lit("x")}
        stage(name, entries, work, "streaming", lambda lf: lf.with_columns(**keyed))
        return work / f"{name}.parquet"

    def gate(self, work: Path):
        return run_gate(self.subject(work), self.campaign, work)

    def breaking(self, rule: str, work: Path) -> list[str]:
        """Return the contact points that break one rule, without Great Expectations."""
        subject, suite = self.subject(work), read_suite("kept", RULES)
        about = campaign_tables(subject, self.campaign)
        rows = f"select point from {rule} join contacts using (row)"  # noqa: S608
        with sandbox(subject, about, suite, work) as database:
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
    return {c.expectation: c.found for c in result.checks if c.state == "failed"}


ANN, BOB, CAT = "ann@example.com", "Bob@Example.com", " cat@example.com\t"
DAN = "dan@example.com"
INVISIBLE = " \u200b\t"
CONSENTS = [event(address=address) for address in (ANN, "bob@example.com", CAT.strip())]
GOOD = Scene([ANN, BOB, CAT, DAN], [ANN, BOB, CAT], {"consents": CONSENTS})


def with_more(table, *rows):
    return {**GOOD.evidence, table: [*GOOD.evidence.get(table, []), *rows]}


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
    "expect_kept_contact_points_from_the_audience": (
        replace(GOOD, kept=[ANN, BOB, CAT.strip()]),
        1,
    ),
    "expect_rows_to_balance": (replace(GOOD, removed=3), 2),
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
        Scene(["info@example.com"], ["info@example.com"], {"consents": [ROLE]}),
        1,
    ),
    "expect_no_disposable_address": (
        Scene(
            ["a@mailinator.com"],
            ["a@mailinator.com"],
            {"consents": [event(address="a@mailinator.com")]},
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


def test_every_rule_has_a_list_that_breaks_it():
    assert list(BAD) == list(RULES)


@pytest.mark.parametrize("rule", BAD)
def test_a_bad_list_breaks_its_rule_and_no_other(rule, tmp_path):
    scene, count = BAD[rule]
    result = scene.gate(tmp_path)
    assert failed(result) == {rule: count}
    assert not result.passed
    (sentence,) = result.sentences()
    check = next(check for check in result.checks if check.state == "failed")
    assert sentence == f"{check.title} {count} found. {check.remedy}"


@pytest.mark.parametrize("form", ["parquet", "csv", "ndjson"])
def test_a_good_list_passes_in_every_format(form, tmp_path):
    result = replace(GOOD, form=form).gate(tmp_path)
    assert result.sentences() == []
    assert result.passed
    assert [check.expectation for check in result.checks] == list(RULES)


@pytest.mark.parametrize("form", ["csv", "ndjson"])
def test_a_bad_list_fails_in_every_format(form, tmp_path):
    evidence = with_more("suppressions", suppression(value=DAN, reason="deceased"))
    scene = replace(GOOD, kept=[ANN, "", DAN, BOB], evidence=evidence, form=form)
    assert failed(scene.gate(tmp_path)) == {
        "expect_every_kept_row_to_have_a_contact_point": 1,
        "expect_no_contact_without_ground": 1,
        "expect_no_suppressed_contact": 1,
    }


@pytest.mark.parametrize("form", ["parquet", "csv", "ndjson"])
def test_an_empty_list_passes(form, tmp_path):
    assert replace(GOOD, kept=[], form=form).gate(tmp_path).passed


def test_no_table_at_all_proves_nobody(tmp_path):
    result = replace(GOOD, evidence={}).gate(tmp_path)
    assert failed(result) == {"expect_no_contact_without_ground": 3}


def test_the_result_holds_counts_and_no_values(tmp_path):
    rows = [f"somebody{i}@example.org" for i in range(30)]
    evidence = {
        "suppressions": [suppression(value=row, reason="minor") for row in rows]
    }
    result = Scene(rows[:-1], rows, evidence).gate(tmp_path)
    text = json.dumps(result.to_dict()) + str(result) + result._repr_html_()
    assert "@" not in text
    assert "somebody" not in text
    assert result.to_dict()["checks"][5]["found"] == 30


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
    assert result.not_applicable == dict.fromkeys(
        (
            "expect_no_contact_without_ground",
            "expect_no_contact_known_only_by_dealings",
            "expect_no_contact_held_only_as_processor",
            "expect_no_withdrawn_contact",
            "expect_no_role_address",
            "expect_no_disposable_address",
            "expect_no_contact_over_the_limit",
        ),
        "A service message needs no consent (contract section 8).",
    )


def test_a_gate_says_what_it_could_not_ask(tmp_path):
    subject = replace(GOOD.subject(tmp_path), audience=None, removed_rows=None)
    result = run_gate(subject, CAMPAIGN, tmp_path)
    assert result.passed
    assert result.not_applicable == {
        "expect_kept_contact_points_from_the_audience": "The audience was not given.",
        "expect_rows_to_balance": (
            "The audience was not given. How many rows were removed is not known."
        ),
    }
