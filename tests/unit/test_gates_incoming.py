"""Rows of the tables that came in: what the gate refuses, and what it lets pass."""

from dataclasses import replace

import pytest

import hygiene as hy
from tests.unit.gates_reader import Reader
from tests.unit.gates_tables import ID, LONDON, ROWS, ZOE, entry, gate, named
from tests.unit.test_gates_rules import ANN, CAMPAIGN, Scene, event, failed

CODES = {
    "consents": [{"channel": "Email"}, {"action": "opted_in"}, {"action": "GIVEN"}],
    "relationships": [{"role": "owner"}, {"opt_out_offered": "maybe"}],
    "suppressions": [
        {"match": "email"},
        {"reason": "opt-out"},
        {"channel": "fax"},
        {"blocks": "none"},
    ],
    "sends": [{"channel": "*"}],
}
SKIPPED = "2026-03-29T01:30:00"  # the clocks of London went forward over it
TIMES = {
    "consents": [
        {"occurred_at": "soon"},
        {"recorded_at": SKIPPED},
        {"expires_at": "x"},
    ],
    "relationships": [{"occurred_at": "31/12/2026"}, {"recorded_at": "2026-02-30"}],
    "suppressions": [
        {"effective_from": SKIPPED},
        {"effective_until": "never"},
        {"recorded_at": "0"},
    ],
    "sends": [{"sent_at": "2026-11-24T25:00Z"}],
    "wordings": [{"invalidated_at": SKIPPED}],
}
VALUES = {
    "consents": [
        *({name: " "} for name in ("purpose", "controller", "channel", "action")),
        {"occurred_at": None},
        {"address": "\u00a0", "contact_id": ""},
    ],
    "relationships": [
        *({name: None} for name in ("controller", "role", "kind", "occurred_at")),
        {"address": None},
    ],
    "suppressions": [{"value": "\u2003"}, {"reason": None}, {"effective_from": ""}],
    "sends": [
        *({name: None} for name in ("controller", "channel", "purpose", "sent_at")),
        {"address": None},
    ],
}
FLAWS = {
    "expect_required_values": (1, VALUES),
    "expect_known_codes": (2, CODES),
    "expect_readable_times": (4, TIMES),
}


@pytest.mark.parametrize("rule", FLAWS)
def test_every_flaw_of_a_row_is_seen(rule, tmp_path):
    bit, cases = FLAWS[rule]
    reader = Reader(tmp_path, LONDON)
    for table, changes in cases.items():
        ids = named(table, *range(len(changes)))
        rows = [{**one, **change} for one, change in zip(ids, changes, strict=True)]
        found = reader.rows(table, entry(table, *named(table, "good"), *rows))
        seen = {row[ID[table]]: row["flaws"] for row in found}
        assert seen == {"good": 0, **{one[ID[table]]: bit for one in ids}}, table


def test_a_blank_id_and_several_flaws_of_a_row_are_seen(tmp_path):
    reader = Reader(tmp_path, LONDON)
    for table in ROWS:
        (row,) = reader.rows(table, entry(table, {ID[table]: " "}))
        assert (row[ID[table]], row["flaws"]) == (None, 1)
    wrong = {"reason": "?", "effective_from": SKIPPED, "value": ""}
    (row,) = reader.rows("suppressions", entry("suppressions", wrong))
    assert row["flaws"] == 7


def spoilt(cases, **settings):
    """Return an entry of every bad row of each table."""
    return [
        entry(
            table,
            *({ID[table]: f"{n}", **change} for n, change in enumerate(changes)),
            **settings,
        )
        for table, changes in cases.items()
    ]


@pytest.mark.parametrize("rule", FLAWS)
def test_bad_rows_break_one_expectation(rule, tmp_path):
    _, cases = FLAWS[rule]
    result = gate(tmp_path, *spoilt(cases))
    count = sum(map(len, cases.values()))
    assert failed(result) == {rule: count}
    check = next(one for one in result.checks if one.expectation == rule)
    assert result.sentences() == [f"{check.title} {count} found. {check.remedy}"]


def test_bad_rows_that_are_dropped_break_nothing(tmp_path):
    """The screening drops and counts them, as the campaign asked."""
    permits = {
        "consents": [{"channel": "Email"}, {"occurred_at": SKIPPED}, {"purpose": ""}],
        "relationships": [*CODES["relationships"], *TIMES["relationships"]],
        "sends": [*CODES["sends"], *TIMES["sends"]],
        "wordings": TIMES["wordings"],
    }
    result = gate(tmp_path, *spoilt(permits, drop_bad_rows=True))
    assert failed(result) == {}
    assert result.passed


