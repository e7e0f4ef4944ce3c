"""Creating a snapshot: everything in memory first, then to the disk all or nothing."""

from __future__ import annotations

import os
import platform
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.audit import bag, guide
from hygiene.audit.about import checked, read_about
from hygiene.audit.chain import newest
from hygiene.audit.comparing import (
    BRIDGED,
    BROKEN,
    SAME,
    between,
    first_comparison,
    quarter_of,
    require_key,
)
from hygiene.audit.contents import BRIDGE, SCHEMAS
from hygiene.audit.disk import locked, publish, put, read_file, replace_file
from hygiene.audit.gathering import CampaignLike, gathered
from hygiene.audit.ids import Period, period_of
from hygiene.audit.loading import (
    BRIDGE_FILE,
    COMPARISON,
    RECORD,
    Link,
    Snapshot,
    open_snapshot,
)
from hygiene.audit.own_checks import (
    check_own,
    invariants,
    require_no_address,
)
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.record import Payload, canonical, pseudonymisation
from hygiene.audit.rules import instant
from hygiene.audit.signers import Signer, signer_line
from hygiene.audit.sshsig import SigningKey
from hygiene.audit.verifying import HEADS, SIGNERS
from hygiene.errors import InputError


@dataclass(frozen=True, slots=True)
class Created:
    """A snapshot that was made.

    Attributes:
        path: Its folder.
        head: The SHA-256 of its tag manifest.
    """

    path: Path
    head: str

    def __str__(self) -> str:
        """Return what to give to somebody else, and why."""
        return (
            f"{self.path.name} {self.head}\n"
            "Give this line to somebody who cannot change the store: an auditor, the "
            "minutes of a\nmeeting, a ticket. Without it nobody can tell whether the "
            "newest snapshot was deleted."
        )


def create(  # noqa: PLR0913 - one keyword for each thing that only people can say
    store: str | Path,
    quarter: str,
    campaigns: Sequence[CampaignLike],
    *,
    timezone: str,
    about: str | Path | Mapping[str, Any],
    key: PseudonymKey,
    signing_key: SigningKey,
    created_at: datetime,
    previous_key: PseudonymKey | None = None,
) -> Created:
    """Make the snapshot of a quarter, sign it and add it to the chain of a store.

    Args:
        store: The folder with the snapshots; it is made when there is none.
        quarter: Such as `2026Q4`, or `2026Q4-r2` for a corrected one.
        campaigns: The campaigns of the quarter: campaign files, each alone or with the
            folder of its release, or screenings.
        timezone: The zone in which the quarter begins and ends.
        about: Who answers for it and how long it is kept: a TOML file, or its content.
        key: Makes the pseudonyms.
        signing_key: Signs.
        created_at: The instant of making it.
        previous_key: The key of the snapshot before, when the key is a new one.

    Raises:
        InputError: Something given cannot be used; nothing is written.
        GateError: A gate says no; nothing is written.
        FindingsError: The store, or what was made, is not as it must be.
        LockedError: Somebody else is writing to the store.
    """
    store, period = Path(store), period_of(quarter, timezone)
    said = checked(about, "about") if isinstance(about, Mapping) else read_about(about)
    payload = _gathered(campaigns, Payload(key, previous_key=previous_key), period)
    with locked(store):
        before = newest(store)
        _require_later(before, created_at)
        _add_comparison(store, before, payload)
        require_no_address(payload)
        previous = (
            (before.snapshot_id, before.head) if before else (None, bag.NO_TAG_MANIFEST)
        )
        record = payload.record(_sections(quarter, previous, said, payload), period)
        files = _files(payload, record, previous, signing_key, created_at)
        signer = Signer(signing_key.identity, signing_key.public)
        path = publish(
            store, quarter, files, lambda folder: check_own(folder, quarter, signer)
        )
        head = bag.sha256(files[bag.TAG_MANIFEST])
        _note(store, f"{quarter} {head} {created_at.date().isoformat()}\n", signer)
    return Created(path, head)


