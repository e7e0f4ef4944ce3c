"""Gathering: a campaign becomes a decided one, equal to what was released of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
from polars.exceptions import PanicException

from hygiene.audit.bag import sha256
from hygiene.audit.disk import read_file
from hygiene.errors import GateError, InputError
from hygiene.screened import Screening
from hygiene.screening import screen

CampaignLike = str | Path | tuple[str | Path, str | Path] | Screening
"""A campaign file, one with the folder of its release, or a screening."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """One campaign, ready for a snapshot.

    Attributes:
        screening: Its decisions.
        gate: What the gate said of it.
        source: `release` or `screening`.
        file_digest: The SHA-256 of its campaign file, if it has one.
        release_digest: The SHA-256 of the decisions that were released, if any.
    """

    screening: Screening
    gate: dict[str, Any]
    source: str
    file_digest: str | None = None
    release_digest: str | None = None


@contextmanager
def gathered(campaign: CampaignLike) -> Iterator[Gathered]:
    """Give a campaign as it was decided; what was screened for this goes afterwards.

    Raises:
        InputError: It cannot be screened, or the release is another.
        GateError: The gate says no.
    """
    if isinstance(campaign, Screening):
        yield Gathered(campaign, _asked(campaign), "screening")
        return
    file, release = campaign if isinstance(campaign, tuple) else (campaign, None)
    content = read_file(Path(file))
    digest = sha256(content) if content is not None else None
    if release is None:
        with screen(file) as screening:
            yield Gathered(screening, _asked(screening), "screening", digest)
        return
    summary, gate, decisions = _released(Path(release))
    as_of, known_at = (_instant(summary, name) for name in ("as_of", "known_at"))
    with screen(file, as_of=as_of, known_at=known_at) as screening:
        _require_same(screening, summary, decisions, Path(release))
        yield Gathered(screening, gate, "release", digest, sha256(decisions))


def _asked(screening: Screening) -> dict[str, Any]:
    gate = screening.check()
    if not gate.passed:
        said = ["The gate said no; no snapshot is made.", *gate.sentences()]
        raise GateError("\n".join(said))
    return gate.to_dict()


def _released(folder: Path) -> tuple[dict[str, Any], dict[str, Any], bytes]:
    """Return the summary, the gate's result and the decisions of a release."""
    found = []
    for name in ("summary.json", "gate.json", "decisions.parquet"):
        content = read_file(folder / name)
        if content is None:
            raise InputError(f"'{folder.name}' is no release: it lacks '{name}'.")
        found.append(content)
    try:
        summary, gate = json.loads(found[0]), json.loads(found[1])
    except ValueError:
        raise InputError(f"'{folder.name}' is no release that can be read.") from None
    if not (isinstance(gate, dict) and gate.get("passed") is True):
        raise GateError(f"The gate did not pass '{folder.name}'; it was not released.")
    return summary, gate, found[2]


def _instant(summary: dict[str, Any], name: str) -> datetime:
    try:
        return datetime.fromisoformat(summary[name])
    except (KeyError, TypeError, ValueError):
        raise InputError(f"The release's summary has no '{name}'.") from None


def _require_same(
    screening: Screening, summary: dict[str, Any], decisions: bytes, folder: Path
) -> None:
    """Refuse a release that this campaign and these tables do not lead to."""
    inputs = json.loads(json.dumps(screening.summary()["inputs"]))
    if summary.get("inputs") != inputs:
        raise InputError(
            f"The tables of the campaign are not those of '{folder.name}': their "
            "digests differ. Take the snapshot from the tables of the release."
        )
    try:
        released = pl.read_parquet(decisions)
    except (Exception, PanicException):  # noqa: BLE001 - a damaged file may raise any
        raise InputError(f"The decisions in '{folder.name}' are unreadable.") from None
    if not released.equals(screening.decisions.collect()):
        raise InputError(
            f"Screening again decides otherwise than '{folder.name}' says. The "
            "campaign file, the policies or the toolkit changed since."
        )
