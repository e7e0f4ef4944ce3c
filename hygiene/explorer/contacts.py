"""Contacts: those of a screening, by reason, source and period, without a widget."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from hygiene import metrics
from hygiene.deciding import Decided
from hygiene.display.cells import Bar, Code, Line, Personal, Tone
from hygiene.display.page import Display, Sum, Table
from hygiene.explorer.periods import decisive_days
from hygiene.explorer.selection import (
    REMOVED,
    Selection,
    is_period,
    is_reason,
    is_source,
)
from hygiene.masking import withheld
from hygiene.metrics import KEPT
from hygiene.metrics.labels import UNKNOWN
from hygiene.revealing import is_revealed
from hygiene.sources.staging import STAGED
from hygiene.summary import source_column
from hygiene.suppressing.findings import write_findings
from hygiene.suppressing.keyed import audience_addresses, audience_places
from hygiene.text import filled, share

UNDATED = "no record"
"""The period of a contact without a record to date it by."""

MOST_SOURCES = 50
_ROWS_SHOWN = 10
_HEADS = ("Row", "Contact", "Address", "Reasons", "Source", "Day")
_STEP_HEADS = ("Step", "Contacts", "Of these contacts")
_WHOLE = "audience"
_LIST_SEPARATOR = "|"


class Contacts:
    """The contacts of a screening, written once in a form that is quick to search."""

    def __init__(self, decided: Decided) -> None:
        """Write them to the screening's own folder."""
        decided.require_unchanged()
        self._decided = decided
        self.audience = int(decided.decisions.select(pl.len()).collect().item())
        folder = Path(tempfile.mkdtemp(prefix="explorer-", dir=decided.work))
        path = folder / "contacts.parquet"
        _contacts(decided).sink_parquet(path, **STAGED, engine="streaming")
        self._frame = pl.scan_parquet(path, glob=False)

    def choices(self, name: str) -> dict[str, int]:
        """Return what a part of a selection may be, and how many contacts that has.

        Args:
            name: `reason`, `source` or `period`.
        """
        if name == "period":
            return self._periods()
        state = "state" if name == "reason" else name
        counted = (
            self._frame.group_by(state)
            .agg(contacts=pl.len())
            .sort("contacts", state, descending=[True, False])
            .collect()
        )
        counts = dict(counted.rows())
        if name == "source":
            return counts
        kept = counts.pop(KEPT, 0)
        return {KEPT: kept, REMOVED: self.audience - kept, **counts}

    def _periods(self) -> dict[str, int]:
        """Return the newest year first, each followed by its quarters."""
        counted = self._frame.group_by("quarter").agg(contacts=pl.len()).collect()
        counts = dict(counted.rows())
        undated = {UNDATED: counts.pop(UNDATED)} if UNDATED in counts else {}
        periods: dict[str, int] = {}
        for quarter in sorted(counts, reverse=True):
            year = quarter.partition(" ")[0]
            within = [contacts for name, contacts in counts.items() if year in name]
            periods |= {year: sum(within), quarter: counts[quarter]}
        return periods | undated

    def selected(self, selection: Selection) -> Selected:
        """Return the contacts of a selection."""
        around = self._frame.filter(
            is_source(selection.source), is_period(selection.period)
        )
        chosen = around.filter(is_reason(selection.reason))
        decided = self._decided.opened()
        return Selected(selection, around, chosen, self.audience, decided)