def _gathered(
    campaigns: Sequence[CampaignLike], payload: Payload, period: Period
) -> Payload:
    if not campaigns:
        raise InputError("A snapshot needs a campaign.")
    for campaign in campaigns:
        with gathered(campaign) as found:
            at = found.screening.campaign.as_of
            if not period.holds(at):
                raise InputError(
                    f"The campaign '{found.screening.campaign.id}' speaks for "
                    f"{instant(at)}, which is not in the quarter ({period.timezone})."
                )
            payload.add(found)
    return payload


def _add_comparison(store: Path, before: Link | None, payload: Payload) -> None:
    """Compare with the snapshot before, now: later its key may be gone."""
    found = first_comparison()
    if before is not None:
        earlier = open_snapshot(store, before.snapshot_id)
        continuity, bridge = SAME, None
        if earlier.kid != payload.key.kid:
            bridge = _bridge(earlier, payload)
            continuity = BROKEN if bridge is None else BRIDGED
        against = before.snapshot_id
        now, then = payload.quarter, quarter_of(earlier)
        found = between(against, then, now, continuity, bridge).counts
    payload.files[COMPARISON] = canonical(found)


def _bridge(earlier: Snapshot, payload: Payload) -> pl.DataFrame | None:
    """Return and store the pseudonyms of both keys, of people in both quarters."""
    if payload.previous_key is None:
        return None
    require_key(earlier, payload.previous_key)
    known = quarter_of(earlier).states()["pid"]
    both = pl.concat(payload.bridges).unique().sort("pid_old")
    found = both.filter(pl.col("pid_old").is_in(known.unique().implode()))
    payload.add_table(BRIDGE_FILE, None, "bridge", found)
    return found


def _sections(
    quarter: str,
    previous: tuple[str | None, str],
    said: Mapping[str, Any],
    payload: Payload,
) -> dict[str, Any]:
    """Return the sections of `snapshot.json` that are not of a campaign."""
    snapshot_id, digest = previous
    return {
        "snapshot_id": quarter,
        "previous": {"snapshot_id": snapshot_id, "tagmanifest_sha256": digest},
        **{name: said[name] for name in ("controller", "processing", "retention")},
        "pseudonymisation": pseudonymisation(payload.key, said["pseudonymisation"]),
        "comparison": {"file": COMPARISON, "against": snapshot_id},
        "invariants": invariants(payload),
    }


def _require_later(before: Link | None, created_at: datetime) -> None:
    if created_at.tzinfo is None:
        raise InputError("The time at which a snapshot is made needs a zone.")
    if before and created_at.date() < before.info.made:
        raise InputError(
            f"'{before.snapshot_id}' was made on {before.info.made.isoformat()}, after "
            "the time that is given now. Set the clock."
        )


def _files(
    payload: Payload,
    record: Mapping[str, Any],
    previous: tuple[str | None, str],
    signing_key: SigningKey,
    created_at: datetime,
) -> dict[str, bytes]:
    """Return every file of the folder, the signature among them."""
    quarter = str(record["snapshot_id"])
    schemas = {
        output["file"]: {**SCHEMAS, "bridge": BRIDGE}[output["table"]]
        for output in payload.outputs
    }
    data = {
        **payload.files,
        RECORD: canonical(record),
        "run.json": canonical(_run(created_at)),
        guide.NAME: guide.guide(quarter, signing_key.identity, previous, schemas),
    }
    files = bag.bag_files(data, quarter, created_at.date(), *previous)
    return {**files, bag.SIGNATURE: signing_key.sign(files[bag.TAG_MANIFEST])}


def _run(created_at: datetime) -> dict[str, Any]:
    """Return what differs between two runs over the same; no replay looks at it."""
    return {
        "run_id": str(uuid.uuid4()),
        "created_at": instant(created_at),
        "threads": pl.thread_pool_size(),
        "cpus": os.cpu_count() or 0,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }


def _note(store: Path, line: str, signer: Signer) -> None:
    """Note the head beside the snapshots, and who may sign where nobody is named.

    Raises:
        InputError: The disk refuses; the snapshot is in the store all the same.
    """
    heads, signers = store / HEADS, store / SIGNERS
    try:
        replace_file(heads, (read_file(heads) or b"") + line.encode())
        if not os.path.lexists(signers):
            put(signers, signer_line(signer.identity, signer.raw).encode())
    except (InputError, OSError):
        raise InputError(
            f"The snapshot is in the store, but its head could not be noted: {line}"
        ) from None
