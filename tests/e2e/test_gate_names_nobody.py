"""Every personal cell is marked; no mark is in anything but the lists themselves."""

import hashlib
import logging
import shutil
import warnings

import polars as pl
import pytest

from hygiene.resources import shipped_folder
from tests.e2e.commands import run, spawn
from tests.e2e.world import HEAD, put

MARK, NUMBER = "zq7k", "7700900417"
LISTS = {"kept", "removed", "decisions"}
KEPT, REMOVED = range(5), range(5, 12)


def point(number):
    return f"{MARK}{number}@example.com"


DIGEST = hashlib.sha256(point(7).encode()).hexdigest()
MARKS = (MARK, NUMBER, NUMBER[4:], DIGEST[:16])


def audience(numbers=range(12)):
    """Return people whose every cell is a mark; their sources look like addresses."""
    sources = [f"{MARK}@example.org", f"+44{NUMBER}", f"{MARK} {MARK}@example.net"]
    return pl.DataFrame(
        {
            "contact_id": [f"{MARK}-{number}" for number in numbers],
            "email": [point(number) for number in numbers],
            "phone": f"+44{NUMBER}",
            "source": [sources[number % 3] for number in numbers],
            "note": f"{MARK} 07700 900417",
        }
    )


def consents():
    said = {"channel": "email", "purpose": "marketing.newsletter"}
    said |= {"controller": "northpay", "action": "given", "method": MARK}
    said |= {"occurred_at": "2026-05-10", "wording": MARK, "source": point(0)}
    return pl.DataFrame(
        {
            "event_id": [f"{MARK}-e{number}" for number in range(9)],
            "address": [point(number) for number in range(9)],
            **said,
        }
    )


def suppressions():
    matched = {
        "address": f"{MARK}5+x@example.com",
        "contact_id": f" {MARK}-6",
        "sha256": DIGEST,
        "domain": f"{MARK}.example",
    }
    return pl.DataFrame(
        {
            "suppression_id": [f"{MARK}-s{number}" for number in range(5)],
            "match": [*matched, "address"],
            "value": [*matched.values(), f"{MARK} 07700 900417"],
            "contact_id": [None, None, None, f"{MARK}-8", NUMBER],
            "reason": "objected",
            "effective_from": "2026-06-01",
            "source": f"{MARK}@example.org",
        }
    )


def sends():
    said = {"controller": "northpay", "channel": "email", "purpose": MARK}
    return pl.DataFrame(
        {
            "send_id": [f"{MARK}-m1", f"{MARK}-m2"],
            "address": [point(5), point(6)],
            "contact_id": f"{MARK}-6",
            "campaign": MARK,
            "sent_at": ["2026-11-20T09:00:00Z", "2027-01-01"],
            **said,
        }
    )


TABLES = {"consents": consents, "suppressions": suppressions, "sends": sends}


def campaign(folder, **spoilt):
    """Write the marked campaign; return its path."""
    text = HEAD
    for name, make in {"audience": audience, **TABLES}.items():
        put(spoilt.get(name, lambda frame: frame)(make()), folder, name, "csv")
        text += f'\n[tables.{name}]\npath = "{name}.csv"\n'
    path = folder / "campaign.toml"
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def said(capfd, caplog, tmp_path, monkeypatch):
    """Run a command; return it, and all that it said by whatever way."""
    caplog.set_level(logging.DEBUG)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))

    def ask(*args):
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            done = run(*args)
        below = "".join(capfd.readouterr())
        told = [done.output, done.stderr, below, caplog.text, *map(str, warned)]
        return done, "\n".join(told)

    return ask


def assert_unmarked(text, place):
    found = [mark for mark in MARKS if mark.lower() in text.lower()]
    assert found == [], place


def assert_nobody(said, *folders):
    """No mark was said, and none is left in a file that is no list."""
    assert_unmarked(said, "said")
    files = [path for folder in folders for path in folder.rglob("*")]
    for path in files:
        if path.is_file() and path.stem not in LISTS:
            assert_unmarked(path.read_bytes().decode("utf-8", "replace"), path.name)
    return {path.name for path in files}


def test_a_screening_that_passes(said, tmp_path):
    path, out = campaign(tmp_path), tmp_path / "out"
    done, told = said("screen", path, "--out", out, "--json")
    assert done.exit_code == 0, done.output
    left = assert_nobody(told, out)
    assert {"summary.json", "gate.json", "report.html"} <= left
    kept = (out / "kept.csv").read_text("utf-8")
    assert [MARK in kept, NUMBER in kept, kept.count("\n")] == [
        True,
        True,
        1 + len(KEPT),
    ]


