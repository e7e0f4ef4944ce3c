"""Tracing: every row about a person, by file and row, and no row of anybody else."""

import json
import stat

import polars as pl
import pytest
from click.testing import CliRunner

import hygiene as hy
from hygiene import audit
from hygiene.cli.main import cli
from tests.audit.requests_world import AT, OTHER, write_world
from tests.audit.stores import KEY, audience, screening
from tests.unit.world import ANN, BOB, people, rows, screen, suppression

FOUND = [
    ("audience.csv", 2, None, "same address"),
    ("audience.csv", 4, None, "alias"),
    ("consents.parquet", 2, "e2", "same address"),
    ("consents.parquet", 3, "e3", "contact id"),
    ("consents.parquet", 4, "e4", "same address"),
    ("dealings.ndjson", 2, "r2", "same address"),
    ("dealings.ndjson", 3, "r3", "contact id"),
    ("suppressions.csv", 2, "s2", "same address"),
    ("suppressions.csv", 3, "s3", "domain"),
    ("suppressions.csv", 4, "s4", "digest"),
    ("suppressions.csv", 5, "s5", "contact id"),
    ("sends.csv", 2, f"m-{ANN}", "same address"),
    ("wordings.csv", 2, "v2", "named by a consent"),
]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Return the campaign file of a small world."""
    return write_world(tmp_path_factory.mktemp("requests"))


@pytest.fixture(scope="module")
def found(world):
    """Return what is held about Ann."""
    return audit.trace(f" {ANN.upper()}", [world], at=AT)


def told(trace):
    return [(one.file, one.row, one.record_id, one.how.value) for one in trace.records]


def test_every_row_is_found_with_its_place(found):
    typed = [one for one in found.records if one.file == "typed.txt"]
    assert [(one.row, one.how.value) for one in typed] == [(2, "same address")]
    assert typed[0].values["effective_from"] == "2026-05-03"
    assert "effective_from_first" not in typed[0].values
    assert [one for one in told(found) if one[0] != "typed.txt"] == FOUND


def test_what_only_an_id_led_to_is_marked(found):
    linked = [one.record_id for one in found.records if one.is_linked]
    assert linked == ["e3", "r3", "s5"]
    assert "widened the search by one step; 3 records found by that" in str(found)
    assert found.to_dict()["linked_contact_ids"] == ["7"]


UNSAID = " Which system recorded it is not said; it stands in the file "
ORIGINS = {
    None: "The list of northpay says that you came from 'fair'.",
    "e2": "From you: on 2026-05-01 you gave consent on a web form. Recorded in 'site'.",
    "e4": "From you: on 2026-05-01 you gave consent, collected by broker for rival."
    f"{UNSAID}'consents.parquet'.",
    "r2": "From your dealings: 'purchase' with shop on 2026-05-01. We hold it on "
    f"behalf of shop alone, who answers for it.{UNSAID}'dealings.ndjson'.",
    "s3": "From an entry about a whole domain ('blocked'), in force from 2026-05-01."
    f"{UNSAID}'suppressions.csv'.",
    "s2": "From a complaint about a message, in force from 2026-05-02. "
    "Recorded in 'desk'.",
    f"m-{ANN}": "Made by northpay when it wrote to you by email on 2026-05-30.",
}


@pytest.mark.parametrize("record_id", ORIGINS)
def test_where_it_came_from_is_said(found, record_id):
    said = {one.record_id: one.origin for one in reversed(found.records)}
    assert said[record_id] == ORIGINS[record_id]


def test_the_persons_own_values_are_there_and_nobody_elses(found):
    said = found.to_json()
    values = json.loads(said)["records"][0]["values"]
    assert values == {
        "Id": "7",
        "Mail": " Ann@Example.com ",
        "Name": 'Ann "A" Doe',
        "source": "fair",
    }
    for stranger in (OTHER, "third@", "somebody@", "Third"):
        assert stranger not in said
        assert stranger not in found.to_html()


def test_the_terminal_shows_no_address_and_no_value(found):
    for text in (str(found), repr(found), found._repr_html_(), repr(found.asked)):
        assert ANN not in text.lower()
        assert "Doe" not in text
    shown = f"{found.records!r}{found.names!r}{found.decided!r}".lower()
    assert ANN not in shown
    assert "doe" not in shown
    assert str(found).startswith("14 records about A•••@E•••.COM in 7 files of 1 cam")


def test_a_shared_id_takes_nobody_in_silently():
    tables = {
        "consents": rows({"event_id": "e1", "address": ANN, "contact_id": "7", **GIVEN})
    }
    by = "from Otto's friend"
    shared = screen(
        people(OTHER, contact_id="7", name="Otto", source=by), tables=tables
    )
    found = audit.trace(ANN, [shared], at=AT)
    other, own = found.records
    assert (other.is_linked, other.is_doubtful, own.is_doubtful) == (True, True, False)
    assert other.to_dict()["values"].startswith("(withheld")
    assert "Otto" not in found.to_json() + found.to_html()
    assert OTHER not in found.to_json() + found.to_html()
    assert "may be somebody else's" in str(found)


GIVEN = {
    "channel": "email",
    "purpose": "marketing.news",
    "controller": "northpay",
    "action": "given",
    "occurred_at": "2026-05-01T10:00:00Z",
}


def test_an_id_finds_the_addresses_beside_it_by_one_step():
    no = suppression(value=ANN.upper())
    one = screen(
        people(ANN, BOB, contact_id=["7", "8"]), tables={"suppressions": rows(no)}
    )
    found = audit.trace(None, [one], contact_id="7", at=AT)
    assert [(r.table, r.row, r.is_linked) for r in found.records] == [
        ("audience", 1, False),
        ("suppressions", 1, True),
    ]


def test_a_row_that_a_screening_would_refuse_is_held_all_the_same(tmp_path):
    bad = "suppression_id,value,reason,effective_from\ns1,{0},oops,2026-05-01\n"
    path = write_world(tmp_path, suppressions=bad.format(ANN))
    found = audit.trace(ANN, [path], at=AT)
    [row] = [one for one in found.records if one.file == "suppressions.csv"]
    assert (row.row, row.keeps_contract) == (1, False)
    assert "1 record break" in str(found)


def test_two_campaigns_that_read_one_file_are_both_named(world):
    found = audit.trace(ANN, [world, world], at=AT)
    assert len(found.records) == len(FOUND) + 1
    assert "of 2 campaigns" in str(found)


def test_a_phone_number_is_found_in_any_spelling():
    audience = people("x@example.com", OTHER, phone=["020 7946 0018", "020 7946 0019"])
    asked = {"default_region": "GB"}
    found = audit.trace("+44 20 7946-0018", [screen(audience, **asked)], at=AT)
    assert [one.row for one in found.records] == [1]


def test_what_cannot_be_read_is_refused_rather_than_answered(world):
    for address in ("ann@", "07700 900123", "ann"):
        with pytest.raises(hy.InputError, match="cannot be read as a"):
            audit.trace(address, [world], at=AT)
    with pytest.raises(hy.InputError, match="Name the person"):
        audit.trace(" ", [world], at=AT)
    with pytest.raises(hy.InputError, match="at least one campaign"):
        audit.trace(ANN, [], at=AT)
    with pytest.raises(hy.InputError, match="their store and their key"):
        audit.trace(ANN, [world], at=AT, key=KEY)


def test_snapshots_say_what_was_decided_and_hold(made):
    found = audit.trace(BOB, [screening(1)], at=AT, snapshots=made.store, key=KEY)
    said = [(one.where, one.decision, one.basis, one.reasons) for one in found.decided]
    assert said == [
        ("2026Q2", "keep", "consent", ()),
        ("2026Q3", "remove", None, ("unsubscribed",)),
        ("2026Q4", "remove", None, ("unsubscribed",)),
    ]
    assert "The person unsubscribed" in found.decided[1].why
    held = {(kept.snapshot, kept.table): kept.rows for kept in found.snapshots}
    assert held["2026Q3", "suppressions"] == 1
    assert "The person unsubscribed" in found.to_html()


def test_a_release_says_what_was_decided(tmp_path):
    path = write_world(tmp_path)
    (tmp_path / "out").mkdir()
    with hy.screen(path) as one:
        one.decisions.sink_parquet(tmp_path / "out/decisions.parquet")
        (tmp_path / "out/summary.json").write_text(json.dumps(one.summary()))
        one.removed.drop("reasons").sink_csv(tmp_path / "out/removed.csv")
    found = audit.trace(ANN, [(path, tmp_path / "out")], at=AT)
    assert [(d.row, d.decision) for d in found.decided] == [
        (1, "remove"),
        (3, "remove"),
    ]
    lists = [(r.file, r.row, r.how) for r in found.records if r.held.is_released]
    assert lists == [
        ("out/removed.csv", 1, "same address"),
        ("out/removed.csv", 3, "alias"),
    ]
    changed = (tmp_path / "audience.csv").read_text().replace("Third", "Tom")
    (tmp_path / "audience.csv").write_text(changed)
    with pytest.raises(hy.InputError, match="not the one that 'out' was made of"):
        audit.trace(ANN, [(path, tmp_path / "out")], at=AT)


def run(*arguments):
    done = CliRunner().invoke(cli, ["trace", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def test_the_command_prints_masked_and_writes_for_the_owner_alone(world, tmp_path):
    out = tmp_path / "answer"
    code, said = run(ANN, "--campaign", world, "--out", out)
    assert code == 0
    assert ANN not in said.lower()
    for name in ("trace.json", "trace.html"):
        assert stat.S_IMODE((out / name).stat().st_mode) == 0o600
    page = (out / "trace.html").read_text()
    assert "Ann &quot;A&quot; Doe" in page
    assert "http" not in page.replace("http-equiv", "")
    code, said = run(ANN, "--campaign", world, "--json")
    assert json.loads(said)["asked"]["address"] == ANN


def test_nothing_held_is_an_answer_and_a_slip_is_not(world):
    code, said = run("nobody@example.net", "--campaign", world)
    assert code == 0
    assert said.startswith("Nothing is held about n•••@e•••.net: 7 files of 1 campaign")
    assert run("nobody@", "--campaign", world)[0] == 2
    assert run("--contact-id", "7", "--campaign", world)[0] == 0


def test_the_campaign_file_beside_one_is_searched(world, monkeypatch, tmp_path):
    monkeypatch.chdir(world.parent)
    assert run(ANN)[1] == run(ANN, "--campaign", world)[1]
    monkeypatch.chdir(tmp_path)
    assert run(ANN) == (2, "Error: There is no campaign file 'campaign.toml'.\n")


def test_a_note_about_somebody_else_that_mentions_the_address_is_told():
    notes = [None, f"friend of {ANN.upper()}.", f"x{ANN}", f"{ANN}.au", f"<{ANN}>"]
    emails = [ANN, BOB, "c@example.com", "d@example.com", "e@example.com"]
    given = people(*emails, note=notes)
    found = audit.trace(ANN, [screen(given)], at=AT)
    told = [(one.row, one.how.value, one.is_doubtful) for one in found.records]
    assert told == [
        (1, "same address", False),
        (2, "mentioned in its text", True),
        (5, "mentioned in its text", True),
    ]
    assert "2 records of somebody else's may mention the address" in str(found)
    assert BOB not in found.to_json()
    plan = audit.forget(ANN, [screen(given)], at=AT, ordered_by="DPO", reason="12")
    assert "take that out" in str(plan)


def test_a_mention_is_found_as_people_write_it_and_beside_an_id():
    """An IDN with its own letters; the address of a contact id that is asked for."""
    given = people("cem@exämple.de", BOB, note=[None, "see cem@EXÄMPLE.de"])
    given = given.with_columns(contact_id=pl.Series(["7", None]))
    made = screen(given)
    for asked in ({"address": "cem@exämple.de"}, {"contact_id": "7"}):
        found = audit.trace(campaigns=[made], at=AT, **asked)
        assert [(one.row, one.is_doubtful) for one in found.records] == [
            (1, False),
            (2, True),
        ]
    assert "mention your address in a text" in found.to_html()


def test_a_contact_id_of_several_addresses_is_warned_of():
    given = people(ANN, BOB).with_columns(contact_id=pl.Series(["7", "7"]))
    found = audit.trace(campaigns=[screen(given)], contact_id="7", at=AT)
    assert "2 addresses found on the way" in str(found)
    assert "ask by address" in str(found)
    by_address = audit.trace(ANN, [screen(given)], at=AT)
    assert "ask by address" not in str(by_address)


def test_the_dates_of_a_doubtful_row_are_withheld():
    """They are somebody else's, like every other value of the row."""
    said = suppression(value=BOB, contact_id="9", source=f"told by {ANN}")
    made = screen(people(ANN), tables={"suppressions": rows(said)})
    found = audit.trace(ANN, [made], at=AT)
    (other,) = [one for one in found.to_dict()["records"] if one["doubtful"]]
    assert (other["table"], other["dates"]) == ("suppressions", {})
    assert said["effective_from"] not in str(found)


