"""A small store of three quarters, made once, and ways to copy and to re-sign it."""

import hashlib
import json
import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import polars as pl

import hygiene as hy
from hygiene.audit import bag, sshsig
from hygiene.audit.creating import create
from hygiene.audit.keys import write_secret
from hygiene.audit.pids import PseudonymKey
from hygiene.folders import private_folder
from hygiene.stable import write_stable_parquet
from tests.unit.world import (
    ANN,
    BOB,
    HEAD,
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
EVE_MD5 = hashlib.md5(EVE.encode(), usedforsecurity=False).hexdigest()
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
    digest = suppression(match="md5", value=EVE_MD5.upper(), suppression_id="s3")
    found["suppressions"] = rows(*[domain, no, digest][:quarter])
    return found


def audience(quarter):
    """Return the audience of a quarter; Eve comes later, Ann stands in it twice."""
    emails = (
        ANN,
        BOB,
        CAROL,
        DAN,
        "x@example.net",
        "info@example.com",
        "none",
        None,
        ANN,
    )
    ids = ["7", "8", "9", "10", "11", "12", "13", "14", "7"]
    later = quarter > 1
    return people(
        *emails,
        *([EVE] if later else []),
        contact_id=ids + (["15"] if later else []),
        source="web",
    )


def as_of(quarter):
    """Return the instant of a quarter: 1 June, 1 September or 1 December, 9:00."""
    return datetime(2026, 3 * (quarter + 1), 1, 9, tzinfo=UTC)


def screening(quarter, **changes):
    """Return the screening of a quarter, made of frames."""
    said = {"as_of": as_of(quarter), "id": f"news-{quarter}", **changes}
    return screen(audience(quarter), tables=tables(quarter), **said)


@cache
def released(quarter):
    """Return the campaign file of a quarter and the folder of its release.

    Without its report, which takes long and which no snapshot reads.
    """
    folder = private_folder()
    campaign, out = write_campaign(folder, quarter), folder / "out"
    out.mkdir()
    with hy.screen(campaign) as found:
        write_stable_parquet(found.decisions, out / "decisions.parquet")
        (out / "summary.json").write_text(json.dumps(found.summary()))
        (out / "gate.json").write_text(json.dumps(found.check().to_dict()))
    return campaign, out


def write_campaign(folder, quarter):
    """Write the tables of a quarter and its campaign file; return that one's path."""
    found = {"audience": audience(quarter), **tables(quarter)}
    for name, frame in found.items():
        frame.write_csv(folder / f"{name}.csv")
    entries = "".join(f'[tables.{name}]\npath = "{name}.csv"\n' for name in found)
    instant = as_of(quarter).isoformat()
    head = HEAD.replace('"june"', f'"news-{quarter}"').replace(
        "2026-06-01T09:00:00Z", instant
    )
    (folder / "campaign.toml").write_text(f"{head}\n{entries}")
    return folder / "campaign.toml"


def signing_key(folder, name="signing.key"):
    private, _ = sshsig.new_signing_key("test")
    write_secret(folder / name, private)
    return sshsig.read_signing_key(folder / name, WHO)


def add(store, quarter, signer, *, snapshot_id=None, **changes):
    """Add the snapshot of a quarter to a store."""
    said = {
        "timezone": "Europe/London",
        "about": ABOUT,
        "key": KEY,
        "signing_key": signer,
        "created_at": datetime(2026, 3 * (quarter + 1), 20, 8, tzinfo=UTC),
        "campaigns": [released(quarter)],
        **changes,
    }
    campaigns = said.pop("campaigns")
    return create(store, snapshot_id or f"2026Q{quarter + 1}", campaigns, **said)


def copied(store, folder):
    """Return a copy of a store."""
    target = Path(folder) / "store"
    shutil.copytree(store, target, symlinks=True)
    return target


def rebagged(folder, key):
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