@pytest.fixture
def quoting(tmp_path, monkeypatch):
    """Let checks fail with what they read: DuckDB quotes it in its messages."""
    folder = shutil.copytree(shipped_folder("expectations"), tmp_path / "suites")
    monkeypatch.setattr("hygiene.gates.suites.shipped_folder", lambda _name: folder)
    for rule, wrong in {
        "expect_no_suppressed_contact": "point::integer as row from kept",
        "expect_no_contact_without_ground": "error(person)::bigint as row from kept",
        "expect_plausible_times": "year(source::timestamp) as row from suppressions",
        "expect_unique_ids": "year(event_id::date) as row from consents",
    }.items():
        (folder / "sql" / f"{rule}.sql").write_text(f"select {wrong}", "utf-8")
    return 4


def test_a_screening_whose_checks_raise(quoting, said, tmp_path):
    out = tmp_path / "out"
    done, told = said("screen", campaign(tmp_path), "--out", out)
    assert done.exit_code == 3, done.output
    assert told.count("could not be checked") >= quoting
    assert assert_nobody(told, out) == {"summary.json", "gate.json", "report.html"}


def marked(table, column, value):
    """Return what puts a mark into one column of a table."""
    return {table: lambda frame: frame.with_columns(pl.lit(value).alias(column))}


BAD = {
    "times": marked("consents", "occurred_at", f"{MARK} 07700 900417"),
    "codes": marked("suppressions", "reason", point(1)),
    "matches": marked("suppressions", "match", f"+44{NUMBER}"),
    "channels": marked("sends", "channel", MARK),
    "ids": marked("sends", "send_id", f"{MARK}-m1"),
    "columns": {"consents": lambda frame: frame.rename({"action": f"{MARK} action"})},
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input(case, said, tmp_path):
    out = tmp_path / "out"
    done, told = said("screen", campaign(tmp_path, **BAD[case]), "--out", out)
    assert done.exit_code == 2, done.output
    left = assert_nobody(told, *[out] * out.exists())
    assert left == (set() if case == "columns" else {"rejects.csv"})


def check(said, path, listed, *more):
    """Check a list; return the exit code when nobody was named."""
    left = path.parent / "left"
    given = ["--list", listed, "--junit", left / "gate.xml", "--docs", left / "docs"]
    done, told = said("check", path, *given, *more)
    found = assert_nobody(told, *[left] * left.exists())
    assert list((path.parent / "temporary").iterdir()) == []
    has_files = done.exit_code != 2
    assert ("gate.xml" in found) == ("index.html" in found) == has_files
    return done.exit_code


def listed(folder, numbers, form="csv"):
    return put(audience(numbers), folder, "list", form)


def test_a_list_that_passes(said, tmp_path):
    path = campaign(tmp_path)
    assert check(said, path, listed(tmp_path, KEPT, "parquet"), "--json") == 0


def test_a_list_that_is_refused(said, tmp_path):
    path = campaign(tmp_path)
    assert check(said, path, listed(tmp_path, [*range(14), 1])) == 3


def test_a_list_over_which_checks_raise(quoting, said, tmp_path):
    assert quoting
    path = campaign(tmp_path)
    assert check(said, path, listed(tmp_path, KEPT), "--json") == 3


def garbage(name, content):
    def make(folder):
        path = folder / name
        path.write_bytes(content)
        return path

    return make


LINE = f"{point(1)},{MARK}\n".encode()
UNUSABLE = {
    "no header": garbage("list.csv", LINE * 3),
    "no UTF-8": garbage("list.csv", b"email,x\n" + LINE + b"\xc3\xa9\xff" + LINE),
    "too many fields": garbage("list.csv", b"email\n" + LINE * 2),
    "an open quote": garbage("list.csv", b'email,x\n"' + LINE * 3),
    "damaged Parquet": garbage("list.parquet", b"PAR1" + LINE + b"PAR1"),
    "damaged NDJSON": garbage("list.ndjson", b'{"email": "' + LINE),
    "no table": garbage("list.xlsx", LINE),
}


@pytest.mark.parametrize("case", UNUSABLE)
def test_a_list_that_cannot_be_used(case, said, tmp_path):
    path = campaign(tmp_path)
    assert check(said, path, UNUSABLE[case](tmp_path)) == 2


@pytest.mark.slow  # a process of its own
@pytest.mark.parametrize("code", [0, 2, 3])
def test_the_temporary_folder_of_a_screening_is_empty_at_its_end(code, tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    changes = {2: BAD["codes"], 3: {"suppressions": pl.DataFrame.clear}}
    path = campaign(tmp_path, **changes.get(code, {}))
    done = spawn("screen", path, "--out", tmp_path / "out", TMPDIR=str(temporary))
    assert done.returncode == code, done.stderr
    assert_nobody(done.stdout + done.stderr, tmp_path / "out")
    assert list(temporary.iterdir()) == []
