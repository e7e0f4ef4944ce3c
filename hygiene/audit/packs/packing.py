"""Packing: what an auditor takes along of a quarter, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

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
    if external and (sample is not None or seed is not None):
        raise InputError(
            "A sample is rows of people under pseudonyms, which stay in the company. "
            "Leave out the sample and its seed, or make a pack that stays."
        )
    _check_apart(out, store)
    if not external:
        check_draw(seed or "head", SIZE if sample is None else sample)
    snapshot = open_snapshot(store, snapshot_id)
    found = verify(store, signers=signers, level=level, expect_head=expect_head)
    if not found.is_verified or snapshot_id not in found.heads:
        raise UnverifiedError(
            f"The store does not verify; no pack is made of it.\n{found}",
            found.exit_code,
        )
    drawn = seed or found.heads[snapshot_id]
    counts = counts_of(snapshot, _before(snapshot), coarse=external)
    told = Told.of(counts, external=external)
    rows: dict[str, str] = {}
    said = None
    if not external:
        size = SIZE if sample is None else sample
        chosen = draw(snapshot, drawn, size)
        records = records_of(snapshot, chosen)
        rows[SAMPLE] = sample_csv(snapshot, chosen, records)
        rows[SHEET] = sample_page(snapshot, chosen, records, drawn)
        said = Drawn(size, chosen.height, drawn, is_chosen=seed is not None)
    facts = Facts(snapshot, found, told, said, is_external=external)
    files = {
        REPORT: report_page(facts),
        **rows,
        COUNTS: told.csv(snapshot_id, snapshot.comparison()["against"]),
        GUIDE: snapshot.payload(GUIDE).decode(),
    }
    digests = _write(out, files)
    lines = _lines(digests)
    return Pack(
        out, digests, sha256(lines.encode()), found, None if external else drawn
    )


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
