"""Tables that came in, as a whole: empty, stale, implausible, or a list of nobody."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import polars as pl

import hygiene as hy
from hygiene.durations import Duration
from hygiene.gates.questions import questions
from hygiene.gates.runner import run_gate
from hygiene.gates.sandbox import sandbox
from hygiene.gates.subject import Release
from tests.unit.gates_tables import (
    ALIVE,
    GROUND,
    OPT_OUTS,
    SCENE,
    entry,
    gate,
    named,
    none,
    subject,
    warned,
)
from tests.unit.test_gates_rules import ANN, CAMPAIGN, Scene, failed

AS_OF = CAMPAIGN.as_of
TICK = timedelta(microseconds=1)
LIMITED = replace(CAMPAIGN, limits=hy.Limits(2, "7d"))
EMPTY, LONG, GONE = (
    "expect_tables_to_have_rows",
    "expect_long_lists_to_match_someone",
    "expect_opt_outs_not_to_vanish",
)


def test_a_table_that_lets_people_in_by_being_empty_is_refused(tmp_path):
    scene = replace(SCENE, campaign=LIMITED)
    given = {name: [none(name)] for name in ("consents", "suppressions", "sends")}
    given |= {"relationships": [GROUND], "wordings": [none("wordings")]}
    result = run_gate(
        replace(scene.subject(tmp_path), evidence=given), LIMITED, tmp_path
    )
    assert failed(result) == {EMPTY: 3}


def test_other_tables_may_be_empty(tmp_path):
    entries = [none("sends"), none("consents"), ALIVE, OPT_OUTS, none("suppressions")]
    result = gate(tmp_path, *entries, none("relationships"), none("wordings"))
    assert failed(result) == {}


def test_an_empty_audience_is_refused():
    audience = pl.DataFrame(schema={"email": pl.String})
    with hy.screen(campaign=CAMPAIGN, audience=audience) as screening:
        result = screening.check()
    assert failed(result) == {EMPTY: 1}
    assert warned(result) == {"expect_opt_out_lists_to_be_given": 1}


def aged(name, *, newest="2026-11-24T08:00:00Z", **settings):
    rows = named("suppressions", f"{name}1", effective_from="2026-01-01T00:00:00Z")
    rows += named("suppressions", f"{name}2", recorded_at=newest)
    rows += named("suppressions", f"{name}3", recorded_at="2062-01-01T00:00:00Z")
    return entry("suppressions", *rows, max_age=Duration.parse("24h"), **settings)


DAY = timedelta(days=1)
FRESH = [
    aged("newest"),
    aged("at the limit", newest="2026-11-23T09:00:00Z"),
    aged("taken", newest="2026-01-01T00:00:00Z", as_at=AS_OF - DAY),
    replace(aged("old", newest="2026-01-01T00:00:00Z"), max_age=None),
]
STALE = [
    aged("past it", newest="2026-11-23T08:59:59.999999Z"),
    aged("taken before", as_at=AS_OF - DAY - TICK),
    replace(none("suppressions"), max_age=Duration.parse("9y")),
    entry(
        "suppressions",
        *named("suppressions", "future", effective_from="2062-01-01"),
        max_age=Duration.parse("9y"),
    ),
    entry("wordings", *named("wordings", "v1"), max_age=Duration.parse("9y")),
]


def test_fresh_tables_pass(tmp_path):
    assert failed(gate(tmp_path, *FRESH)) == {}


def test_stale_tables_are_refused(tmp_path):
    result = gate(tmp_path, *FRESH, *STALE)
    assert failed(result) == {"expect_tables_to_be_fresh": len(STALE)}


def test_odd_times_warn_and_hold_nothing_back(tmp_path):
    first = "1995-01-01T00:00:00Z"
    before = "1994-12-31T23:59:59.999999Z"
    next_ = (AS_OF + TICK).isoformat()
    entries = [
        *(
            entry(
                table,
                *named(table, f"{table}1", **{column: before}),
                *named(table, f"{table}2", **{column: first}),
                *named(table, f"{table}3", **{column: "1970-01-01"}),
            )
            for table, column in STARTS.items()
        ),
        entry("consents", *named("consents", "n", "m", occurred_at=next_)),
        entry("consents", *named("consents", "now", occurred_at=AS_OF.isoformat())),
        entry("relationships", *named("relationships", "n", occurred_at=next_)),
        entry("sends", *named("sends", "n", sent_at=next_)),
    ]
    result = gate(tmp_path, *entries)
    assert warned(result) == {
        "expect_no_future_events": 3,
        "expect_plausible_times": 8,
        "expect_no_send_in_the_future": 1,
    }
    assert result.passed


STARTS = {
    "consents": "occurred_at",
    "relationships": "occurred_at",
    "suppressions": "effective_from",
    "sends": "sent_at",
}


def test_no_opt_out_list_warns(tmp_path):
    given = replace(subject(tmp_path), evidence={"relationships": [GROUND]})
    result = run_gate(given, CAMPAIGN, tmp_path)
    assert warned(result) == {"expect_opt_out_lists_to_be_given": 1}
    assert result.passed


PEOPLE = [{"email": f"P.{n}+x@example.com", "contact_id": f"{n}"} for n in range(1_000)]
CROWD = Scene([ANN, *PEOPLE[1:]], [ANN], {})
STRANGERS = [f"stranger{n}@example.org" for n in range(1_100)]


def hexed(kind, text):
    return hashlib.new(kind, text.encode()).hexdigest()


def listing(kind, length, *more):
    """Return a list of strangers by one kind of key, and whoever else is given."""
    values = STRANGERS[:length]
    if kind.startswith(("md5", "sha")):
        values = [hexed(kind, one) for one in values]
    rows = [{"match": kind, "value": one} for one in [*values, *more]]
    return entry(
        "suppressions",
        *({"suppression_id": f"{kind}{length} {n}", **r} for n, r in enumerate(rows)),
    )


KINDS = ("address", "contact_id", "md5", "sha1", "sha256", "sha512")
# Lists of one length each, so that a length names a list.
NOBODY = {1_000 + n: listing(kind, 1_000 + n) for n, kind in enumerate(KINDS)}
SOMEBODY = {
    1_021: listing("address", 1_020, "p.5@EXAMPLE.com"),
    1_022: listing("contact_id", 1_021, " 7 "),
    1_023: listing("md5", 1_022, hexed("md5", "p.9@example.com").upper()),
    1_024: listing("sha1", 1_023, hexed("sha1", "p.9+x@example.com")),
    1_025: listing("sha256", 1_024, hexed("sha256", "p.9+x@example.com")),
    1_026: listing("sha512", 1_025, hexed("sha512", "p.9@example.com")),
}
UNASKED = [listing("address", 999), listing("domain", 1_060)]


def by_person(length):
    """Return a list that knows one person by the id beside the value."""
    rows = [{"suppression_id": f"p{n}", "value": STRANGERS[n]} for n in range(length)]
    return entry("suppressions", {**rows[0], "contact_id": "3"}, *rows[1:])


def consents_of_strangers(prefix, count):
    return entry(
        "consents",
        *(
            {"event_id": f"{prefix}{n}", "address": address}
            for n, address in enumerate(STRANGERS[:count])
        ),
    )


def met(work, scene, *entries):
    """Return how many rows break the rule, and which lists meet nobody."""
    given = replace(scene.subject(work), evidence={})
    for one in (GROUND, *entries):
        given.evidence.setdefault(one.table, []).append(one)
    asked = questions(given, scene.campaign)
    with sandbox(given, asked, work) as database:
        rows = database.sql(f"from {LONG}").fetchall()
        lists = database.sql("from meetings where not meets_someone").fetchall()
    count = sum(row >= 0 for (row,) in rows)
    return count, sorted(listed for _, listed, _ in lists)


def test_a_long_list_that_names_nobody_is_found_whatever_it_is_made_of(tmp_path):
    consents = [consents_of_strangers("a", 600), consents_of_strangers("b", 450)]
    tables = [*NOBODY.values(), *SOMEBODY.values(), by_person(1_030), *UNASKED]
    count, lists = met(tmp_path, CROWD, *tables, *consents)
    assert lists == [*NOBODY, 1_050]
    assert count == len(NOBODY) + 1


def test_an_audience_is_large_from_1000_on(tmp_path):
    fewer = replace(CROWD, audience=CROWD.audience[:999])
    assert met(tmp_path, fewer, *NOBODY.values())[0] == 0


def test_a_list_of_nobody_holds_the_release_back_and_says_what_to_do(tmp_path):
    result = gate(tmp_path, NOBODY[1_002], scene=CROWD)
    assert failed(result) == {LONG: 1}
    (sentence,) = result.sentences()
    assert sentence == (
        "Every long opt-out list names somebody in the audience. 1 found. Look at the "
        "columns, the kind of `match` and the spelling of the list that names nobody; "
        "if it must be so, write a waiver."
    )


def of_last_time(suppressions):
    return Release(AS_OF - timedelta(days=30), 2, 1, suppressions)


def test_opt_outs_may_not_vanish(tmp_path):
    scene = replace(SCENE, last_run=of_last_time(100))
    result = gate(tmp_path, scene=scene)
    assert failed(result) == {GONE: 1}
    (sentence,) = result.sentences()
    assert sentence == (
        "The suppressions are at least nine tenths of those of the last release. "
        "1 found. Find out which rows are gone, and bring them back; if they rightly "
        "went, write a waiver."
    )
    assert result.to_dict()["last_release"] == {
        "as_of": "2026-10-25T09:00:00+00:00",
        "audience": 2,
        "kept": 1,
        "suppressions": 100,
    }


def test_nine_tenths_of_all_opt_outs_are_enough(tmp_path):
    halves = [entry("suppressions", *named("suppressions", *part)) for part in HALVES]
    given = subject(tmp_path, *halves, scene=replace(SCENE, last_run=of_last_time(0)))
    asked = questions(given, CAMPAIGN)
    (rule,) = (one for one in asked.expectations if one.type == GONE)
    with sandbox(given, asked, tmp_path) as database:

        def is_broken(before, now):
            database.execute("update last_runs set before_suppressions = ?", [before])
            gone = "update sizes set n = ? where of_table = 'suppressions'"
            if now != sum(map(len, HALVES)):
                database.execute(f"{gone} and entry = 0", [now])
                database.execute(f"{gone} and entry = 1", [0])
            return any(row >= 0 for (row,) in database.sql(rule.sql).fetchall())

        assert not any(is_broken(before, 90) for before in (0, 90, 99, 100))
        assert is_broken(101, 90)
        assert is_broken(100, 89)
        assert not is_broken(99, 0)  # fewer than 100 are no yardstick
        assert is_broken(100, 0)


HALVES = (range(45), range(45, 90))
