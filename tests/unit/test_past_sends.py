"""Past sends: the six classes by the cases of the rules, deadlines, what is not."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import polars as pl
import pytest

import hygiene as hy
from hygiene import audit
from hygiene.audit.sends.deadlines import deadline
from tests.unit.world import campaign, dealing, event, policy, rows, send, suppression

KNOWN_AT = datetime(2026, 7, 31, tzinfo=UTC)
SENT = "2026-06-01T09:00:00Z"
FIRST_OF_JUNE = datetime(2026, 6, 1, tzinfo=UTC)
FAR = "2026-07-20T10:00:00Z"


def yes(**changes):
    return "consents", event(**{"occurred_at": "2026-04-01T10:00:00Z", **changes})


def no(when="2026-05-20T10:00:00Z", recorded=None, **changes):
    said = {"action": "withdrawn", "occurred_at": when, "recorded_at": recorded}
    return "consents", event(**{**said, **changes})


def stop(since="2026-05-10T10:00:00Z", recorded=None, **changes):
    said = {"effective_from": since, "recorded_at": recorded, **changes}
    return "suppressions", suppression(**said)


def bought(**changes):
    return "relationships", dealing(**changes)


@dataclass(frozen=True)
class Case:
    """A case of the rules, the records of its person, and what a send of it is."""

    name: str
    facts: tuple
    wanted: str
    reason: str | None = None
    sent: str = SENT
    country: str | None = "GB"
    more: dict = field(default_factory=dict)


CASES = (
    Case("a valid consent", (yes(),), "ok"),
    Case("nothing at all", (), "unproven", "unknown_origin"),
    Case("2: known by dealings", (bought(opt_out_offered="false"),),
         "unproven", "transaction_only"),
    Case("1: as a processor", (bought(role="processor", controller="shop.example"),),
         "unproven", "processor_only"),
    # I6: what is imprecise or ties resolves to the restrictive fact.
    Case("55: yes and no at once", (yes(), no("2026-04-01T10:00:00Z")),
         "control_failure", "consent_withdrawn"),
    Case("57: bought after the no", (yes(), no("2026-05-10T10:00:00Z"),
         bought(occurred_at="2026-05-20T10:00:00Z")),
         "control_failure", "consent_withdrawn"),
    Case("59: no on a day, yes on it", (no("2026-05-20"),
         yes(occurred_at="2026-05-20T15:00:00Z")),
         "control_failure", "consent_withdrawn"),
    Case("yes after the no", (no("2026-05-10T10:00:00Z"),
         yes(occurred_at="2026-05-20T15:00:00Z")), "ok"),
    Case("61: known to the CRM", (yes(), no("2026-05-31T10:00:00Z")),
         "control_failure", "consent_withdrawn"),
    Case("62: keyed after the send", (yes(occurred_at="2026-05-25T10:00:00Z",
         recorded_at="2026-06-05T10:00:00Z"),), "retro_permission", "unknown_origin"),
    Case("the no was learned later", (yes(), no(recorded="2026-06-03T10:00:00Z")),
         "latency_failure", "consent_withdrawn"),
    Case("it came only after the send", (yes(), no("2026-06-02T10:00:00Z")), "ok"),
    Case("a late yes lifts no late no", (yes(), no(recorded="2026-06-03T10:00:00Z"),
         yes(occurred_at="2026-05-25T10:00:00Z", recorded_at="2026-06-04T10:00:00Z")),
         "latency_failure", "consent_withdrawn"),
    Case("a late yes lifts no known no", (no(),
         yes(occurred_at="2026-05-25T10:00:00Z", recorded_at="2026-06-04T10:00:00Z")),
         "control_failure", "consent_withdrawn"),
    Case("late no, no ground ever", (no(recorded="2026-06-03T10:00:00Z"),),
         "unproven", "unknown_origin"),
    Case("late no, late yes", (no(recorded="2026-06-03T10:00:00Z"),
         yes(recorded_at="2026-06-04T10:00:00Z")),
         "latency_failure", "consent_withdrawn"),
    Case("66: a fast clock", (yes(),
         no("2026-06-01T09:05:00Z", "2026-06-01T08:59:00Z")),
         "control_failure", "consent_withdrawn"),
    Case("67: consent from later on", (yes(occurred_at="2026-07-01T10:00:00Z"),),
         "unproven", "unknown_origin"),
    Case("63: a bounce, known", (yes(), stop(reason="hard_bounced")),
         "control_failure", "hard_bounced"),
    Case("102: a pause that was over", (yes(), stop(reason="paused",
         effective_until="2026-05-31T10:00:00Z")), "ok"),
    # Grace: the law's days, by the country of the person.
    Case("126: CA, within", (yes(), no("2026-06-25T12:00:00Z")),
         "grace", "consent_withdrawn", "2026-07-02T10:00:00Z", "CA"),
    Case("126: CA, the last day", (yes(), stop("2026-06-25T12:00:00Z")),
         "grace", "unsubscribed", "2026-07-10T22:59:00Z", "CA"),
    Case("126: CA, too late", (yes(), no("2026-06-25T12:00:00Z")),
         "control_failure", "consent_withdrawn", "2026-07-13T10:00:00Z", "CA"),
    Case("129: US, the last day", (yes(), no("2026-06-26T12:00:00Z")),
         "grace", "consent_withdrawn", "2026-07-10T10:00:00Z", "US"),
    Case("129: US, too late", (yes(), no("2026-06-26T12:00:00Z")),
         "control_failure", "consent_withdrawn", "2026-07-13T10:00:00Z", "US"),
    Case("GB has no grace", (yes(), no("2026-06-26T12:00:00Z")),
         "control_failure", "consent_withdrawn", "2026-06-26T13:00:00Z"),
    Case("a complaint has no grace", (yes(), no("2026-06-25T12:00:00Z"),
         stop("2026-06-25T12:00:00Z", reason="complained")),
         "control_failure", "complained", "2026-07-02T10:00:00Z", "CA"),
    Case("grace, and one learned later", (yes(), no("2026-06-25T12:00:00Z"),
         stop("2026-06-26T12:00:00Z", "2026-07-05T12:00:00Z")),
         "latency_failure", "unsubscribed", "2026-07-02T10:00:00Z", "CA"),
    Case("grace needs a ground", (no("2026-06-25T12:00:00Z"),),
         "unproven", "unknown_origin", "2026-07-02T10:00:00Z", "CA"),
    # The day of a send without a time: what is worse for it.
    Case("sent on the day of the yes", (yes(occurred_at="2026-06-01T08:00:00Z"),),
         "unproven", "unknown_origin", "2026-06-01"),
    Case("sent on the day of the no", (yes(), no("2026-06-01T20:00:00Z")),
         "control_failure", "consent_withdrawn", "2026-06-01"),
    Case("a mailbox of a function", (yes(),), "control_failure", "role_address",
         more={"address": "info@example.com"}),
    Case("a mailbox of a function, in the law's days",
         (yes(), no("2026-06-25T12:00:00Z")), "control_failure", "role_address",
         "2026-07-02T10:00:00Z", "CA", {"address": "sales@example.com"}),
    Case("an address that is none", (yes(),), "unproven", "address_invalid",
         more={"address": "ann at example"}),
    Case("no address, an id alone", (yes(contact_id="7"),), "unproven",
         "address_missing", more={"address": None, "contact_id": "7"}),
)  # fmt: skip


def tables_of(cases):
    """Return the tables of cases, each of a person of its own."""
    found = {"consents": [], "relationships": [], "suppressions": [], "sends": []}
    names = {"consents": "event_id", "relationships": "relationship_id",
             "suppressions": "suppression_id"}  # fmt: skip
    audience = []
    for number, case in enumerate(cases):
        address = f"case{number}@example.com"
        person = {"address": address, **case.more}
        for place, (table, record) in enumerate(case.facts):
            who = "value" if table == "suppressions" else "address"
            made = {**record, names[table]: f"{number}-{place}", who: address}
            found[table].append(
                {**made, **({} if table == "suppressions" else case.more)}
            )
        found["sends"].append(send(send_id=case.name, sent_at=case.sent, **person))
        audience.append({"email": person["address"], "contact_id": None,
                         "country": case.country})  # fmt: skip
    return {name: rows(*records) for name, records in found.items() if records} | {
        "audience": rows(*audience)
    }


def audited(*cases, tables=None, **changes):
    found = audit.audit_sends(
        campaign=campaign(**changes),
        tables={**tables_of(cases), **(tables or {})},
        known_at=KNOWN_AT,
    )
    return {row["send_id"]: row for row in found.sends.collect().to_dicts()}


@pytest.fixture(scope="module")
def golden():
    return audited(*CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_cases_of_the_rules(golden, case):
    """Each send is of the first class that holds."""
    row = golden[case.name]
    assert (row["class"], row["reason"]) == (case.wanted, case.reason)


def test_a_send_carries_its_records(golden):
    """What proves it, what stood against it, since when, until when the law waits."""
    row = golden["126: CA, within"]
    place = [case.name for case in CASES].index("126: CA, within")
    assert row["basis_then"] == "consent"
    assert row["evidence_then"] == f"{place}-0"
    assert row["blocked_by"] == [f"{place}-1"]
    assert row["known_since"] == datetime(2026, 6, 25, 12, tzinfo=UTC)
    assert row["deadline"] == date(2026, 7, 10)
    late = golden["the no was learned later"]
    assert late["learned_late"] == late["blocked_by"] != []
    assert golden["1: as a processor"]["merchant"] == "shop.example"
    assert golden["62: keyed after the send"]["evidence_now"] is not None


@pytest.mark.parametrize(
    ("country", "day", "last"),
    [
        ("CA", date(2026, 6, 25), date(2026, 7, 10)),  # case 126, with Canada Day
        ("US", date(2026, 6, 26), date(2026, 7, 10)),  # case 129, the earlier one
        ("AU", date(2026, 4, 2), date(2026, 4, 10)),  # case 145, the end of it
        ("NZ", date(2026, 4, 2), date(2026, 4, 12)),  # case 145, effective the 13th
        ("CA", date(2026, 6, 27), date(2026, 7, 13)),  # a Saturday
        ("AU", date(2026, 4, 4), date(2026, 4, 13)),  # a Saturday, then Easter Monday
        ("US", date(2026, 12, 24), date(2027, 1, 7)),  # over the year's end
        ("GB", date(2026, 6, 25), None),
        (None, date(2026, 6, 25), None),
    ],
)
def test_deadlines(country, day, last):
    """The last day within the law's time, to the day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    frame = pl.DataFrame(
        {"country": [country], "happened_at": [noon], "recorded_at": [noon]},
        schema_overrides={"country": pl.String},
    )
    found = frame.select(deadline(pl.col("country"), "UTC", 2026, 2027)).item()
    assert found == last


