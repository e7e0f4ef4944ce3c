"""The sample data: made again byte by byte, free of real people, as its story says."""

from __future__ import annotations

import csv
import importlib
import json
import re
import subprocess
import sys
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from polars.testing import assert_frame_equal

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
TEXT_FILES = sorted(SAMPLE_DATA.glob("*.csv")) + sorted(SAMPLE_DATA.glob("*.ndjson"))
EXPORTS = sorted(p for p in (SAMPLE_DATA / "exports").rglob("*") if p.is_file())
LEDGER = "consents.parquet"
PAST = ("past/campaign.toml", "past/mailing.csv")
ADDRESS = re.compile(r"[^\s,\"]+@[^\s,\"]+")
EXAMPLE_DOMAIN = re.compile(r"([\w-]+\.)*(example|example\.(com|org|net))")
# RFC 6761 names that no mailbox can have; a broken address may end in one.
RESERVED_DOMAINS = {"localhost"}
# The pinned list of disposable domains has no reserved name, so that one entry has to
# stand for it. Mailboxes of this provider are public by design and belong to nobody.
DISPOSABLE_DOMAIN = "mailinator.com"
RESERVED_PHONES = re.compile(r"07700 900\d{3}|\+1 \d{3}-555-01\d{2}")
LOOKS_LIKE_PHONE = re.compile(r"\+?\(?\d[\d ()./-]{8,}\d")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}( \d\d)?")
LARGEST_FILE = 500_000
ROWS = 5_000


@pytest.fixture(scope="module")
def generator() -> Iterator[ModuleType]:
    """Import the generator, which lives outside the package."""
    sys.path.insert(0, str(SAMPLE_DATA))
    yield importlib.import_module("generate")
    sys.path.remove(str(SAMPLE_DATA))


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the generator twice, each time from the start; return the second folder."""
    folders = [tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")]
    for folder in folders:
        command = [sys.executable, "-B", str(SAMPLE_DATA / "generate.py"), str(folder)]
        subprocess.run(command, check=True, cwd=folder)
    first, second = [
        {name: (d / name).read_bytes() for name in written_in(d)} for d in folders
    ]
    assert first == second
    return folders[1]


def written_in(folder: Path) -> set[str]:
    """Return the paths of all files below a folder."""
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def cells() -> Iterator[tuple[str, str, str]]:
    """Yield file, column and text of every cell that holds a text."""
    for path in TEXT_FILES:
        for row in read_rows(path):
            yield from ((path.name, name, text) for name, text in row.items() if text)
    for path in EXPORTS:
        found = ADDRESS.findall(path.read_text(encoding="utf-8-sig"))
        yield from ((path.name, "address", address) for address in found)
    ledger = pl.read_parquet(SAMPLE_DATA / LEDGER).select(pl.col(pl.String))
    for row in ledger.to_dicts():
        yield from ((LEDGER, name, text) for name, text in row.items() if text)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a text file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".ndjson":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(text.splitlines()))


def test_files_are_what_the_generator_writes(regenerated: Path) -> None:
    """Parquet is compared by content: its bytes name the version that wrote them."""
    written = written_in(regenerated)
    committed = {str(p.relative_to(SAMPLE_DATA)) for p in (*TEXT_FILES, *EXPORTS)}
    assert written == committed | {LEDGER, "campaign.toml", *PAST}
    for name in written - {LEDGER}:
        assert (SAMPLE_DATA / name).read_bytes() == (regenerated / name).read_bytes()
    assert_frame_equal(
        pl.read_parquet(SAMPLE_DATA / LEDGER), pl.read_parquet(regenerated / LEDGER)
    )


def test_files_are_small() -> None:
    """Nobody should wait for a clone because of the samples."""
    for path in (*SAMPLE_DATA.glob("*.*"), *EXPORTS):
        assert path.stat().st_size < LARGEST_FILE, path.name


def test_every_domain_is_an_example() -> None:
    """No address, and no suppressed domain, can belong to anybody."""
    domains = Counter(
        unicodedata.normalize("NFC", domain).strip(" \ufeff\u200b").lower()
        for _, name, text in cells()
        for domain in re.findall(r"@([^@]+)", text)
    )
    domains.update(
        row["value"].lower().lstrip("@*.")
        for row in read_rows(SAMPLE_DATA / "suppressions_domains.csv")
    )
    unknown = {
        domain
        for domain in domains
        if not EXAMPLE_DOMAIN.fullmatch(re.sub(r"[,.]+", ".", domain))
    }
    assert unknown == RESERVED_DOMAINS | {DISPOSABLE_DOMAIN}


def test_the_disposable_domain_is_used_as_one_only(generator: ModuleType) -> None:
    """The one domain that is no example occurs for its one reason and nowhere else."""
    _, expected = generator.build()
    reasons = {
        item.outcome.reasons
        for item in expected
        if DISPOSABLE_DOMAIN in item.row["email"]
    }
    assert reasons == {("disposable_address",)}


def test_every_phone_is_reserved() -> None:
    """Telephone numbers come from the ranges kept free for drama, each at most once."""
    phones = Counter(
        text
        for _, name, text in cells()
        if name == "phone"
        or (LOOKS_LIKE_PHONE.fullmatch(text) and not DATE.match(text))
    )
    assert phones
    assert {p for p in phones if not RESERVED_PHONES.fullmatch(p)} == set()


def test_no_two_persons_share_an_address(generator: ModuleType) -> None:
    """Addresses are the persons' own, so that each persona stands by itself."""
    books, _ = generator.build()
    owners: dict[str, set[str]] = {}
    for row in books.rows["audience"]:
        try:
            address = validate_email(
                row["email"].strip(" \ufeff\u200b"), check_deliverability=False
            )
        except EmailNotValidError:
            continue
        key = f"{address.local_part.partition('+')[0]}@{address.domain}".lower()
        owners.setdefault(key, set()).add(row["contact_id"])
    assert {key for key, ids in owners.items() if len(ids) > 1} == set()


