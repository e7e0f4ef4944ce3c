"""One person in a store: found with the key, redacted with a record that stays."""

import json
import shutil
from datetime import UTC, datetime

import pytest

import hygiene as hy
from hygiene import audit
from hygiene.audit import disk
from hygiene.audit.pids import Kind
from tests.audit.stores import EVE, KEY, OTHER_KEY, copied, read, signing_key
from tests.unit.world import ANN, BOB

AT = datetime(2027, 2, 1, 9, tzinfo=UTC)
WHY = {"at": AT, "by_role": "data protection officer", "why": "request 12"}


def held(rows):
    return [(one["snapshot"], one["table"]) for one in rows]


def test_a_person_is_found_in_every_snapshot(made):
    found = audit.person(made.store, " Bob@Example.com ", key=KEY)
    decisions = [one["row"] for one in found.rows if one["table"] == "decisions"]
    assert [one["decision"] for one in decisions] == ["keep", "remove", "remove"]
    assert str(found).splitlines()[:3] == [
        "2026Q2 news-1: keep (consent), policy uk",
        "2026Q3 news-2: remove (unsubscribed), policy uk",
        "2026Q4 news-3: remove (unsubscribed), policy uk",
    ]
    assert ("2026Q3", "suppressions") in held(found.rows)
    assert ("2026Q2", "suppressions") not in held(found.rows)


def test_a_person_is_found_by_id_alias_and_digest(made):
    by_id = audit.person(made.store, contact_id="7", key=KEY)
    assert held(by_id.rows) == held(audit.person(made.store, ANN, key=KEY).rows)
    alias = audit.person(made.store, "bob+news@example.com", key=KEY)
    assert held(alias.rows) == held(audit.person(made.store, BOB, key=KEY).rows)
    eve = audit.person(made.store, EVE, key=KEY)
    assert ("2026Q4", "suppressions") in held(eve.rows)


def test_each_row_comes_with_its_place_in_the_signed_hash(made):
    """The digest is one of those whose sorted list makes the logical hash."""
    from hygiene.audit.lth1 import combined, row_digests

    for one in audit.person(made.store, ANN, key=KEY).rows:
        frame = read(made.store / one["snapshot"] / f"data/c1_{one['table']}.parquet")
        digests = row_digests(frame)
        assert one["digest"] in digests
        assert combined(frame.schema, digests) == one["lth1"]


def test_without_the_key_nobody_is_found(made):
    with pytest.raises(hy.InputError, match=f"No snapshot .* key {OTHER_KEY.kid}"):
        audit.person(made.store, ANN, key=OTHER_KEY)
    with pytest.raises(hy.InputError, match="Name the person by"):
        audit.person(made.store, " ", key=KEY)
    assert audit.person(made.store, "stranger@example.org", key=KEY).rows == []


def redacted(store, made, address=ANN, **changes):
    said = {"key": KEY, "signing_key": made.key, **WHY, **changes}
    return audit.redact(store, "2026Q3", address, **said)


def test_a_person_leaves_and_the_rest_still_verifies(made, tmp_path):
    store = copied(made.store, tmp_path)
    done = redacted(store, made)
    assert done.rows == {
        "c1_audience.parquet": 2,
        "c1_decisions.parquet": 2,
        "c1_consents.parquet": 1,
        "c1_sends.parquet": 1,
    }
    pid = KEY.pid(Kind.EMAIL, ANN)
    for path in (store / "2026Q3/data").glob("*.parquet"):
        assert pid not in str(read(path).to_dict(as_series=False))
    result = audit.verify(store, level="replay", expect_head=made.heads[-1])
    assert result.exit_code == 4
    assert result.is_verified
    assert len(result.findings) == 4
    assert "2026Q3: 'data/c1_decisions.parquet' lacks 2 row(s)." in str(result)
    assert held(audit.person(store, ANN, key=KEY).rows).count(("2026Q3", "sends")) == 0


def test_the_record_says_who_when_and_why_and_names_nobody(made, tmp_path):
    store = copied(made.store, tmp_path)
    done = redacted(store, made)
    content = (store / "redactions" / done.record).read_bytes()
    said = json.loads(content)
    assert (said["by_role"], said["why"]) == ("data protection officer", "request 12")
    assert said["at"] == "2027-02-01T09:00:00Z"
    assert said["head"] == made.heads[1]
    assert ANN.encode() not in content
    assert KEY.pid(Kind.EMAIL, ANN).encode() not in content
    assert done.digest in str(done)


def test_two_redactions_follow_one_another(made, tmp_path):
    store = copied(made.store, tmp_path)
    redacted(store, made)
    second = redacted(store, made, BOB)
    assert second.record == "2026Q3-2.json"
    assert audit.verify(store, level="replay").exit_code == 4
    with pytest.raises(hy.InputError, match="holds no row of this person"):
        redacted(store, made)


@pytest.mark.parametrize(
    "name", ["2026Q3-1.json", "2026Q3-1.json.sig", "../2026Q3/data/c1_sends.parquet"]
)
@pytest.mark.parametrize("edit", ["gone", "changed"])
def test_a_record_and_what_it_speaks_of_cannot_be_altered(made, tmp_path, name, edit):
    store = copied(made.store, tmp_path)
    redacted(store, made)
    path = store / "redactions" / name
    if edit == "gone":
        path.unlink()
    else:
        content = bytearray(path.read_bytes())
        content[40] ^= 1
        path.write_bytes(content)
    assert audit.verify(store).exit_code in {1, 3}


def test_a_redaction_by_another_key_counts_for_nothing(made, tmp_path):
    store = copied(made.store, tmp_path)
    other = signing_key(tmp_path, "other")
    redacted(store, made, signing_key=other)
    result = audit.verify(store)
    assert result.exit_code == 1
    assert "'2026Q3-1.json' is not signed by a trusted key." in str(result)


def test_the_wrong_key_and_an_address_as_reason_are_refused(made, tmp_path):
    store = copied(made.store, tmp_path)
    with pytest.raises(hy.InputError, match="did not make the pseudonyms"):
        redacted(store, made, key=OTHER_KEY)
    with pytest.raises(hy.InputError, match="names no address"):
        redacted(store, made, why=f"asked by {ANN}")
    assert not (store / "redactions").exists()


@pytest.mark.parametrize("done", range(4))
def test_a_redaction_that_was_killed_is_finished_by_the_next(made, tmp_path, done):
    """After the record, and after some of the files."""
    store = copied(made.store, tmp_path)
    whole = tmp_path / "whole"
    shutil.copytree(store, whole)
    rows = redacted(whole, made).rows
    shutil.copytree(whole / "redactions", store / "redactions")
    for name in [*rows][:done]:
        shutil.copy(whole / "2026Q3/data" / name, store / "2026Q3/data" / name)
    assert audit.verify(store).exit_code == 1
    assert "recorded as redacted and still whole" in str(audit.verify(store))
    redacted(store, made, BOB)
    assert audit.verify(store).exit_code == 4
    left = {name for name, _ in held(audit.person(store, ANN, key=KEY).rows)}
    assert left == {"2026Q2", "2026Q4"}


def test_nobody_redacts_while_another_writes(made, tmp_path):
    store = copied(made.store, tmp_path)
    with disk.locked(store), pytest.raises(audit.LockedError, match="is writing to"):
        redacted(store, made)
    assert not (store / "redactions").exists()
