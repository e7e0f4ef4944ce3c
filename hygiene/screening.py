"""Screening: the toolkit's front door in a notebook or a program."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import polars as pl

from hygiene import metrics
from hygiene.campaign import Campaign, PolicyLike
from hygiene.deciding import Decided, Progress, decide
from hygiene.errors import InputError
from hygiene.explanation import Explanation, explain
from hygiene.inputs import Inputs, from_file, from_tables
from hygiene.outcome import flagged_rows, kept_rows, removed_rows
from hygiene.sources.staging import Engine
from hygiene.summary import summarise
from hygiene.suppressing.near_missed import NearMisses
from hygiene.suppressing.near_misses import RARE, find_near_misses

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hygiene.gates.result import GateResult

Format = Literal["csv", "parquet"]


class Screening:
    """What became of an audience: kept, removed, and why.

    The decisions are computed once, when the screening is made. They lie in a
    temporary folder, and every frame reads them lazily from there; the folder goes
    when the process ends, or earlier with `close()` or a `with` block.
    """

    def __init__(self, decided: Decided) -> None:
        """Take over the work folder; use `hygiene.screen` instead."""
        self._decided = decided
        self._summary: dict[str, Any] | None = None

    def close(self) -> None:
        """Delete the temporary folder; the frames cannot be read afterwards."""
        shutil.rmtree(self._decided.work, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return the screening, to be closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the screening."""
        self.close()

    @property
    def campaign(self) -> Campaign:
        """The campaign that was decided for."""
        return self._decided.inputs.campaign

    @property
    def decisions(self) -> pl.LazyFrame:
        """One row an audience row, in order (contract section 9, `decisions`)."""
        return self._decided.decisions

    @property
    def kept(self) -> pl.LazyFrame:
        """The kept audience rows: columns, values and order exactly as given."""
        return kept_rows(self._decided)

    @property
    def removed(self) -> pl.LazyFrame:
        """The removed rows as given, plus `reason`, `reasons` and `explanation`."""
        return removed_rows(self._decided)

    def flagged(self) -> pl.DataFrame:
        """Return the rows whose address a person should look at, kept or removed.

        Columns: `row`, `contact_id`, `decision`, `flags` (see docs/decisions.md),
        `address` (its strict key) and `suggested_domain`, the popular domain that may
        have been meant. Nothing is corrected: that is for the person to say.
        """
        return flagged_rows(self._decided)

    def summary(self) -> dict[str, Any]:
        """Return counts, inputs, policies and versions, as `summary.json` has them."""
        if self._summary is None:
            self._summary = summarise(self._decided)
        return self._summary

    def write(self, folder: str | Path, *, format: Format | None = None) -> Path:  # noqa: A002
        """Write every file of contract section 9 to `folder`, all or nothing.

        Args:
            folder: A new or empty folder, or one that a screening wrote before.
            format: `csv` or `parquet`; by default the audience's own.

        Returns:
            The folder.

        Raises:
            GateError: The gate said no; only the gate's result and report are there.
            InputError: The folder holds something else, or the format cannot hold
                the audience.
        """
        # The gate and the report need heavy packages: loaded when a list is written.
        from hygiene.release import release

        return release(self._decided, self.summary(), Path(folder), format)

    def check(self) -> GateResult:
        """Return what the gate says: nobody unconsented, by other code (docs/gates.md).

        In a notebook the result shows itself as a table. `write` asks the gate too,
        and releases nothing when it says no.

        Raises:
            GateError: The gate itself is broken.
            InputError: `waivers.toml` beside the campaign cannot be used.
            MissingExtraError: The packages of the gate are not installed.
        """
        # The gate needs heavy packages: loaded when it is asked.
        from hygiene.release import check_screening

        return check_screening(self._decided, self.summary())

    def waterfall(self) -> pl.DataFrame:
        """Return `step`, `contacts`, `left`: from the audience to the kept contacts."""
        return metrics.waterfall(self.decisions)

    def plot_waterfall(self, *, ax: Axes | None = None) -> Axes:
        """Draw `waterfall()`: what each reason takes away from the audience.

        Args:
            ax: Where to draw; by default a new figure.

        Raises:
            MissingExtraError: matplotlib is not installed.
        """
        from hygiene.charts.removals import plot_waterfall

        return plot_waterfall(self.waterfall(), ax=ax)

    def explain(self, contact: str) -> Explanation:
        """Return why a contact is kept or removed, with the records behind it.

        Args:
            contact: The address, or the contact id.

        Raises:
            InputError: The audience has no such contact.
        """
        return explain(self._decided, contact)

    def near_misses(self, *, rare: int = RARE) -> NearMisses:
        """Return the kept contacts whom a looser reading of a suppression would catch.

        Such as an address one character away from a suppressed one, or a digest of
        the address in another spelling. They are for a person to look at; nobody is
        removed (docs/suppressions.md says what is looked for, and what is not).

        Args:
            rare: How many contacts of the audience a domain has at most for which
                addresses that differ in one character are compared.
        """
        return find_near_misses(self._decided, rare=rare)

    def __repr__(self) -> str:
        """Return the headline numbers."""
        counts = self.summary()["counts"]
        return (
            f"Screening of '{self.campaign.id}': {counts['audience']:,} contacts, "
            f"{counts['kept']:,} kept, {counts['removed']:,} removed"
        )


