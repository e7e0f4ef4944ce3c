"""Which files the gate reads of a table, and how it reads each kind of them."""

from dataclasses import replace

import polars as pl
import pytest

from hygiene.gates.runner import run_gate
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source, open_file
from tests.unit.gates_reader import WRITERS, Reader
from tests.unit.test_gates_rules import ANN, BOB, CAMPAIGN, GOOD, event, failed, write

LONDON = "Europe/London"
PLACES = {  # two ways to read 1 June
    LONDON: "2026-05-31T23:00:00+00:00",
    "America/Chicago": "2026-06-01T05:00:00+00:00",
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    return Reader(tmp_path_factory.mktemp("reader"), *PLACES)


def opt_outs(*names):
    """Return suppressions of these people, whose ids are their names."""
    return pl.DataFrame(
        {
            "suppression_id": names,
            "value": [f"{name}@example.com" for name in names],
            "reason": ["objected"] * len(names),
            "effective_from": ["2026-06-01"] * len(names),
        },
        schema_overrides=dict.fromkeys(
            ["suppression_id", "value", "reason", "effective_from"], pl.String
        ),
    )


def entry(*sources, zone=LONDON):
    return Entry("suppressions", sources, zone)


def test_every_file_of_every_entry_is_read_in_its_own_zone(reader):
    first = entry(
        reader.put(opt_outs("a", "b"), "csv", "one"),
        reader.put(opt_outs("c").with_columns(contact_id=pl.lit("7")), "parquet"),
    )
    second = entry(
        reader.put(opt_outs("d"), "ndjson"),
        reader.put(opt_outs(), "arrow", "none"),
        Source("e", opt_outs("e").lazy()),
        zone="America/Chicago",
    )
    rows = reader.rows("suppressions", first, second)
    assert [(row["suppression_id"], row["entry"]) for row in rows] == [
        *[("a", 0), ("b", 0), ("c", 0)],
        *[("d", 1), ("e", 1)],
    ]
    starts = [row["effective_from_first"].isoformat() for row in rows]
    assert starts == [PLACES[LONDON]] * 3 + [PLACES["America/Chicago"]] * 2
    assert [row["contact_id"] for row in rows] == [None, None, "7", None, None]
    assert {row["row"] for row in rows} == {0}


HEAD = "suppression_id,value,reason,effective_from,note\n"
LINES = {
    "plain": (HEAD, "a,a@example.com,objected,2026-06-01,x\n"),
    "a byte order mark": ("\ufeff" + HEAD, "a,a@example.com,objected,2026-06-01,x\n"),
    "a quoted line break": (HEAD, 'a,a@example.com,objected,2026-06-01,"x\ny, z"\n'),
    "quoted blank lines": (HEAD, 'a,a@example.com,objected,2026-06-01,"\n\n\r\n"\n'),
    "a quoted header": (
        '"suppression_id",value,"reason",effective_from,"a ""note"""\n',
        "a,a@example.com,objected,2026-06-01,x\n",
    ),
    "carriage returns": (
        HEAD.replace("\n", "\r\n"),
        "a,a@example.com,objected,2026-06-01,x\r\n",
    ),
    "a short row": (HEAD, "a,a@example.com,objected,2026-06-01\n"),
    "a blank line between": (HEAD, "\na,a@example.com,objected,2026-06-01,x\n"),
    "no last line end": (HEAD, "a,a@example.com,objected,2026-06-01,x"),
}


@pytest.mark.parametrize("case", LINES)
def test_lines_of_a_csv_file(reader, case):
    head, line = LINES[case]
    path = reader.work / "lines.csv"
    more = "b,b@example.com,objected,2026-06-01,x\n"
    path.write_bytes(f"{head}{line}".encode())
    if not case.startswith("no last"):
        path.write_bytes(f"{head}{line}{more}".encode())
    rows = reader.rows("suppressions", entry(open_file(path)))
    good = [row for row in rows if row["suppression_id"]]
    expected = ["a@example.com", "b@example.com"][: 1 if "no last" in case else 2]
    assert [row["value"] for row in good] == expected
    assert [row["flaws"] for row in good] == [0] * len(expected)
    assert len(rows) == len(open_file(path).frame.collect())


def test_quotes_of_a_csv_file_are_kept_and_blanks_around_keys_are_not(reader):
    path = reader.work / "quotes.csv"
    path.write_text(HEAD + 'a," ""a""@example.com ",objected,"2026-06-01",\n', "utf-8")
    (row,) = reader.rows("suppressions", entry(open_file(path)))
    assert row["value"] == '"a"@example.com'


def test_values_of_ndjson_are_texts_and_keys_may_lack(reader):
    path = reader.work / "rows.ndjson"
    path.write_text(
        '{"suppression_id": 7, "value": "a@example.com", "reason": "minor",'
        ' "effective_from": "2026-06-01"}\n'
        '{"reason": "minor", "value": "caf\\u00e9 \\"x\\"", "suppression_id": "8",'
        ' "effective_from": null}\n',
        "utf-8",
    )
    seven, eight = reader.rows("suppressions", entry(open_file(path)))
    assert (seven["suppression_id"], seven["flaws"]) == ("7", 0)
    assert (eight["value"], eight["flaws"]) == ('caf\u00e9 "x"', 1)


GLOBS = ("a[1]", "b*", "c?", "[!d]", "{e,f}", "g [12]")
DECOYS = ("a1", "b2", "cc", "e", "f", "g 1")


@pytest.mark.parametrize("form", WRITERS)
def test_a_name_that_could_be_a_glob_is_itself(reader, form):
    for name in DECOYS:
        reader.put(opt_outs("decoy"), form, name)
    for name in GLOBS:
        source = reader.put(opt_outs(name), form, name)
        (row,) = reader.rows("suppressions", entry(source))
        assert row["suppression_id"] == name


def moved(contacts, name):
    """Give the file of some contacts a name that DuckDB could take for a glob."""
    old = contacts.paths[0]
    new = old.rename(old.with_name(f"{name}[12]{old.suffix}"))
    for decoy in ("1", "2"):
        write([BOB], "email", old.with_name(f"{name}{decoy}{old.suffix}"))
    return replace(contacts, paths=(new,))


def consents(folder, name, form, *addresses):
    rows = [{"event_id": one, **event(address=one)} for one in addresses]
    WRITERS[form](pl.DataFrame(rows), folder / f"{name}.{form}")
    return [Entry("consents", (open_file(folder / f"{name}.{form}"),), LONDON)]


@pytest.mark.parametrize("form", ["csv", "parquet", "ndjson"])
def test_such_names_are_read_behind_the_lock(tmp_path, form):
    folder = tmp_path / "lists [of] 2026"
    folder.mkdir()
    subject = replace(GOOD, form=form).subject(folder)
    for decoy in ("consents1", "consents2"):
        consents(folder, decoy, form, *GOOD.kept)
    found = consents(folder, "consents[12]", form, ANN)
    subject = replace(
        subject,
        listed=moved(subject.listed, "kept"),
        audience=moved(subject.audience, "audience"),
        evidence={**subject.evidence, "consents": found},
    )
    result = run_gate(subject, CAMPAIGN, tmp_path)
    assert failed(result) == {"expect_no_contact_without_ground": len(GOOD.kept) - 1}
    assert result.canaries.missed == ()