def test_frames_are_searched_too():
    found = audit.trace(ANN, [screening(2)], at=AT)
    rows = [one.row for one in found.records if one.table == "audience"]
    emails = audience(2)["email"].to_list()
    assert rows == [place for place, text in enumerate(emails, 1) if text == ANN]


def test_a_record_that_shows_somebody_else_is_told():
    """A note in the person's own row; several contact ids beside one address."""
    idn, as_key = "ann@bücher.example", "ann@xn--bcher-kva.example"
    told = "1 record of the person's own may show somebody else's address"
    own = people(as_key, note=[f"wife of {BOB}, once ANN@Bücher.example"])
    assert told in str(audit.trace(idn, [screen(own)], at=AT))
    alone = people(idn, note=["not ANN@Bücher.example, but somebody's wife"])
    found = audit.trace(idn, [screen(alone)], at=AT)
    assert "else's address" not in str(found)
    quoted = people(BOB, note=[f"her mother is '{idn}'"])
    found = audit.trace(idn, [screen(quoted)], at=AT)
    assert [one.how.value for one in found.records] == ["mentioned in its text"]
    shared = people(ANN, ANN, contact_id=["7", "8"])
    found = audit.trace(ANN, [screen(shared)], at=AT)
    assert "beside several contact ids" in str(found)