def screen(  # noqa: PLR0913 - one keyword a table reads better than a mapping
    campaign_file: str | Path | None = None,
    *,
    campaign: Campaign | None = None,
    policy: PolicyLike | None = None,
    audience: Any = None,
    consents: Any = None,
    relationships: Any = None,
    suppressions: Any = None,
    sends: Any = None,
    wordings: Any = None,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    engine: Engine = "streaming",
    progress: Progress | None = None,
) -> Screening:
    """Screen an audience: decide for every contact, keep or remove, and why.

    Either name a campaign file, or give a campaign and its tables. A table may be a
    path or glob, a Polars frame, a pyarrow table, a pandas frame, anything with the
    Arrow C stream interface, or a list of these.

    Args:
        campaign_file: A TOML file (contract section 3).
        campaign: The campaign, when there is no file.
        policy: Replaces the policy of `campaign`.
        audience: The contacts that someone proposes to message.
        consents: Statements of persons.
        relationships: Transactions and other dealings.
        suppressions: Standing instructions not to contact.
        sends: What was really sent.
        wordings: Versions of consent texts.
        as_of: The instant to decide for; replaces the campaign's.
        known_at: The instant up to which records had reached us.
        engine: The Polars engine: `streaming` or `in-memory`.
        progress: Told after each stage: its name and its rows.

    Returns:
        The screening.

    Raises:
        InputError: The campaign or a table cannot be used; nothing was screened.
        StaleTableError: A table is older than the campaign allows.

    Examples:
        >>> from datetime import UTC, datetime
        >>> campaign = Campaign(
        ...     id="news", controller="northpay", channel="email",
        ...     purpose="marketing.newsletter", policy="uk",
        ...     as_of=datetime(2026, 11, 24, 9, tzinfo=UTC), timezone="Europe/London",
        ... )
        >>> audience = pl.DataFrame({"email": ["ann@example.com", "bob@example.com"]})
        >>> consents = pl.DataFrame({
        ...     "event_id": ["e1"], "address": ["ann@example.com"],
        ...     "channel": ["email"], "purpose": ["marketing.newsletter"],
        ...     "controller": ["northpay"], "action": ["given"],
        ...     "occurred_at": ["2026-05-10"],
        ... })
        >>> screening = screen(audience=audience, consents=consents, campaign=campaign)
        >>> screening.decisions.select("decision", "reason", "basis").collect().rows()
        [('keep', None, 'consent'), ('remove', 'unknown_origin', None)]
    """
    tables = {
        "audience": audience,
        "consents": consents,
        "relationships": relationships,
        "suppressions": suppressions,
        "sends": sends,
        "wordings": wordings,
    }
    inputs = _inputs(campaign_file, campaign, policy, tables, as_of, known_at)
    return screen_inputs(inputs, engine, progress or _silent)


def screen_inputs(inputs: Inputs, engine: Engine, progress: Progress) -> Screening:
    """Screen inputs that were read before; see `screen`.

    Raises:
        InputError: A table cannot be used; nothing was screened.
        StaleTableError: A table is older than the campaign allows.
    """
    work = Path(tempfile.mkdtemp(prefix="hygiene-"))
    # Lazy frames may outlive the screening, so the folder lives as long as the process.
    atexit.register(shutil.rmtree, work, ignore_errors=True)
    return Screening(decide(inputs, work, engine, progress))


def _inputs(
    campaign_file: str | Path | None,
    campaign: Campaign | None,
    policy: PolicyLike | None,
    tables: dict[str, Any],
    as_of: datetime | None,
    known_at: datetime | None,
) -> Inputs:
    given = [name for name, table in tables.items() if table is not None]
    if campaign_file is not None:
        if campaign is not None or policy is not None or given:
            raise InputError(
                "Give a campaign file, or a campaign and tables, not both."
            )
        return from_file(campaign_file, as_of, known_at)
    if campaign is None:
        raise InputError("Give a campaign file, or campaign=Campaign(...) and tables.")
    return from_tables(tables, campaign.at(as_of, known_at), policy)


def _silent(_stage: str, _rows: int) -> None:
    return None
