"""The checks before signing, and the readers of what may be damaged or hostile."""

import io
import random
import shutil
from types import SimpleNamespace

import polars as pl
import pytest

import hygiene as hy
from hygiene import audit
from hygiene.audit import bag, sshsig
from hygiene.audit.about import checked, read_about
from hygiene.audit.invariants import violations
from hygiene.audit.loading import parsed, parsed_table
from hygiene.audit.own_checks import require_no_address
from hygiene.audit.signers import signer_line
from tests.audit.stores import ABOUT, WHO, copied, rebagged, signing_key


@pytest.fixture(scope="module")
def held(made):
    """Return the campaign and the tables of the second quarter."""
    snapshot = audit.open_snapshot(made.store, "2026Q3")
    return snapshot.rules()["c1"], snapshot.tables("c1")


def broken(held, change, table="decisions"):
    """Return the invariants that a change of a table breaks, with their counts."""
    campaign, tables = held
    found = violations(campaign, {**tables, table: tables[table].pipe(change)})
    return {one["id"]: one["violations"] for one in found if one["violations"]}


def kept(frame, row):
    """Return decisions in which a row is kept, on no ground that there is."""
    here = pl.col("row") == row
    none = pl.lit(None, pl.String)
    return frame.with_columns(
        decision=pl.when(here).then(pl.lit("keep")).otherwise("decision"),
        basis=pl.when(here).then(pl.lit("consent")).otherwise("basis"),
        **{
            name: pl.when(here).then(none).otherwise(name)
            for name in ("reason", "reasons", "blocked_by")
        },
    )


