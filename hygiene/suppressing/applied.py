"""The result of applying files of changes: the list, and what was done to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene.display.page import Display, Table
from hygiene.folders import new_file
from hygiene.suppressing.merged import check_place, write_table


@dataclass(frozen=True, slots=True)
class AppliedChanges:
    """A list as its files of changes leave it.

    Attributes:
        name: The list's name.
        frame: The list: the contract's columns as text, `timezone` and `repeats`.
        files: The files of changes, in the order in which they were applied.
        added: Rows that added an entry.
        ended: Entries that a removal ended.
        without_entry: Removals that name no entry of the list.
        refused: Removals of entries whose reason a list cannot take back.
        read: The files that were read.
    """

    name: str
    frame: pl.DataFrame
    files: tuple[str, ...]
    added: int
    ended: int
    without_entry: int
    refused: int
    read: tuple[Path, ...]

    def write(self, path: str | Path) -> Path:
        """Write the list as CSV or Parquet; return the path.

        Raises:
            InputError: The file cannot be written, or it is another one.
        """
        path = Path(path)
        check_place(path, self.read)
        with new_file(path) as new:
            write_table(self.frame.lazy(), new)
        return path

    def headline(self) -> str:
        """Return in one sentence what was applied."""
        return (
            f"'{self.name}': {len(self.files):,} file(s) of changes applied, none "
            f"missing; {self.frame.height:,} entries, {self.added:,} added, "
            f"{self.ended:,} ended."
        )

    def remarks(self) -> Iterator[str]:
        """Yield what else a reader must know."""
        if self.without_entry:
            yield f"{self.without_entry:,} removal(s) name no entry that stood before."
        if self.refused:
            yield (
                f"{self.refused:,} removal(s) name an entry whose reason is not in "
                "'removable'; it stays."
            )

    def _display(self) -> Display:
        lines = [(place, name) for place, name in enumerate(self.files, start=1)]
        return Display(
            self.headline(),
            remarks=[*self.remarks()],
            tables=[Table("Files, as they were applied", ["Step", "File"], lines)],
            next=['applied.write("list.parquet")'],
        )

    def __str__(self) -> str:
        """Return the headline, the remarks and the files in their order."""
        return self._display().text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._display().html()
