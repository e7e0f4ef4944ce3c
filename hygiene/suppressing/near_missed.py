"""The result of looking for near misses: a ranked table for review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene.display.cells import Code, Personal
from hygiene.display.page import MOST_SHOWN, Display, Table
from hygiene.suppressing.findings import write_findings

COLUMNS = (
    "row",
    "audience_file",
    "audience_row",
    "contact_id",
    "address",
    "rank",
    "kind",
    "reason",
    "record",
    "record_table",
    "record_file",
    "record_row",
    "suppressed_address",
)
"""The columns of a near miss: the contact, what is alike, and the record."""

_DIGEST = "The digest on the list may be of its address "
KINDS = {
    "same_contact": "Another address of the same contact id is suppressed.",
    "known_contact": (
        "A contact id that another record gives for its address is suppressed."
    ),
    "digest_as_given": f"{_DIGEST}exactly as the audience writes it.",
    "digest_upper_case": f"{_DIGEST}in upper case.",
    "digest_line_break": f"{_DIGEST}with a line break behind it.",
    "digest_digits": f"{_DIGEST}without the plus sign.",
    "digest_plus_removed": f"{_DIGEST}without the sign '+', but with what follows it.",
    "digest_dots_and_plus_removed": f"{_DIGEST}without dots and the sign '+'.",
    "digest_gmail_dots": f"{_DIGEST}without dots, at googlemail.com as at gmail.com.",
    "phone_spelling": (
        "A suppressed number that was read otherwise, or not at all, ends in the same "
        "nine digits."
    ),
    "same_phone": (
        "Its phone number ends in the same nine digits as one that is suppressed, or "
        "that of a suppressed contact."
    ),
    "typo_in_domain": (
        "The same name is suppressed at a domain that differs in one character."
    ),
    "typo_in_name": (
        "A suppressed address at the same rare domain differs in one character."
    ),
    "sister_domain": (
        "The same name is suppressed at a sister domain: another ending or subdomain."
    ),
}
"""Why a contact is a near miss, in words; the kinds of one rank stand together."""

_HEADS = ("Rank", "Row", "Contact", "Address", "Suppressed", "Reason", "Record", "Why")
_CAPTION = "Near misses, the likeliest first"


@dataclass(frozen=True, slots=True)
class NearMisses:
    """Kept contacts whom a looser reading of a suppression would catch.

    Attributes:
        campaign: The campaign's id.
        lines: One row a contact and kind (see `COLUMNS`), the likeliest first: `rank`
            1 is all but sure, 7 a digit's difference; `row` counts from 0 as in the
            decisions, the rows of files from 1.
        kept: How many contacts the campaign keeps.
        rare: How many contacts a rare domain had at most.
    """

    campaign: str
    lines: pl.DataFrame
    kept: int
    rare: int

    @property
    def contacts(self) -> int:
        """How many contacts are near misses."""
        return self.lines["row"].n_unique()

    def write(self, path: str | Path, *, reveal: bool = False) -> Path:
        """Write every line as CSV; return the path.

        Args:
            path: A new file, or one that was written like this before.
            reveal: Whether addresses are written too.

        Raises:
            InputError: The file cannot be written, or it is another one.
        """
        worded = self.lines.with_columns(why=_why())
        return write_findings(worded, Path(path), reveal=reveal)

    def headline(self) -> str:
        """Return in one sentence what was found."""
        return (
            f"{self.contacts:,} of the {self.kept:,} contacts that '{self.campaign}' "
            "keeps are near misses of a suppression. They stay kept; look at them."
        )

    def remarks(self) -> Iterator[str]:
        """Yield what else a reader must know."""
        counts = self.lines.group_by("rank", "kind").len().sort("rank", "kind")
        for _, kind, count in counts.rows():
            yield f"{count:,}: {KINDS[kind]}"
        if self.lines.height > MOST_SHOWN:
            yield f"The first {MOST_SHOWN} of {self.lines.height:,} lines."

    def _display(self, why: pl.Expr) -> Display:
        shown = self.lines.head(MOST_SHOWN).select(
            "rank",
            pl.format("{}, {}", "audience_file", "audience_row"),
            "contact_id",
            "address",
            "suppressed_address",
            "reason",
            pl.format("{} ({}, row {})", "record", "record_file", "record_row"),
            why.alias("why"),
        )
        lines = [
            (rank, row, contact, Personal(given), Personal(listed), Code(reason), *rest)
            for rank, row, contact, given, listed, reason, *rest in shown.rows()
        ]
        return Display(
            self.headline(),
            remarks=[*self.remarks()],
            tables=[Table(_CAPTION, _HEADS, lines, head=2)],
            next=[
                "near_misses.lines  # every line, as a frame",
                'near_misses.write("near.csv")  # a file without addresses',
            ],
        )

    def __str__(self) -> str:
        """Return the headline and a line a near miss, addresses masked."""
        return self._display(pl.col("kind")).text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self._display(_why()).html()


def _why() -> pl.Expr:
    return pl.col("kind").replace_strict(
        list(KINDS), list(KINDS.values()), return_dtype=pl.String
    )
