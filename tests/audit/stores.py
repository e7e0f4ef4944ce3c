"""A small store of three quarters, made once, and ways to copy and to re-sign it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from hygiene.audit import bag, sshsig
from hygiene.audit.creating import create
from hygiene.audit.keys import write_secret
from hygiene.audit.pids import PseudonymKey
from tests.unit.world import (
    ANN,
    BOB,
    dealing,
    event,
    people,
    rows,
    screen,
    send,
    suppression,
)

WHO = "audit@example.com"
KEY = PseudonymKey(bytes(range(32)))
OTHER_KEY = PseudonymKey(bytes(range(1, 33)))
CAROL, DAN, EVE = (f"{name}@example.com" for name in ("carol", "dan", "eve"))
ABOUT = {
    "controller": {"name": "Northpay", "contact": "privacy team"},
    "processing": {
        "purposes": ["newsletter"],
        "lawful_basis": ["consent", "soft_opt_in"],
        "subjects": ["customers"],
        "data": ["email address"],
    },
    "retention": {
        "until": datetime(2032, 12, 31).date(),  # noqa: DTZ001
        "key_destroy_after": datetime(2032, 12, 31).date(),  # noqa: DTZ001
        "rule": "six years",
        "legal_ground": "GDPR art. 5(2), 7(1)",
    },
    "pseudonymisation": {"custodian": "data protection office", "generation": 1},
}


def tables(quarter):
    """Return the evidence of a quarter: Bob opts out, Carol's consent runs out."""
    carol = event(event_id="e3", address=CAROL, expires_at="2026-05-30T00:00:00Z")
    found = {
        "consents": rows(
            event(contact_id="7", method="asked by phone 07700900123"),
            event(event_id="e2", address=BOB),
            carol if quarter > 1 else event(event_id="e3", address=CAROL),
            event(event_id="e9", address="nobody@example.com"),
        ),
        "relationships": rows(dealing(address=DAN)),
        "sends": rows(send()),
    }
    no = suppression(value=BOB, suppression_id="s-bob@example.com")
    domain = suppression(match="domain", value="example.net", suppression_id="s2")
    found["suppressions"] = rows(no, domain) if quarter > 1 else rows(domain)
    return found


def screening(quarter, *, purpose="marketing.news", **changes):
    """Return the screening of a quarter: as of 1 June, 1 September, 1 December."""
    as_of = datetime(2026, 3 * (quarter + 1), 1, 9, tzinfo=UTC)
    audience = people(
        *(ANN, BOB, CAROL, DAN, "x@example.net", "info@example.com", "none", None, ANN),
        *([EVE] if quarter > 1 else []),
        contact_id=["7", "8", "9", "10", "11", "12", "13", "14", "7"]
        + (["15"] if quarter > 1 else []),
        source="web",
    )
    said = {"as_of": as_of, "id": f"news-{quarter}", "purpose": purpose, **changes}
    return screen(audience, tables=tables(quarter), **said)


def signing_key(folder, name="signing.key"):
    private, _ = sshsig.new_signing_key("test")
    write_secret(folder / name, private)
    return sshsig.read_signing_key(folder / name, WHO)


def add(store, quarter, key, *, snapshot_id=None, **changes):
    """Add the snapshot of a quarter to a store."""
    said = {
        "timezone": "Europe/London",
        "about": ABOUT,
        "key": KEY,
        "signing_key": key,
        "created_at": datetime(2026, 3 * (quarter + 1), 20, 8, tzinfo=UTC),
        "campaigns": [screening(quarter)],
        **changes,
    }
    campaigns = said.pop("campaigns")
    return create(store, snapshot_id or f"2026Q{quarter + 1}", campaigns, **said)


def copied(store, folder):
    """Return a copy of a store."""
    target = Path(folder) / "store"
    shutil.copytree(store, target, symlinks=True)
    return target


def rebagged(folder, key, *, payload=True):
    """Make manifests and the signature of a changed bag anew, as an insider could."""
    data = {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
    info = bag.BagInfo.parse((folder / bag.INFO).read_text())
    files = bag.bag_files(
        data, info.snapshot_id, info.made, info.previous, info.previous_digest
    )
    for name in (*bag.TAGS, bag.TAG_MANIFEST):
        (folder / name).write_bytes(files[name])
    if key is not None:
        (folder / bag.SIGNATURE).write_bytes(key.sign(files[bag.TAG_MANIFEST]))


def read(path):
    return pl.read_parquet(path)