BREAKS = {
    "a row is lost": (lambda f: f.filter(pl.col("row") != 5), {"every_row_once": 1}),
    "a row is there twice": (
        lambda f: pl.concat([f, f.filter(pl.col("row") == 5)]),
        {"every_row_once": 1},
    ),
    "removed without a reason": (
        lambda f: f.with_columns(reason=pl.when(pl.col("row") != 1).then("reason")),
        {"kept_or_removed": 1},
    ),
    "kept with a reason": (
        lambda f: f.with_columns(
            reasons=pl.when(pl.col("row") == 0)
            .then(pl.lit("minor"))
            .otherwise("reasons")
        ),
        {"kept_or_removed": 1},
    ),
    "no address is kept": (lambda f: kept(f, 7), {"kept_can_be_reached": 1}),
    "one person is kept twice": (lambda f: kept(f, 8), {"kept_once": 1}),
    "the evidence is another's": (
        lambda f: f.with_columns(
            basis_evidence=pl.when(pl.col("row") == 3)
            .then(pl.lit("0" * 32))
            .otherwise("basis_evidence")
        ),
        {"evidence_is_there": 1},
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_sql_finds_what_must_not_be(held, name):
    change, found = BREAKS[name]
    assert broken(held, change) == found


@pytest.mark.parametrize("reason", ["deceased", "complained", "hard_bounced"])
@pytest.mark.parametrize("by", ["wide", "person"])
def test_sql_finds_who_is_kept_against_a_suppression(held, reason, by):
    """Ann is kept; a suppression that nothing lifts names her address or her id."""
    ann = held[1]["audience"].filter(row=0)[by].item()
    none = dict.fromkeys(("wide", "person"), pl.lit(None, pl.String))

    def change(frame):
        return frame.with_columns(**{**none, by: pl.lit(ann)}, reason=pl.lit(reason))

    assert broken(held, change, "suppressions") == {"suppressed_is_removed": 1}


def test_sql_knows_scope_time_and_what_can_be_lifted(held):
    ann = held[1]["audience"].filter(row=0)["wide"].item()
    base = held[1]["suppressions"].with_columns(
        wide=pl.lit(ann), reason=pl.lit("deceased")
    )
    at = pl.col("effective_from_first")
    for change in (
        {"reason": pl.lit("unsubscribed")},
        {"channel": pl.lit("sms")},
        {"controller": pl.lit("eastpay")},
        {"purpose": pl.lit("marketing.newsletters")},
        {"effective_from_first": at.dt.offset_by("1y")},
        {"effective_until_last": at.dt.offset_by("1d")},
        {"recorded_at_first": at.dt.offset_by("1y")},
    ):
        narrowed = base.with_columns(**change)
        assert broken(held, lambda _, to=narrowed: to, "suppressions") == {}, change
    assert broken(held, lambda _: base, "suppressions") == {"suppressed_is_removed": 1}


def test_what_looks_like_an_address_is_not_written():
    frame = pl.DataFrame({"method": ["web", "by ann@example.com"]})
    quarter = SimpleNamespace(tables={"c1": {"consents": frame}})
    with pytest.raises(audit.FindingsError) as refusal:
        require_no_address(SimpleNamespace(quarter=quarter, files={}))
    assert str(refusal.value) == (
        "Column 'method' of c1_consents holds what looks like an address. "
        "Nothing is written."
    )
    none = SimpleNamespace(quarter=SimpleNamespace(tables={}), files={"a.json": b"a@b"})
    with pytest.raises(audit.FindingsError, match=r"^'a\.json' holds what looks like"):
        require_no_address(none)


@pytest.mark.parametrize(
    "content",
    [
        b"[1]",
        b'{"a": NaN}',
        b'{"a": 1.5}',
        b'{"a": 1, "a": 2}',
        b"{" * 100_000,
        b'{"a":' * 100_000,
        b"\xff\xfe",
        b"",
    ],
)
def test_odd_json_is_refused(content):
    with pytest.raises(audit.FindingsError, match=r"^'x\.json' is not a JSON object"):
        parsed(content, "x.json")


def test_a_damaged_table_is_refused_or_read_and_never_more(made):
    """Random damage ends in our own error or in a frame; nothing else comes out."""
    good = (made.store / "2026Q3/data/c1_consents.parquet").read_bytes()
    drawn = random.Random(11)  # noqa: S311 - the same damage every time
    refused = 0
    for _ in range(80):
        content = bytearray(good)
        for _ in range(drawn.choice((1, 3, 20))):
            content[drawn.randrange(len(content))] ^= drawn.randrange(1, 256)
        try:
            parsed_table(bytes(content), "x.parquet", "consents")
        except audit.FindingsError:
            refused += 1
    assert refused > 40


def test_other_columns_are_refused():
    file = io.BytesIO()
    pl.DataFrame({"ref": ["a"]}).write_parquet(file)
    with pytest.raises(audit.FindingsError, match="does not have the columns"):
        parsed_table(file.getvalue(), "x.parquet", "consents")


def test_a_store_in_a_folder_with_an_odd_name_is_itself(made, tmp_path):
    """Names that an engine would take for a pattern are not."""
    for name in ("a[1]", "a1", "a*"):
        shutil.copytree(made.store, tmp_path / name)
    flipped = tmp_path / "a1/2026Q3/data/c1_decisions.parquet"
    flipped.write_bytes(flipped.read_bytes()[:-1])
    codes = [audit.verify(tmp_path / name).exit_code for name in ("a[1]", "a1", "a*")]
    assert codes == [0, 1, 0]


def test_a_second_person_may_sign_too(made, tmp_path):
    store = copied(made.store, tmp_path)
    second = signing_key(tmp_path, "second")
    message = (store / "2026Q4" / bag.TAG_MANIFEST).read_bytes()
    path = store / "2026Q4" / bag.OPTIONAL[0]
    path.write_bytes(second.sign(message))
    said = "'tagmanifest-sha256.txt.2.sig' is not a signature of another key"
    assert said in str(audit.verify(store))
    with (store / "allowed_signers").open("a") as file:
        file.write(signer_line("board@example.com", second.public))
    assert audit.verify(store).exit_code == 0
    path.write_bytes(made.key.sign(message))
    assert said in str(audit.verify(store))


@pytest.mark.parametrize(
    ("dates", "code"),
    [
        ('valid-after="20260101",valid-before="20270101"', 0),
        ('valid-before="20261001"', 1),
        ('valid-after="20260701"', 1),
    ],
)
def test_a_key_signs_only_while_it_counts(made, tmp_path, dates, code):
    """Snapshots were made on 20 June, 20 September and 20 December."""
    signers = tmp_path / "signers"
    signers.write_text(f"{WHO} {dates} {sshsig.public_line(made.key.public)}\n")
    assert audit.verify(made.store, signers=signers).exit_code == code


def test_a_snapshot_without_its_signers_is_not_verified(made, tmp_path):
    store = copied(made.store, tmp_path)
    (store / "allowed_signers").unlink()
    assert audit.verify(store).exit_code == 1
    with pytest.raises(hy.InputError, match="There is no file 'none' of allowed"):
        audit.verify(store, signers=tmp_path / "none")


def test_what_is_signed_again_must_still_say_what_it_holds(made, tmp_path):
    """An insider who edits counts, hashes or tables and signs: the rest disagrees."""
    for old, new in (
        ('"kept": 4', '"kept": 5'),
        ('"rows": 9', '"rows": 8'),
        ('"snapshot_id": "2026Q2"', '"snapshot_id": "2026Q1"'),
        ('"lth1": "', '"lth1": "0'),
        ('"c1_sends.parquet"', '"c1_more.parquet"'),
        ('"outputs"', '"output"'),
    ):
        store = tmp_path / "store"
        shutil.copytree(made.store, store)
        for name in ("2026Q3", "2026Q4"):
            shutil.rmtree(store / name)
        (store / "heads.txt").unlink()
        path = store / "2026Q2/data/snapshot.json"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
        rebagged(store / "2026Q2", made.key)
        assert audit.verify(store).exit_code == 1, old
        shutil.rmtree(store)


def test_a_decision_that_an_insider_changed_is_found_by_replay(made, tmp_path):
    """Everything is made and signed anew, hashes and counts too; rules disagree."""
    import json

    from hygiene.audit.lth1 import logical_hash
    from hygiene.audit.record import canonical, counts
    from hygiene.stable import stable_parquet

    store = tmp_path / "store"
    store.mkdir()
    shutil.copytree(made.store / "2026Q2", store / "2026Q2")
    shutil.copy(made.store / "allowed_signers", store)
    data = store / "2026Q2/data"
    lie = kept(pl.read_parquet(data / "c1_decisions.parquet"), 4)
    (data / "c1_decisions.parquet").write_bytes(stable_parquet(lie))
    record = json.loads((data / "snapshot.json").read_text())
    record["campaigns"][0]["counts"] = counts(lie)
    output = next(one for one in record["outputs"] if one["table"] == "decisions")
    output["sha256"] = bag.sha256(stable_parquet(lie))
    output["lth1"] = logical_hash(lie)
    (data / "snapshot.json").write_bytes(canonical(record))
    rebagged(store / "2026Q2", made.key)
    assert audit.verify(store).exit_code == 0
    result = audit.verify(store, level="replay")
    assert result.exit_code == 1
    assert "deciding campaign 'news-1' again leads to other decisions." in str(result)


def test_about_says_everything_that_is_wrong(tmp_path):
    wrong = {
        "controller": {"name": "N", "contact": " ", "phone": "1"},
        "processing": {"lawful_basis": ["because"], "purposes": "news"},
        "retention": {"until": "2030", "rule": "r", "legal_ground": "g"},
        "pseudonymisation": {"custodian": "c", "generation": "1"},
        "limits": {},
    }
    with pytest.raises(hy.InputError) as refusal:
        checked(wrong, "about.toml")
    assert len(refusal.value.problems) == 8
    assert checked(ABOUT, "about.toml")["processing"]["transfers"] == []
    for content in (b"[", b"\xff", b"a = " + b"[" * 5_000, b" " * 1_000_001):
        (tmp_path / "about.toml").write_bytes(content)
        with pytest.raises(hy.InputError, match=r"^'about\.toml' is "):
            read_about(tmp_path / "about.toml")
    with pytest.raises(hy.InputError, match=r"^There is no file 'none\.toml'\.$"):
        read_about(tmp_path / "none.toml")
