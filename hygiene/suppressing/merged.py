"""The merged table: what it holds, and how it is written once nothing is lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError

from hygiene.campaign import Campaign
from hygiene.display.page import Display, Table
from hygiene.errors import InputError
from hygiene.folders import Maker, check_file, new_file
from hygiene.sources.entries import Entry
from hygiene.sources.files import open_file
from hygiene.sources.opening import open_table
from hygiene.sources.staging import stage
from hygiene.stable import write_stable_parquet
from hygiene.suppressing.canonical import is_canonical
from hygiene.suppressing.proof import require_all
from hygiene.tables import SUPPRESSIONS

FORMATS = (".csv", ".parquet")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries were read and what became of them.

    Attributes:
        files: Files of the campaign that were read.
        read: Rows in them.
        previous: Rows of the previous table.
        repeats: Rows that repeat another one exactly, and collapsed into it.
        carried_over: Entries that only the previous table still has.
        widened: Rows written for a day of another zone than the campaign's.
        entries: Rows of the merged table.
    """

    files: int
    read: int
    previous: int
    repeats: int
    carried_over: int
    widened: int
    entries: int


@dataclass(frozen=True, slots=True)
class MergedSuppressions:
    """Every suppression of a campaign in one table.

    Attributes:
        campaign: The campaign; its zone is the one of the table's dates.
        frame: The table: the contract's columns as text, `timezone`, and `repeats`,
            the ids of the rows that collapsed into one, with `|` between them.
        counts: What was read and what became of it.
        as_at: When the oldest of the files whose age is limited was taken, if any is.
        has_public_domains: Whether it suppresses a public mailbox domain.
        before: The staged tables that went into it.
        read: The files that were read.
    """

    campaign: Campaign
    frame: pl.LazyFrame
    counts: Counts
    as_at: datetime | None
    has_public_domains: bool
    before: tuple[pl.LazyFrame, ...]
    read: tuple[Path, ...]

    def write(self, path: str | Path) -> Path:
        """Write the table as CSV or Parquet, once it is proven that nothing is lost.

        The file is written beside its place, read again as a screening reads it, and
        every entry that went in is looked for in it; only then does it appear.

        Args:
            path: A file that ends in `.csv` or `.parquet`; a new one, or one that
                was written by a merge before.

        Returns:
            The path.

        Raises:
            GateError: An entry would be lost or weakened.
            InputError: The file cannot be written, or it is another one.
        """
        path = Path(path)
        check_place(path, self.read)
        with new_file(path) as new:
            write_table(self.frame, new)
            self._prove(new)
        return path

    def _prove(self, written: Path) -> None:
        sources = open_table(str(written), SUPPRESSIONS.name, written.parent)
        entry = Entry(
            SUPPRESSIONS.name,
            tuple(sources),
            self.campaign.timezone,
            allow_public_domains=True,
        )
        with tempfile.TemporaryDirectory(prefix="hygiene-") as folder:
            work = Path(folder)
            after = stage(SUPPRESSIONS.name, [entry], work, "streaming", lambda f: f)
            require_all(pl.concat(self.before), after.frame, self.campaign)

    def entry(self, path: str | Path) -> str:
        """Return the lines that name the written table in a campaign file."""
        lines = [
            "[[tables.suppressions]]",
            f'path = "{Path(path).name}"',
            f'timezone = "{self.campaign.timezone}"',
        ]
        if self.as_at is not None:
            lines.append(f"as_at = {self.as_at:%Y-%m-%dT%H:%M:%SZ}")
        if self.has_public_domains:
            lines.append("allow_public_domains = true")
        return "\n".join(lines)

    def headline(self) -> str:
        """Return in one sentence what was merged."""
        counts = self.counts
        return (
            f"{counts.entries:,} suppression entries from {counts.files:,} file(s) of "
            f"'{self.campaign.id}'; none of the {counts.read + counts.previous:,} rows "
            "is lost."
        )

    def remarks(self) -> Iterator[str]:
        """Yield what else a reader must know."""
        counts = self.counts
        if counts.repeats:
            yield f"{counts.repeats:,} row(s) repeat another one exactly and collapsed."
        if counts.carried_over:
            yield (
                f"{counts.carried_over:,} entry(ies) are in the previous table alone, "
                "not in today's files; they stay."
            )
        if counts.widened:
            yield (
                f"{counts.widened:,} row(s) hold a day of another zone, written as the "
                f"days of {self.campaign.timezone} that it touches: they begin up to a "
                "day earlier and ask for a consent up to a day later."
            )

    def __str__(self) -> str:
        """Return the headline and what else a reader must know."""
        return Display(self.headline(), remarks=[*self.remarks()]).text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        kinds = (
            self.frame.group_by("reason", "match")
            .agg(entries=pl.len())
            .sort("reason", "match")
            .collect()
        )
        heads = ["Reason", "Match", "Entries"]
        return Display(
            self.headline(),
            remarks=[*self.remarks()],
            tables=[Table("What the table holds", heads, kinds.rows())],
            next=[
                'merged.write("suppressions.parquet")  # proves first that none is lost'
            ],
        ).html()


def check_place(path: Path, read: tuple[Path, ...]) -> None:
    """Refuse a file that is no table of ours, or that is being read.

    Raises:
        InputError: It is, or its name does not end in a format that can be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"'{path.name}' must end in .csv or .parquet.")
    if path.resolve() in {file.resolve() for file in read}:
        raise InputError(
            f"'{path.name}' is one of the files that are read; give another --out."
        )
    check_file(path, Maker("a merge", "--out", _is_own))


def write_table(frame: pl.LazyFrame, path: Path) -> None:
    """Write a canonical table in the format that its name ends in."""
    if path.suffix.lower() == ".csv":
        frame.sink_csv(path)
    else:
        write_stable_parquet(frame, path)


def _is_own(path: Path) -> bool:
    try:
        return is_canonical(open_file(path))
    except (InputError, PolarsError, OSError):
        return False