@dataclass(frozen=True, slots=True)
class Selected:
    """The contacts of a selection, read lazily.

    Attributes:
        selection: What was asked for.
        around: The contacts of its source and period, whatever their reason.
        frame: Its contacts, in the order of the audience: `row`, `contact_id`,
            `address`, `decision`, `reason`, `reasons`, `source`, `day`, ...
        audience: How many contacts the whole audience has.
        decided: The decided audience.
    """

    selection: Selection
    around: pl.LazyFrame
    frame: pl.LazyFrame
    audience: int
    decided: Decided

    def counts(self) -> Mapping[str, int]:
        """Return `audience`, `kept` and `removed`: how many contacts it has."""
        counts: dict[str, int] = metrics.totals(self.frame).row(0, named=True)
        return counts

    def steps(self) -> pl.DataFrame:
        """Return the waterfall of its source and period, whatever the reason."""
        return metrics.waterfall(self.around)

    def sentence(self) -> str:
        """Return in a sentence how many contacts it has."""
        counts = self.counts()
        return (
            f"{counts['audience']:,} of {self.audience:,} contacts: "
            f"{counts['kept']:,} kept, {counts['removed']:,} removed."
        )

    def words(self) -> str:
        """Return what was asked for."""
        parts = (self.selection.reason, self.selection.source, self.selection.period)
        return "; ".join(part for part in parts if part) or "All contacts"

    def rows(self) -> Table:
        """Return its first contacts as a table."""
        head = self.frame.head(_ROWS_SHOWN).select(
            pl.col("row").cast(pl.String),
            "contact_id",
            "address",
            pl.coalesce(pl.col("reasons").list.join(", ").replace("", None), "state"),
            "source",
            pl.col("day").cast(pl.String).fill_null(UNDATED),
        )
        lines = [
            (row, Code(contact or ""), Personal(address), reasons, source, Code(day))
            for row, contact, address, reasons, source, day in head.collect().rows()
        ]
        return Table(f"The first {len(lines)}, in order", _HEADS, lines, head=1)

    def display(self) -> Display:
        """Return how many contacts it has, and the first of them."""
        counts = dict(self.counts())
        total = counts.pop("audience")
        sums = [Sum("contacts", total, counts)]
        return Display(self.words(), sums=sums, tables=[self.rows()])

    def picture(self) -> Display:
        """Return the waterfall as a table with bars, the chosen reason marked."""
        steps = self.steps()
        total, kept = steps["contacts"][0], steps["contacts"][-1]
        table = Table(
            "What each reason takes away",
            _STEP_HEADS,
            [self._step(total, *step) for step in steps.rows()],
        )
        title = f"{kept:,} of {total:,} contacts of this source and period are kept"
        return Display(title, tables=[table])

    def _step(self, total: int, step: str, contacts: int, left: int) -> Line:
        is_end = step in {_WHOLE, KEPT}
        start = 0 if is_end or not total else left / total
        tone: Tone = "good" if step == KEPT else "quiet"
        if not is_end and self.selection.reason in {None, REMOVED, step}:
            tone = "bad"
        length = contacts / total if total else 0
        return (
            Code(step),
            contacts,
            Bar(length, share(contacts, total), tone, start),
        )

    def write(self, path: str | Path) -> Path:
        """Write every contact of it as CSV; return the path.

        Row numbers (from 0 as in the decisions, and from 1 in each file), contact ids,
        reasons, source and day; the address too, within a block of `hygiene.reveal`.
        The source is the one that was given; without that block, one that looks like
        an address is withheld, and so is such an id.

        Args:
            path: A new file in a folder that exists, or one that was written like this
                before.

        Raises:
            InputError: The file cannot be written, or it is another one.
        """
        reasons = pl.col("reasons").list.join(_LIST_SEPARATOR)
        places = audience_places(self.decided)
        rows = self.frame.join(places, on="row", how="left", validate="1:1")
        lines = rows.sort("row").select(
            "row",
            "audience_file",
            "audience_row",
            "contact_id",
            "address",
            "decision",
            "reason",
            reasons,
            pl.col("given_source").alias("source"),
            "day",
        )
        return write_findings(lines.collect(), Path(path), reveal=is_revealed())

    def __str__(self) -> str:
        """Return its first contacts, addresses masked."""
        return self.display().text()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return self.display().html()


def _contacts(decided: Decided) -> pl.LazyFrame:
    decisions = decided.decisions.select(
        "row", "contact_id", "decision", "reason", "reasons"
    )
    day = pl.col("day")
    quarter = pl.format("{} Q{}", day.dt.year(), day.dt.quarter())
    beside = pl.concat(
        [
            decisions,
            audience_addresses(decided).select("address"),
            _sources(decided),
            _given_sources(decided),
            decisive_days(decided).select("day"),
        ],
        how="horizontal",
    )
    return beside.with_columns(
        state=pl.col("reason").fill_null(KEPT),
        quarter=pl.when(day.is_not_null()).then(quarter).otherwise(pl.lit(UNDATED)),
    )


def _source_column(decided: Decided) -> pl.LazyFrame:
    return metrics.row_sources(decided.decisions, source_column(decided))


def _given_sources(decided: Decided) -> pl.LazyFrame:
    """Return each row's source as it was given, null where there is none."""
    return _source_column(decided).select(given_source=filled(pl.col("source")))


def _sources(decided: Decided) -> pl.LazyFrame:
    """Return the label of each row's source; only the commonest have a name."""
    label = withheld(filled(pl.col("source"))).fill_null(UNKNOWN)
    named = _source_column(decided).select(source=label)
    common = (
        named.group_by("source")
        .agg(contacts=pl.len())
        .sort("contacts", "source", descending=[True, False])
        .head(MOST_SOURCES)
        .collect()["source"]
        .to_list()
    )
    is_common = pl.col("source").is_in(common)
    return named.select(
        source=pl.when(is_common).then("source").otherwise(pl.lit(metrics.OTHERS))
    )