def test_a_bad_opt_out_is_never_dropped(tmp_path):
    bad = {
        "consents": [
            {"action": "withdrawn", "occurred_at": "soon"},
            {"action": "refused", "channel": "Email"},
            {"action": "opted_in"},
            {"action": ""},
        ],
        "suppressions": [{"reason": "opt-out"}, {"effective_from": SKIPPED}],
    }
    result = gate(tmp_path, *spoilt(bad, drop_bad_rows=True))
    assert failed(result) == {
        "expect_required_values": 1,
        "expect_known_codes": 3,
        "expect_readable_times": 2,
    }


def test_only_an_entry_that_says_so_drops_its_rows(tmp_path):
    bad = [{"event_id": "1", "channel": "Email"}, {"event_id": "2", "channel": "?"}]
    entries = [
        entry("consents", bad[0], drop_bad_rows=True),
        entry("consents", bad[1], *named("consents", "3")),
    ]
    assert failed(gate(tmp_path, *entries)) == {"expect_known_codes": 1}


def test_an_id_names_one_record_of_its_table(tmp_path):
    entries = [
        entry("consents", *named("consents", "twice", "twice", "thrice", "a", "A")),
        entry(
            "consents",
            files=[named("consents", "thrice", "a "), named("consents", "thrice", "b")],
        ),
        entry("relationships", *named("relationships", "a", "b", "ground")),
        entry("suppressions", *named("suppressions", "a", "same")),
        entry("suppressions", *named("suppressions", "same", "b")),
        entry("sends", *named("sends", "a", "b", "c")),
        entry("wordings", *named("wordings", "v1", "v2", "v1")),
    ]
    # twice, thrice; ground; same; v1. An id of two tables is two ids.
    assert failed(gate(tmp_path, *entries)) == {"expect_unique_ids": 5}


def test_ids_of_rows_that_are_dropped_may_repeat(tmp_path):
    """As the screening drops them; a prohibition among them is never dropped."""
    lenient = entry(
        "consents",
        *named("consents", "twice", "twice", "no"),
        *named("consents", "no", action="withdrawn"),
        drop_bad_rows=True,
    )
    assert failed(gate(tmp_path, lenient)) == {"expect_unique_ids": 1}


def test_rows_that_are_dropped_prove_nothing(tmp_path):
    """Neither a ground, nor a wording, nor a send towards the limit."""
    people = {
        "twice": [event(event_id="t"), event(event_id="t", action="confirmed")],
        "wordless": [event(event_id="w", wording="unread")],
        "repeated": [event(event_id="r", wording="again")],
        "right": [event(event_id="g", wording="v1")],
    }
    kept = [f"{name}@example.com" for name in people]
    consents = [
        {**one, "address": address}
        for address, events in zip(kept, people.values(), strict=True)
        for one in events
    ]
    sends = [{"send_id": "s", "address": kept[-1]}] * 2
    wordings = [
        {"wording": "unread", "invalidated_at": "soon"},
        *named("wordings", "again", "again", "v1"),
    ]
    scene = Scene(kept, kept, {}, replace(CAMPAIGN, limits=hy.Limits(2, "7d")))
    tables = {"consents": consents, "sends": sends, "wordings": wordings}
    lenient = [entry(name, *rows, drop_bad_rows=True) for name, rows in tables.items()]
    result = gate(tmp_path, *lenient, scene=scene)
    assert failed(result) == {"expect_no_contact_without_ground": 3}


def test_dealings_that_are_dropped_prove_nothing(tmp_path):
    bought = [{"relationship_id": "d", "address": ZOE}] * 2
    lenient = entry("relationships", *bought, drop_bad_rows=True)
    scene = Scene([ANN, ZOE], [ANN, ZOE], {})
    no_consent = entry("consents", *named("consents", "no", address="x@example.com"))
    result = gate(tmp_path, lenient, no_consent, OPT_OUTS_OF_OTHERS, scene=scene)
    assert failed(result) == {"expect_no_contact_without_ground": 1}


OPT_OUTS_OF_OTHERS = entry(
    "suppressions", *named("suppressions", "1", value="x@example.com")
)
