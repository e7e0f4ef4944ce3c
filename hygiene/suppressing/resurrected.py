"""The result of looking for contacts who came back: a table for review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene.display.cells import Code, Line, Personal
from hygiene.display.page import MOST_SHOWN, Display, Table
from hygiene.suppressing.findings import write_findings

COLUMNS = (
    "row",
    "audience_file",
    "audience_row",
    "contact_id",
    "address",
    "reason_then",
    "since",
    "record",
    "record_table",
    "record_file",
    "record_row",
    "today",
    "basis",
    "basis_evidence",
    "evidence_file",
    "evidence_row",
)
"""The columns of a finding: the contact, the record then, and what keeps it now."""

_HEADS = ("Row", "Contact", "Address", "Then", "Since", "Record", "Today", "Kept on")
_CAPTION = "Contacts who came back, and the record that would stand against them"


@dataclass(frozen=True, slots=True)
class Resurrected:
    """Contacts kept today against whom a record of an earlier state would stand.

    Attributes:
        campaign: The campaign's id.
        findings: One row a contact and earlier record (see `COLUMNS`): `row` from 0 as
            in the decisions, the rows of files from 1; `today` is `gone` where the
            record is in no table of today, `changed` where it no longer applies.
        kept: How many contacts the campaign keeps.
    """

    campaign: str
    findings: pl.DataFrame
    kept: int

    @property
    def contacts(self) -> int:
        """How many contacts came back."""
        return self.findings["row"].n_unique()

    def write(self, path: str | Path, *, reveal: bool = False) -> Path:
        """Write the findings as CSV; return the path.

        Args:
            path: A new file, or one that was written like this before.
            reveal: Whether addresses are written too.

        Raises:
            InputError: The file cannot be written, or it is another one.
        """
        return write_findings(self.findings, Path(path), reveal=reveal)

    def headline(self) -> str:
        """Return in one sentence what was found."""
        if not self.contacts:
            return (
                f"Nobody came back: no earlier record would stand against any of the "
                f"{self.kept:,} contacts that '{self.campaign}' keeps."
            )
        return (
            f"{self.contacts:,} of the {self.kept:,} contacts that '{self.campaign}' "
            "keeps were suppressed before, and nothing has lifted that since."
        )

    def remarks(self) -> Iterator[str]:
        """Yield what else a reader must know."""
        if self.contacts:
            yield (
                "Bring the records back, with `hygiene merge-suppressions --previous`, "
                "and find out which import lost them."
            )
        if self.findings.height > MOST_SHOWN:
            yield f"The first {MOST_SHOWN} of {self.findings.height:,} lines."

    def _lines(self) -> list[Line]:
        record = pl.format("{} ({}, row {})", "record", "record_file", "record_row")
        proof = pl.format(
            "{} {} ({}, row {})",
            "basis",
            "basis_evidence",
            "evidence_file",
            "evidence_row",
        )
        shown = self.findings.head(MOST_SHOWN).select(
            pl.format("{}, {}", "audience_file", "audience_row"),
            "contact_id",
            "address",
            "reason_then",
            pl.col("since").dt.strftime("%Y-%m-%d"),
            record,
            "today",
            kept=pl.coalesce(proof, "basis"),
        )
        return [
            (row, contact, Personal(address), Code(reason), *rest)
            for row, contact, address, reason, *rest in shown.rows()
        ]

    def _display(self) -> Display:
        return Display(
            self.headline(),
            remarks=[*self.remarks()],
            tables=[Table(_CAPTION, _HEADS, self._lines(), head=1)],
            next=["resurrected.findings  # every line, as a frame"],
        )

    def __str__(self) -> str:
        """Return the headline and a line a finding, addresses masked."""
        return self._display().text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._display().html()
