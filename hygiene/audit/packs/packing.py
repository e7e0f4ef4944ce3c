"""Packing: what an auditor takes along of a quarter, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene.audit.bag import sha256
from hygiene.audit.failures import UnverifiedError
from hygiene.audit.guide import NAME as GUIDE
from hygiene.audit.loading import Snapshot, open_snapshot
from hygiene.audit.packs.counting import counts_of
from hygiene.audit.packs.page import Drawn, Facts, report_page
from hygiene.audit.packs.records import records_of
from hygiene.audit.packs.sampling import SIZE, check_draw, draw
from hygiene.audit.packs.sheet import sample_csv, sample_page
from hygiene.audit.packs.telling import Told
from hygiene.audit.verification import Verification
from hygiene.audit.verifying import Level, verify
from hygiene.errors import InputError
from hygiene.folders import Maker, check_replaceable, new_folder

MANIFEST = "manifest-sha256.txt"
REPORT, COUNTS = "report.html", "counts.csv"
SAMPLE, SHEET = "sample.csv", "sample.html"
_OURS = {MANIFEST, REPORT, COUNTS, SAMPLE, SHEET, GUIDE}
_MAKER = Maker("an audit pack", "--out", lambda path: path.name in _OURS)


@dataclass(frozen=True, slots=True, repr=False)
class Pack:
    """A pack that was made.

    Attributes:
        folder: Where it lies.
        files: Name to SHA-256 of every file but the manifest.
        manifest: The SHA-256 of the manifest.
        verification: What verifying the store found.
        seed: What the sample hung on; None where no sample was drawn.
    """

    folder: Path
    files: Mapping[str, str]
    manifest: str
    verification: Verification
    seed: str | None

    @property
    def exit_code(self) -> int:
        """The exit code of `hygiene snapshot pack`: that of the verification."""
        return self.verification.exit_code

    def __repr__(self) -> str:
        """Return it as text."""
        return str(self)

    def __str__(self) -> str:
        """Return what was written, and what to hand over with it."""
        lines = [
            f"The pack is in {self.folder}:",
            *(f"- {name}" for name in self.files),
        ]
        if self.seed:
            lines.append(f"The sample was drawn by the seed {self.seed}")
        return "\n".join([*lines, f"{MANIFEST} {self.manifest}"])


def pack(  # noqa: PLR0913 - one keyword for each choice that only people can make
    store: str | Path,
    snapshot_id: str,
    out: str | Path,
    *,
    sample: int | None = None,
    seed: str | None = None,
    external: bool = False,
    signers: str | Path | None = None,
    expect_head: str | None = None,
    level: Level = "full",
) -> Pack:
    """Write a quarter's pack for an auditor into a folder, all or nothing.

    The store is verified first. Everything in the pack follows from the snapshot and
    the arguments alone: made twice, it is the same to the byte. It holds no address
    and no id of a person but pseudonyms.

    Args:
        store: The folder with the snapshots.
        snapshot_id: The snapshot, such as `2026Q4`.
        out: A new folder, or one that holds a pack.
        sample: How many kept and how many removed decisions are drawn; 25 by default.
        seed: What the draw hangs on; by default the head of the snapshot.
        external: For outside the company: small counts are hidden, and no row of a
            person is in it.
        signers: The file of those who may sign, from outside the store.
        expect_head: The newest head that somebody was given.
        level: How the store is verified: `full`, or `replay` to decide again too.

    Raises:
        UnverifiedError: The store does not verify; nothing is written.
        StoreError: There is no such snapshot.
        InputError: The arguments cannot be used, or the folder not written.
    """
    out, store = Path(out), Path(store)
    size = SIZE if sample is None else sample
    _check_sample(sample, seed, external=external)
    _check_apart(out, store)
    snapshot = open_snapshot(store, snapshot_id)
    found = verify(store, signers=signers, level=level, expect_head=expect_head)
    _require_verified(found)
    hung_on = seed or found.heads[snapshot_id]
    counts = counts_of(snapshot, _before(snapshot), coarse=external)
    told = Told.of(counts, external=external)
    rows, drawn = {}, None
    if not external:
        chosen = draw(snapshot, hung_on, size)
        rows = _sheets(snapshot, chosen, hung_on)
        drawn = Drawn(size, chosen.height, hung_on, is_chosen=seed is not None)
    facts = Facts(snapshot, found, told, drawn, is_external=external)
    files = {
        REPORT: report_page(facts),
        **rows,
        COUNTS: told.csv(snapshot_id, snapshot.comparison()["against"]),
        GUIDE: snapshot.payload(GUIDE).decode(),
    }
    digests = _write(out, files)
    manifest = sha256(_lines(digests).encode())
    return Pack(out, digests, manifest, found, drawn.seed if drawn else None)


def _require_verified(found: Verification) -> None:
    if not found.is_verified:
        raise UnverifiedError(
            f"The store does not verify; no pack is made of it.\n{found}",
            found.exit_code,
        )


def _check_sample(sample: int | None, seed: str | None, *, external: bool) -> None:
    """Refuse a sample for outside, or one that cannot be drawn."""
    if external and (sample is not None or seed is not None):
        raise InputError(
            "A sample is rows of people under pseudonyms, which stay in the company. "
            "Leave out the sample and its seed, or make a pack that stays."
        )
    check_draw("head" if seed is None else seed, SIZE if sample is None else sample)


def _sheets(snapshot: Snapshot, chosen: pl.DataFrame, seed: str) -> dict[str, str]:
    """Return the files of the sample."""
    records = records_of(snapshot, chosen)
    return {
        SAMPLE: sample_csv(snapshot, chosen, records),
        SHEET: sample_page(snapshot, chosen, records, seed),
    }


def _check_apart(out: Path, store: Path) -> None:
    check_replaceable(out, _MAKER)
    where, home = out.resolve(), store.resolve()
    if home == where or home in where.parents:
        raise InputError("A pack does not lie in the store; give another --out.")


def _before(snapshot: Snapshot) -> Snapshot | None:
    """Return the snapshot that was compared with."""
    before = snapshot.record["previous"]["snapshot_id"]
    return open_snapshot(snapshot.path.parent, before) if before else None


def _lines(digests: Mapping[str, str]) -> str:
    """Return the manifest, as `sha256sum --check` reads it."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items()))


def _write(out: Path, files: Mapping[str, str]) -> dict[str, str]:
    """Write the files and their manifest; return their digests."""
    digests = {name: sha256(text.encode()) for name, text in files.items()}
    with new_folder(out, _MAKER) as new:
        for name, text in {**files, MANIFEST: _lines(digests)}.items():
            (new / name).write_bytes(text.encode())
    return digests