def test_a_no_under_an_id_beside_the_address_counts():
    """Of a log of addresses the audience says who: for a no and never for a yes."""
    case = Case("sent", (yes(),), "control_failure", "objected")
    audience = rows(
        {"email": "case0@example.com", "contact_id": "7"},
        {"email": "case0@example.com", "contact_id": "8"},
    )
    by_id = {"match": "contact_id", "value": "8", "reason": "objected"}
    tables = {"audience": audience, "suppressions": rows(suppression(**by_id))}
    row = audited(case, tables=tables)["sent"]
    assert (row["class"], row["reason"]) == (case.wanted, case.reason)
    named = Case("sent", (yes(contact_id="7"),), "unproven")
    row = audited(named, tables={"audience": audience}, permission_key="contact_id")
    assert row["sent"]["class"] == named.wanted


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(hy.InputError, match="must lie before"):
        audit.audit_sends(
            campaign=campaign(),
            tables=tables_of([CASES[0]]),
            known_at=KNOWN_AT,
            since=KNOWN_AT,
            until=datetime(2026, 6, 1, tzinfo=UTC),
        )


def test_the_clock_runs_from_the_opt_out_or_from_its_receipt():
    """CASL counts from when it was sent, CAN-SPAM from when it was received."""
    facts = (yes(), no("2026-06-18T12:00:00Z", "2026-06-25T12:00:00Z"))
    cases = [
        Case(country, facts, "", sent="2026-07-07T10:00:00Z", country=country)
        for country in ("CA", "US")
    ]
    found = audited(*cases)
    assert found["CA"]["deadline"] == date(2026, 7, 3)
    assert found["CA"]["class"] == "control_failure"
    assert found["US"]["deadline"] == date(2026, 7, 9)
    assert found["US"]["class"] == "grace"


