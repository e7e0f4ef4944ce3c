"""Lists that nobody should send, and lists that anybody may: `hygiene check`.

Each is made by hand from the sample campaign, as a slip makes it in an office: a join
without a key, last month's file, the wrong file. The gate needs no word of ours to
refuse it, only the tables of the campaign.
"""

from datetime import UTC, datetime
from zipfile import ZipFile

import polars as pl
import pytest
from openpyxl import Workbook

import hygiene as hy
from tests.contracts.files import ROOT
from tests.e2e.commands import run

CAMPAIGN = ROOT / "sample_data" / "campaign.toml"
LAST_MONTH = datetime(2026, 10, 24, 9, tzinfo=UTC)

STRANGERS = "Every contact point on the list stands in the audience, at least as often."
TWICE = "No contact point is on the list twice."
BLANK = "Every kept row has a contact point."
INVALID = "Every contact point is valid."
GROUND = "Nobody is kept without a ground that the policy of the contact names."
DEALINGS = "Nobody is kept whom only a transaction brought into the books."
PROCESSOR = "Nobody is kept whose data are held only on behalf of another controller."
SUPPRESSED = (
    "Nobody is kept whom an active suppression names by address, alias, digest, domain "
    "or contact id, unless the person consented afterwards."
)
WITHDRAWN = "Nobody is kept who withdrew or refused, unless the person consented after"


@pytest.fixture(scope="module")
def kept():
    """Return the kept rows of the sample campaign."""
    with hy.screen(CAMPAIGN) as screening:
        return screening.kept.collect()


@pytest.fixture(scope="module")
def decided():
    """Return the whole audience with its decisions beside it."""
    with hy.screen(CAMPAIGN) as screening:
        audience = pl.read_csv(
            ROOT / "sample_data" / "audience.csv", infer_schema=False
        )
        reasons = screening.decisions.select("decision", "reason").collect()
    return pl.concat([audience, reasons], how="horizontal")


def few(names, *always):
    """Return each name as a parameter; all but a few wait for the slow run."""
    waits = pytest.mark.slow
    return [pytest.param(name, marks=() if name in always else waits) for name in names]


def because(decided, *reasons):
    """Return the rows of the audience whose primary reason is one of these."""
    chosen = decided.filter(pl.col("reason").is_in(list(reasons)))
    assert chosen.height
    return chosen.drop("decision", "reason")


def checked(frame, folder, name="list.csv"):
    """Write a list and return what `hygiene check` says about it."""
    path = folder / name
    if path.suffix == ".parquet":
        frame.write_parquet(path)
    else:
        frame.write_csv(path)
    return said(path)


def said(path):
    return run("check", CAMPAIGN, "--list", path)


def found(count, sentence):
    """Return what the gate says when it found so many."""
    return f"{sentence} {count:,} found."


def assert_refused(done, *sentences):
    assert done.exit_code == 3, done.output
    for sentence in sentences:
        assert sentence in done.output


def assert_unusable(done, sentence):
    assert done.exit_code == 2, done.output
    assert sentence in done.stderr


def test_an_undeduplicated_join(kept, tmp_path):
    """Joined with what was sent, without a key that is unique: rows are multiplied."""
    sends = pl.read_csv(ROOT / "sample_data" / "sends.csv", infer_schema=False)
    sends = sends.select(email="address", last="sent_at")
    joined = kept.join(sends, on="email", how="left", validate="m:m")
    more = joined.height - kept.height
    assert more
    repeated = joined["email"].is_duplicated().sum() - more
    assert_refused(
        checked(joined, tmp_path), found(more, TWICE), found(repeated, STRANGERS)
    )


def test_last_months_list(tmp_path):
    """A list that was right a month ago: people have opted out since."""
    with hy.screen(CAMPAIGN, as_of=LAST_MONTH) as screening:
        old = screening.kept.collect()
    assert_refused(checked(old, tmp_path), SUPPRESSED, WITHDRAWN)


def test_the_whole_audience_in_capitals(decided, tmp_path):
    """Nobody was screened, and every address was shouted."""
    shouted = decided.with_columns(pl.col("email").str.to_uppercase())
    done = checked(shouted.drop("decision", "reason"), tmp_path)
    assert_refused(done, BLANK, INVALID, TWICE, GROUND, DEALINGS, SUPPRESSED, WITHDRAWN)


ALIASES = {
    "tagged": pl.col("email").str.replace("@", "+spring@"),
    "full-width": pl.col("email").str.replace_many(
        list("abcdefghijklmnopqrstuvwxyz"), [chr(0xFF41 + n) for n in range(26)]
    ),
    "hidden": pl.col("email").str.replace("@", "\u200b@"),
    "capitals": pl.col("email").str.to_uppercase(),
}


@pytest.mark.parametrize("spelling", few(ALIASES, "tagged"))
def test_aliases_of_suppressed_people(decided, tmp_path, spelling):
    """Whoever said no is on the list under another spelling of the same mailbox."""
    people = because(decided, "objected", "unsubscribed", "complained", "erased")
    done = checked(people.with_columns(ALIASES[spelling]), tmp_path)
    assert_refused(done, SUPPRESSED)


