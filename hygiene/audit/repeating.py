"""Replaying a snapshot: from what it holds, or from the raw inputs and the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene.audit.bag import PAYLOAD
from hygiene.audit.comparing import require_key
from hygiene.audit.disk import read_file
from hygiene.audit.gathering import CampaignLike, gathered
from hygiene.audit.loading import Snapshot, open_snapshot
from hygiene.audit.lth1 import logical_hash
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.record import Payload, software
from hygiene.audit.redactions import digest_of
from hygiene.audit.replaying import replayed
from hygiene.audit.showing import show_replay
from hygiene.errors import InputError
from hygiene.sources.staging import Engine
from hygiene.stable import stable_parquet


@dataclass(frozen=True, slots=True)
class Replayed:
    """One table that was made again.

    Attributes:
        file: The table.
        same_content: Whether its logical hash is the same.
        same_bytes: Whether its file is the same; that needs the same versions.
    """

    file: str
    same_content: bool
    same_bytes: bool


@dataclass(frozen=True, slots=True, repr=False)
class Replay:
    """What a replay led to.

    Attributes:
        tables: Every table that was made again.
        versions: What differs between the versions then and now.
    """

    tables: tuple[Replayed, ...]
    versions: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether every table says the same."""
        return all(one.same_content for one in self.tables)

    def _repr_html_(self) -> str:
        return show_replay(self.tables, self.versions)

    def __repr__(self) -> str:
        """Return it as text."""
        return str(self)

    def __str__(self) -> str:
        """Return the result as text."""
        lines = ["The replay is the same." if self.is_same else "THE REPLAY DIFFERS."]
        for one in self.tables:
            content = "same content" if one.same_content else "OTHER CONTENT"
            files = "same bytes" if one.same_bytes else "other bytes"
            lines.append(f"- {one.file}: {content}, {files}")
        return "\n".join([*lines, *(f"- version of {said}" for said in self.versions)])


def replay(
    store: str | Path,
    snapshot_id: str,
    *,
    campaigns: Sequence[CampaignLike] = (),
    key: PseudonymKey | None = None,
    engine: Engine = "streaming",
) -> Replay:
    """Decide a snapshot again and compare with what it holds.

    Without campaigns, from the stored tables alone: no address and no key is needed.
    With the campaigns and the key, from the raw tables: every table is made again.

    Args:
        store: The folder with the snapshots.
        snapshot_id: The snapshot.
        campaigns: What it was made of, in the same order.
        key: Its key.
        engine: The Polars engine of a replay from the stored tables.

    Raises:
        StoreError: There is no such snapshot.
        FindingsError: It cannot be read.
        InputError: The campaigns or the key are not its own.
    """
    snapshot = open_snapshot(store, snapshot_id)
    if campaigns:
        tables = _from_inputs(snapshot, campaigns, key)
    else:
        tables = _from_stored(snapshot, engine)
    compared = tuple(_compared(snapshot, file, frame) for file, frame in tables.items())
    return Replay(compared, tuple(_versions(snapshot)))


def _from_stored(snapshot: Snapshot, engine: Engine) -> dict[str, pl.DataFrame]:
    campaigns = snapshot.rules()
    return {
        f"{said['prefix']}_decisions.parquet": replayed(
            campaigns[said["prefix"]],
            snapshot.tables(said["prefix"]),
            has_wordings=said["has_wordings"],
            engine=engine,
        )
        for said in snapshot.campaigns
    }


def _from_inputs(
    snapshot: Snapshot, campaigns: Sequence[CampaignLike], key: PseudonymKey | None
) -> dict[str, pl.DataFrame]:
    if key is None:
        raise InputError("A replay from the raw tables needs the key.")
    require_key(snapshot, key)
    if len(campaigns) != len(snapshot.campaigns):
        raise InputError(
            f"The snapshot is of {len(snapshot.campaigns)} campaign(s); "
            f"{len(campaigns)} are given."
        )
    payload = Payload(key)
    for campaign in campaigns:
        with gathered(campaign) as found:
            payload.add(found)
    return {
        f"{prefix}_{table}.parquet": frame
        for prefix, tables in payload.quarter.tables.items()
        for table, frame in tables.items()
    }


def _compared(snapshot: Snapshot, file: str, frame: pl.DataFrame) -> Replayed:
    prefix, _, table = file.removesuffix(".parquet").partition("_")
    stored = snapshot.table(prefix, table)
    return Replayed(
        file,
        logical_hash(frame) == logical_hash(stored),
        digest_of(stable_parquet(frame))
        == digest_of(read_file(snapshot.path / PAYLOAD / file)),
    )


def _versions(snapshot: Snapshot) -> list[str]:
    then, now = snapshot.record["software"], software()
    return [
        f"{name}: {then.get(name)} then, {now.get(name)} now"
        for name in sorted({*then, *now})
        if then.get(name) != now.get(name)
    ]