def test_a_policy_says_the_country_that_nobody_knows():
    """Without a country the name of the policy counts, with one it does not."""
    facts = (yes(), no("2026-06-25T12:00:00Z"))
    cases = [
        Case(f"{country}", facts, "", sent="2026-07-02T10:00:00Z", country=country)
        for country in (None, "GB")
    ]
    found = audited(*cases, policy=policy(name="ca"))
    assert found["None"]["class"] == "grace"
    assert found["GB"]["class"] == "control_failure"


def test_a_send_does_not_count_against_itself():
    """With three allowed in a week the fourth is one too many, the third is not."""
    days = ("2026-06-01", "2026-06-02", "2026-06-03", "2026-06-04", "2026-06-20")
    sends = [
        send(send_id=day, sent_at=f"{day}T10:00:00Z", address="case0@example.com")
        for day in days
    ]
    found = audited(
        Case("one", (yes(),), ""),
        tables={"sends": rows(*sends)},
        limits=hy.Limits(3, "7d"),
    )
    over = [day for day in days if found[day]["class"] == "control_failure"]
    assert over == ["2026-06-04"]
    assert found["2026-06-04"]["reasons_then"] == ["frequency_cap"]


def test_a_service_message_needs_no_ground():
    """Only what blocks all messages stands against it."""
    cases = (
        Case("nothing", (), ""),
        Case("unsubscribed", (stop(),), ""),
        Case("complained", (stop(reason="complained"),), ""),
    )
    found = audited(*cases, message="service")
    assert [found[case.name]["class"] for case in cases] == [
        "ok",
        "ok",
        "control_failure",
    ]
    assert found["nothing"]["basis_then"] == "service_message"