def test_every_reason_and_basis_occurs(generator: ModuleType) -> None:
    """Each reason is the primary one of a few rows at least."""
    vocabulary = pytest.importorskip("hygiene.vocabulary")
    _, expected = generator.build()
    assert len(expected) == ROWS
    primary = Counter(item.outcome.reasons[:1] for item in expected)
    few = {reason.value for reason in vocabulary.Reason if primary[(reason,)] < 8}
    assert few == set()


def test_readme_tells_the_same_story(generator: ModuleType) -> None:
    """The tables in the README are those of the personas."""
    _, expected = generator.build()
    readme = (SAMPLE_DATA / "README.md").read_text(encoding="utf-8")
    assert generator.persona_table() in readme
    assert generator.reason_table(expected) in readme


def test_screening_decides_as_the_personas_say(generator: ModuleType) -> None:
    """Every row ends with the basis and all the reasons of its persona."""
    hygiene = pytest.importorskip("hygiene")
    _, expected = generator.build()
    screening = hygiene.screen(SAMPLE_DATA / "campaign.toml")
    decisions = screening.decisions.collect()
    differing = Counter(
        item.persona.name
        for item, row in zip(expected, decisions.to_dicts(), strict=True)
        if (row["basis"], tuple(row["reasons"]))
        != (item.outcome.basis, item.outcome.reasons)
    )
    assert differing == Counter()


def test_the_campaign_draws_on_files_of_other_systems() -> None:
    """The story is told with exports as they come, most of its sources among them."""
    campaign = tomllib.loads(
        (SAMPLE_DATA / "campaign.toml").read_text(encoding="utf-8")
    )
    entries = [
        *campaign["tables"]["relationships"],
        *campaign["tables"]["suppressions"],
    ]
    assert {entry["format"] for entry in entries if "format" in entry} == {
        "hashed_list",
        "klaviyo",
        "mailchimp",
        "plain_list",
        "postmark",
        "sendgrid",
        "stripe_payments",
    }
