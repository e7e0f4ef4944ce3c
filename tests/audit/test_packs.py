"""The pack of a quarter: it reconciles, names nobody, and is the same every time."""

import csv
import hashlib
import io
import json
import re

import polars as pl
import pytest
from click.testing import CliRunner

from hygiene import audit
from hygiene.audit.packs import packing
from hygiene.audit.packs.counting import Cell, Counts, counts_of
from hygiene.audit.packs.hiding import hidden
from hygiene.audit.packs.records import records_of
from hygiene.audit.packs.sampling import draw
from hygiene.audit.packs.telling import Told
from hygiene.cli.main import cli
from hygiene.errors import InputError
from tests.audit.stores import add, audience, copied, screening
from tests.unit.world import ANN, BOB

INSIDE = ["VERIFY.md", "counts.csv", "manifest-sha256.txt", "report.html"]
ADDRESS = re.compile(r"[\w.+-]+@[\w-]")


def run(*arguments):
    done = CliRunner().invoke(cli, ["snapshot", "pack", *map(str, arguments)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def packed(made, tmp_path_factory):
    return audit.pack(made.store, "2026Q4", tmp_path_factory.mktemp("packs") / "pack")


@pytest.fixture(scope="module")
def external(made, tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs") / "external"
    return audit.pack(made.store, "2026Q4", folder, external=True)


@pytest.fixture(scope="module")
def snapshot(made):
    return audit.open_snapshot(made.store, "2026Q4")


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def decisions(snapshot):
    return snapshot.table("c1", "decisions").rows(named=True)


def test_the_manifest_has_the_digest_of_every_file(packed):
    names = sorted(path.name for path in packed.folder.iterdir())
    assert names == sorted([*INSIDE, "sample.csv", "sample.html"])
    listed = (packed.folder / "manifest-sha256.txt").read_text()
    assert hashlib.sha256(listed.encode()).hexdigest() == packed.manifest
    for line in listed.splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((packed.folder / name).read_bytes()).hexdigest() == digest
    assert len(listed.splitlines()) == len(names) - 1


def test_it_is_the_same_twice_and_replaces_itself_alone(made, packed, tmp_path):
    again = audit.pack(made.store, "2026Q4", tmp_path / "again")
    assert again.manifest == packed.manifest
    assert audit.pack(made.store, "2026Q4", tmp_path / "again").files == again.files
    (tmp_path / "again" / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="an audit pack did not write"):
        audit.pack(made.store, "2026Q4", tmp_path / "again")


def test_nothing_in_it_names_a_person(packed, external):
    names = {ANN, BOB, *filter(None, audience(3)["email"]), "07700900123"}
    for made_pack in (packed, external):
        for path in made_pack.folder.iterdir():
            text = path.read_text("utf-8")
            if path.name == "VERIFY.md":  # who signs stands in it, and is asked for
                text = text.replace("audit@example.com", "")
            assert not [name for name in names if name and "@" in name and name in text]
            assert "07700900123" not in text
            assert not ADDRESS.search(re.sub(r"base64,[^\"]*", "", text)), path.name


def test_the_counts_reconcile_with_the_tables(packed, snapshot):
    counted = {
        (row["what"], row["name"], row["to"]): int(row["count"])
        for row in rows(packed.folder / "counts.csv")
        if row["what"] in {"total", "reason", "ground", "policy"}
    }
    stored = decisions(snapshot)
    kept = [row for row in stored if row["decision"] == "keep"]
    assert counted["total", "audience", ""] == len(stored)
    assert counted["total", "kept", ""] == len(kept)
    assert counted["total", "removed", ""] == len(stored) - len(kept)
    for what, name in (("reason", "reason"), ("ground", "basis"), ("policy", "policy")):
        for value in {row[name] for row in stored} - {None}:
            found = sum(row[name] == value for row in stored)
            assert counted[what, value, ""] == found
    flows = [row for row in rows(packed.folder / "counts.csv") if row["what"] == "flow"]
    people = {row["pid"] for row in stored} - {None}
    to = [int(row["count"]) for row in flows if row["to"] != "absent"]
    assert sum(to) == len(people)


def test_counts_that_do_not_add_up_are_a_bug(snapshot):
    counts = counts_of(snapshot, None)
    total = next(cell for cell in counts.cells if cell.name == "audience")
    counts.cells[total] += 1
    with pytest.raises(AssertionError, match="'audience' do not add up"):
        counts.add_sum(*counts.sums[0])


def test_the_report_tells_what_there_is_to_tell(packed, made, snapshot):
    page = (packed.folder / "report.html").read_text("utf-8")
    for said in (
        "Verified.",
        made.heads[2],
        "news-3",
        "unsubscribed",
        "soft_opt_in",
        "signed by the key SHA256:",
        "Nothing was waived.",
        "With 2026Q3.",
        "What is not proved",
        *snapshot.record["limits"],
    ):
        assert said in page
    assert page.count("data:image/png") == 2 * 2
    assert not re.search(r"<script|https?://|<link|@import", page)


def test_the_first_quarter_has_nothing_to_compare_with(made, tmp_path):
    done = audit.pack(made.store, "2026Q2", tmp_path / "first")
    page = (done.folder / "report.html").read_text("utf-8")
    assert "there is nothing to compare with" in page


# ------------------------------------------------------------------ the sample


def plainly_drawn(snapshot, seed, size):
    """Return the rows as the guide says, in plain Python."""

    def digest(row):
        text = f"{seed}|c1|{row['row']}|{row['pid'] or ''}"
        return hashlib.sha256(text.encode()).hexdigest()

    return [
        row["row"]
        for decision in ("keep", "remove")
        for row in sorted(
            (one for one in decisions(snapshot) if one["decision"] == decision),
            key=digest,
        )[:size]
    ]


@pytest.mark.parametrize("seed", ["a", "b", "7"])
def test_the_sample_is_the_one_that_anybody_draws(snapshot, seed):
    assert draw(snapshot, seed, 3)["row"].to_list() == plainly_drawn(snapshot, seed, 3)


def test_every_decision_has_the_same_chance(snapshot):
    """Each of 8 removed rows is in a sample of 2 a quarter of the time."""
    stored = decisions(snapshot)
    removed = [row["row"] for row in stored if row["decision"] == "remove"]
    drawn = [
        row
        for seed in range(300)
        for row in draw(snapshot, f"seed {seed}", 2).filter(decision="remove")["row"]
    ]
    expected = 300 * 2 / len(removed)
    squares = sum((drawn.count(row) - expected) ** 2 / expected for row in removed)
    assert squares < 24  # chi-square, 7 degrees of freedom: one in a thousand


def test_the_seed_is_the_head_unless_one_is_given(made, packed, snapshot, tmp_path):
    assert packed.seed == made.heads[2]
    drawn = [int(row["row"]) for row in rows(packed.folder / "sample.csv")]
    assert drawn == plainly_drawn(snapshot, made.heads[2], 25)
    given = audit.pack(made.store, "2026Q4", tmp_path / "own", sample=1, seed="mine")
    found = rows(given.folder / "sample.csv")
    assert [int(row["row"]) for row in found] == plainly_drawn(snapshot, "mine", 1)
    assert "Somebody chose this seed" in (given.folder / "report.html").read_text()
    assert "nobody chose it" in (packed.folder / "report.html").read_text()


def test_a_row_says_what_the_snapshot_holds_of_it(packed, snapshot):
    stored = {row["row"]: row for row in decisions(snapshot)}
    consents = {row["ref"]: row for row in snapshot.table("c1", "consents").to_dicts()}
    for row in rows(packed.folder / "sample.csv"):
        decided = stored[int(row["row"])]
        for name, own in (("decision", "decision"), ("ground", "basis")):
            assert row[name] == (decided[own] or "")
        assert row["pid"] == (decided["pid"] or "")
        assert [row[name] for name in ("checked_by", "agrees", "remark")] == [""] * 3
        if decided["basis"] == "consent":
            record = consents[row["record"]]
            assert row["record"] == decided["basis_evidence"]
            assert row["record_says"] == record["action"]
            assert row["record_at"] == f"{record['occurred_at_first']:%FT%TZ}"
            assert row["record_stands"] == "proves the ground"
        if decided["blocked_by"]:
            assert row["record"] in decided["blocked_by"].split()
            assert row["record_stands"] == "stands against it"


def test_an_expired_consent_is_shown_beside_its_decision(snapshot):
    sample = draw(snapshot, "a")
    expired = sample.filter(reason="consent_expired")["number"].item()
    (held,) = records_of(snapshot, sample).filter(number=expired).to_dicts()
    assert (held["stands"], held["says"]) == ("also held", "given")
    assert held["until"] == "2026-05-30T00:00:00Z"


def test_a_formula_stays_text(made, tmp_path):
    """What a campaign is called ends up in a spreadsheet."""
    store = tmp_path / "store"
    named = screening(1, id="=1+1")
    add(store, 1, made.key, campaigns=[named])
    done = audit.pack(store, "2026Q2", tmp_path / "pack")
    found = rows(done.folder / "sample.csv")
    assert {row["campaign"] for row in found} == {"'=1+1 (c1)"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sample": 0}, "1 row or more"),
        ({"seed": "two\nlines"}, "printable"),
        ({"seed": ANN}, "looks like an address"),
        ({"seed": "x", "external": True}, "stay in the company"),
        ({"sample": 5, "external": True}, "stay in the company"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused(made, tmp_path, options, message):
    with pytest.raises(InputError, match=message):
        audit.pack(made.store, "2026Q4", tmp_path / "pack", **options)
    assert not (tmp_path / "pack").exists()


def test_a_pack_lies_outside_the_store(made):
    for out in (made.store, made.store / "pack"):
        with pytest.raises(InputError):
            audit.pack(made.store, "2026Q4", out)
    assert audit.verify(made.store, level="quick").exit_code == 0


# ------------------------------------------------------------- for outside


def test_no_small_count_leaves_the_company(external):
    names = sorted(path.name for path in external.folder.iterdir())
    assert names == INSIDE
    for row in rows(external.folder / "counts.csv"):
        assert row["count"] == "" or not 0 < int(row["count"]) < 10
        assert (row["count"] == "") == (row["is_hidden"] == "true")
    page = (external.folder / "report.html").read_text("utf-8")
    counts = re.findall(r'class="count">([^<]*)<', page)
    assert "hidden" in counts
    assert not {str(number) for number in range(1, 10)} & set(counts)


def possible(total, parts, away):
    """Return what each hidden part could be, by trying every number of it."""
    told = sum(count for name, count in parts.items() if name not in away)
    rest = total - told
    small = [name for name in away if parts[name] < 10]
    large = [name for name in away if parts[name] >= 10]
    left = [n for name, n in parts.items() if name not in away]
    most = min(left, default=total)
    lowest = dict.fromkeys(small, (1, 9)) | dict.fromkeys(large, (10, most))
    found = {}
    for name in small:
        others = [lowest[one] for one in away if one != name]
        low, high = (sum(end) for end in zip((0, 0), *others, strict=True))
        found[name] = {n for n in range(1, 10) if low <= rest - n <= high}
    return found


CASES = [
    {"a": 3, "b": 400, "c": 600},
    {"a": 1, "b": 10, "c": 600, "d": 700},
    {"a": 9, "b": 400, "c": 400, "d": 500},
    {"a": 1, "b": 1, "c": 12, "d": 80, "e": 81},
]


@pytest.mark.parametrize("parts", CASES)
def test_whoever_knows_the_rule_finds_no_small_count(parts):
    counts = audit_counts(parts)
    away = {cell.name for cell in hidden(counts)}
    total = sum(parts.values())
    assert {name for name, count in parts.items() if count < 10} <= away
    assert len(away - {"total"}) > sum(count < 10 for count in parts.values())
    if "total" not in away:
        for could_be in possible(total, parts, away).values():
            assert could_be == set(range(1, 10))


def audit_counts(parts):
    counts = Counts()
    total = counts.add(Cell("c1", "total", "total"), sum(parts.values()))
    cells = [counts.add(Cell("c1", "reason", name), n) for name, n in parts.items()]
    counts.add_sum(total, cells)
    return counts


def test_a_picture_for_outside_draws_hidden_reasons_as_one():
    told = Told(audit_counts(CASES[0]), frozenset())
    cells = {
        Cell("c1", "total", "audience"): 1_503,
        Cell("c1", "total", "kept"): 500,
        Cell("c1", "total", "removed"): 1_003,
        Cell("c1", "reason", "paused"): 3,
        Cell("c1", "reason", "minor"): 400,
        Cell("c1", "reason", "objected"): 600,
    }
    told.counts.cells.clear()
    told.counts.cells.update(cells)
    away = frozenset({Cell("c1", "reason", "paused"), Cell("c1", "reason", "minor")})
    steps = Told(told.counts, away).steps("c1")
    assert steps is not None
    assert steps["step"].to_list() == [
        "audience",
        "objected",
        "reasons not told",
        "kept",
    ]
    assert steps["contacts"].to_list() == [1503, 600, 403, 500]
    assert steps["left"].to_list() == [1503, 903, 500, 500]
    hidden_total = frozenset({*away, Cell("c1", "total", "kept")})
    assert Told(told.counts, hidden_total).steps("c1") is None


# ---------------------------------------------------------- what does not verify


def test_a_store_that_does_not_verify_is_not_packed(made, tmp_path):
    store = copied(made.store, tmp_path)
    path = store / "2026Q3/data/run.json"
    path.write_bytes(path.read_bytes() + b" ")
    code, said = run(store, "2026Q4", "--out", tmp_path / "pack")
    assert code == 1
    assert "no pack is made of it" in said
    path.unlink()
    assert run(store, "2026Q4", "--out", tmp_path / "pack")[0] == 3
    assert not (tmp_path / "pack").exists()
    assert run(tmp_path / "none", "2026Q4", "--out", tmp_path / "pack")[0] == 10
    assert run(made.store, "2027Q1", "--out", tmp_path / "pack")[0] == 10
    wrong = ("--expect-head", "0" * 64)
    assert run(made.store, "2026Q4", "--out", tmp_path / "pack", *wrong)[0] == 1


def test_the_command_says_what_to_hand_over(made, packed, tmp_path):
    code, said = run(made.store, "2026Q4", "--out", tmp_path / "pack")
    assert code == 0, said
    assert f"manifest-sha256.txt {packed.manifest}" in said
    assert f"seed {made.heads[2]}" in said


def test_a_disk_that_is_full_leaves_nothing(made, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.write_bytes", full)
    with pytest.raises(InputError, match="No space left"):
        audit.pack(made.store, "2026Q4", tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


def test_the_guide_is_the_snapshot_s_own(packed, made):
    own = (made.store / "2026Q4/data/VERIFY.md").read_bytes()
    assert (packed.folder / "VERIFY.md").read_bytes() == own
    assert json.loads(json.dumps(packed.verification.to_dict()))["exit_code"] == 0
    assert packing.GUIDE == "VERIFY.md"
    assert pl.read_csv(packed.folder / "counts.csv").height > 10