def test_what_the_audience_disagrees_on_is_not_known():
    """Two rows of an address with two countries: none; and no row: none."""
    facts = (yes(), no("2026-06-25T12:00:00Z"))
    case = Case("two", facts, "", sent="2026-07-02T10:00:00Z", country="CA")
    address = "case0@example.com"
    two = rows({"email": address, "country": "CA"}, {"email": address, "country": "GB"})
    assert audited(case, tables={"audience": two})["two"]["country"] is None
    assert audited(case, tables={"audience": two})["two"]["class"] == "control_failure"
    same = rows(
        {"email": address, "country": "ca "}, {"email": address, "country": "CA"}
    )
    assert audited(case, tables={"audience": same})["two"]["class"] == "grace"
    other = rows({"email": "else@example.com", "country": "CA"})
    assert audited(case, tables={"audience": other})["two"]["country"] is None


def test_an_opt_out_by_id_alone_counts_for_a_send_by_address_alone():
    """The audience has the id beside the address, as a screening would meet them."""
    address, case = "case0@example.com", Case("by id", (yes(),), "")
    said = no(address=None, contact_id="p7", event_id="no")[1]
    consents = rows(yes(address=address, event_id="yes")[1], said)
    wanted = {"p7": "control_failure", "p8": "ok", None: "ok"}
    for contact_id, code in wanted.items():
        audience = rows({"email": address, "country": "GB", "contact_id": contact_id})
        tables = {"consents": consents, "audience": audience}
        found = audited(case, tables=tables)["by id"]
        assert (found["class"], found["contact_id"]) == (code, None)


def test_an_id_that_is_an_address_is_withheld():
    """In the sends that are written; a number may be an id and stays."""
    ann, case = "case0@example.com", Case("x", (yes(), stop()), "")
    made = tables_of([case])
    tables = {
        "consents": made["consents"].with_columns(event_id=pl.lit(ann)),
        "suppressions": made["suppressions"].with_columns(suppression_id=pl.lit(ann)),
        "sends": rows(
            send(send_id=f"{ann}/1", address=ann), send(send_id="447700900123",
            address="z@example.com"),
        ),
        "audience": rows({"email": ann, "country": "z@example.com"}),
    }  # fmt: skip
    found = audited(case, tables=tables)
    assert len(found) == 2
    assert "@" not in str(found)
    assert "447700900123" in found


def test_every_send_of_the_log_is_counted():
    """Of another scope, another campaign, outside the period, after what is known."""
    said = {
        "in": {},
        "scope": {"purpose": "service.x"},
        "named": {"campaign": "other"},
        "early": {"sent_at": "2026-01-01T10:00:00Z"},
        "until": {"sent_at": "2026-07-01T00:00:00Z"},
        "later": {"sent_at": "2026-08-02T10:00:00Z"},
    }
    sends = [send(send_id=k, **{"campaign": "june", **v}) for k, v in said.items()]
    chosen = {
        "campaign": campaign(),
        "tables": {**tables_of([Case("x", (yes(),), "")]), "sends": rows(*sends)},
        "known_at": KNOWN_AT,
        "campaigns": ["june"],
        "since": datetime(2026, 5, 1, tzinfo=UTC),
    }
    found = audit.audit_sends(**chosen, until=datetime(2026, 7, 1, tzinfo=UTC))
    assert found.sends.collect()["send_id"].to_list() == ["in"]
    counts = found.summary()["sends"]
    assert counts == {
        "log": 6,
        "audited": 1,
        "other_scope": 1,
        "other_campaign": 1,
        "other_period": 3,
        "not_yet_known": 0,
    }
    assert audit.audit_sends(**chosen).summary()["sends"]["not_yet_known"] == 1


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"since": datetime(2026, 3, 29, 1, 30)}, "'since'.*does not exist"),  # noqa: DTZ001
        ({"until": datetime(2026, 3, 29, 1, 30)}, "'until'.*does not exist"),  # noqa: DTZ001
        ({"since": FIRST_OF_JUNE, "until": FIRST_OF_JUNE}, "'since'.*before 'until'"),
    ],
)
def test_a_period_that_holds_no_instant_is_refused(chosen, said):
    tables = tables_of([Case("x", (yes(),), "")])
    made = campaign(timezone="Europe/London")
    with pytest.raises(hy.InputError, match=said):
        audit.audit_sends(campaign=made, tables=tables, known_at=KNOWN_AT, **chosen)


def test_without_a_log_there_is_nothing_to_audit():
    tables = {"audience": rows({"email": "ann@example.com"})}
    with pytest.raises(hy.InputError, match="nothing to audit"):
        audit.audit_sends(campaign=campaign(), tables=tables, known_at=KNOWN_AT)
    with pytest.raises(hy.InputError, match="campaign file"):
        audit.audit_sends(known_at=KNOWN_AT)