def test_the_removed_file_sent_by_mistake(tmp_path):
    with hy.screen(CAMPAIGN) as screening:
        removed = screening.removed.drop("reasons").collect()
    done = checked(removed, tmp_path)
    assert_refused(done, GROUND, DEALINGS, SUPPRESSED, WITHDRAWN)


@pytest.mark.slow
def test_people_who_withdrew(decided, tmp_path):
    people = because(decided, "consent_withdrawn", "consent_refused")
    done = checked(people, tmp_path)
    assert_refused(done, found(people.height, WITHDRAWN[:-6])[:40])


def test_a_stranger(kept, tmp_path):
    """Somebody was added after the audience was drawn."""
    stranger = kept.head(1).with_columns(email=pl.lit("stranger@example.com"))
    done = checked(pl.concat([kept, stranger]), tmp_path)
    assert_refused(done, found(1, STRANGERS), found(1, GROUND))


def test_everybody_who_paid_by_card(decided, tmp_path):
    """The merchants' customers, and our own who were never offered a refusal."""
    payers = because(decided, "processor_only", "transaction_only")
    done = checked(payers, tmp_path)
    assert_refused(
        done,
        found(because(decided, "processor_only").height, PROCESSOR),
        found(because(decided, "transaction_only").height, DEALINGS),
    )


@pytest.mark.slow
def test_blank_and_broken_addresses(kept, decided, tmp_path):
    blank = because(decided, "address_missing")
    broken = because(decided, "address_invalid")
    done = checked(pl.concat([kept, blank, broken]), tmp_path)
    assert_refused(done, found(blank.height, BLANK), found(broken.height, INVALID))


@pytest.mark.slow
def test_the_consents_as_a_list(tmp_path):
    """Everybody who ever said anything: other purposes and channels among them."""
    consents = pl.read_parquet(ROOT / "sample_data" / "consents.parquet")
    done = checked(consents.select(email="address"), tmp_path)
    assert_refused(done, STRANGERS, TWICE, GROUND, WITHDRAWN)


def test_an_empty_file(tmp_path):
    (tmp_path / "list.csv").write_bytes(b"")
    assert_unusable(said(tmp_path / "list.csv"), "list.csv")


def test_a_list_without_rows(kept, tmp_path):
    assert_refused(checked(kept.head(0), tmp_path))


def test_no_address_column(kept, tmp_path):
    done = checked(kept.drop("email"), tmp_path)
    assert_unusable(done, "'email' is missing")


def test_a_list_for_another_channel(kept, tmp_path):
    """Telephone numbers for a campaign by email."""
    assert_unusable(checked(kept.select("phone"), tmp_path), "'email' is missing")


def _as_workbook(kept, path):
    book = Workbook()
    for row in [kept.columns, *kept.rows()]:
        book.active.append(row)
    book.save(path)


DIRTY = {
    # As a spreadsheet saves it in half of Europe, and as "Unicode text".
    "semicolons.csv": lambda kept, path: kept.write_csv(path, separator=";"),
    "utf-16.txt": lambda kept, path: path.write_bytes(
        kept.write_csv(separator="\t").encode("utf-16")
    ),
    "book.xlsx": _as_workbook,
    "named as a book.xlsx": lambda kept, path: kept.write_csv(path),
}


@pytest.mark.parametrize("name", few(DIRTY))
def test_a_dirty_list_is_read_as_a_table_is(kept, decided, tmp_path, name):
    """It passes when it is good, and is refused with the same count when it is not."""
    DIRTY[name](kept, tmp_path / name)
    assert said(tmp_path / name).exit_code == 0
    people = because(decided, "consent_withdrawn", "consent_refused")
    DIRTY[name](pl.concat([kept, people]), tmp_path / name)
    assert_refused(said(tmp_path / name), found(people.height, WITHDRAWN[:-6])[:40])


def test_an_archive_of_two_lists(kept, tmp_path):
    with ZipFile(tmp_path / "lists.zip", "w") as archive:
        for name in ("a.csv", "b.csv"):
            archive.writestr(name, kept.write_csv())
    assert_unusable(
        said(tmp_path / "lists.zip"),
        "'lists.zip' holds 2 files. Name the one that is the list.",
    )


GOOD = {
    "as written": lambda kept: kept,
    "only the address": lambda kept: kept.select("email"),
    "other columns and order": lambda kept: kept.reverse().select(
        "segment", "email", greeting=pl.lit("Hello")
    ),
    "lower case": lambda kept: kept.with_columns(pl.col("email").str.to_lowercase()),
    "a half of it": lambda kept: kept.gather_every(2),
}


@pytest.mark.parametrize("name", few(["list.csv", "list.parquet"], "list.csv"))
@pytest.mark.parametrize("made", few(GOOD, "only the address"))
def test_a_good_list_passes(kept, tmp_path, made, name):
    done = checked(GOOD[made](kept), tmp_path, name)
    assert done.exit_code == 0, done.output
