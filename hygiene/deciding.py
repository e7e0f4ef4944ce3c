"""Deciding: the stages from files to decisions, each streamed from file to file.

Every stage is one lazy plan that is sunk to the work folder, so that memory stays
flat, no plan is computed twice, and both engines run the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import polars as pl

from hygiene.campaign import Campaign
from hygiene.errors import InputError
from hygiene.freshness import check_freshness
from hygiene.inputs import Inputs
from hygiene.judging import Evidence, decide_judged, judge
from hygiene.keys.points import with_person, with_point
from hygiene.sources.entries import Entry
from hygiene.sources.files import QUERY, Source
from hygiene.sources.staging import (
    STAGED,
    UNREADABLE,
    Engine,
    Staged,
    blame,
    probe,
    stage,
    unreadable,
)
from hygiene.tables import EVIDENCE
from hygiene.transforms.audience import key_audience
from hygiene.transforms.traits import of_the_key
from hygiene.vocabulary import Match

_TEXT_FORMATS = ("csv", "ndjson")

Prepare = Callable[[pl.LazyFrame], pl.LazyFrame]

Progress = Callable[[str, int], None]
"""Told after each stage: its name, and how many rows it read or wrote."""


@dataclass(frozen=True, slots=True)
class Decided:
    """The outcome of deciding, in files of the work folder.

    Attributes:
        inputs: What was read.
        given: The audience as given, unguarded: read `audience` instead.
        keyed: One row an audience row with its keys (`row`, `strict_key`, ...).
        staged: The evidence tables as they were read.
        decisions: The decisions table (contract section 9).
        work: The folder that these files lie in.
        signatures: The state of each audience file when it was decided.
    """

    inputs: Inputs
    given: pl.LazyFrame
    keyed: pl.LazyFrame
    staged: dict[str, Staged]
    decisions: pl.LazyFrame
    work: Path
    signatures: tuple[tuple[int, int, int] | None, ...]

    @property
    def audience(self) -> pl.LazyFrame:
        """The audience as given: its own columns and values, in order.

        Raises:
            InputError: A file of it changed since, or it is gone.
        """
        self.require_unchanged()
        return self.given

    def opened(self) -> Self:
        """Return it, unless its folder was deleted: nothing could be read.

        Raises:
            InputError: The screening is closed.
        """
        if not self.work.is_dir():
            raise InputError("The screening is closed. Screen again, or keep it open.")
        return self

    def require_unchanged(self) -> None:
        """Refuse an audience file that changed since: the rows would not match.

        Raises:
            InputError: One did, or it is gone.
        """
        for source, was in zip(
            self.inputs.audience.sources, self.signatures, strict=True
        ):
            try:
                same = source.signature() == was
            except OSError:
                same = False
            if not same:
                raise InputError(
                    f"'{source.label}' changed after it was screened. Screen it again."
                )


def decide(inputs: Inputs, work: Path, engine: Engine, progress: Progress) -> Decided:
    """Decide every row of the audience.

    Args:
        inputs: The campaign and its tables.
        work: An empty folder that outlives the result.
        engine: The Polars engine.
        progress: Told after each stage.

    Raises:
        InputError: A table cannot be used; nothing was decided.
        StaleTableError: A table is older than the campaign allows.
    """
    campaign = inputs.campaign
    signatures = tuple(source.signature() for source in inputs.audience.sources)
    audience = pinned_audience(inputs.audience, work, engine)
    key_audience(audience, inputs.audience, campaign)  # its problems first: cheap
    staged = stage_tables(inputs, work, engine, progress)
    check_freshness(inputs, staged)
    run = Run(work, engine, progress, inputs.audience.sources)
    keyed = key_audience(audience, inputs.audience, campaign)
    traits = of_the_key()
    judged = judge(keyed, evidence_of(inputs, staged), campaign, run.sink, traits)
    decided = decide_judged(judged.masked, campaign, traits, run.sink)
    return Decided(inputs, audience, judged.keyed, staged, decided, work, signatures)


def evidence_of(inputs: Inputs, staged: Mapping[str, Staged]) -> Evidence:
    """Return the staged tables as evidence; wordings only where they are supplied."""
    return Evidence(
        consents=staged["consents"].frame,
        relationships=staged["relationships"].frame,
        suppressions=staged["suppressions"].frame,
        sends=staged["sends"].frame,
        wordings=staged["wordings"].frame if inputs.supplied("wordings") else None,
    )


def read_tables(inputs: Inputs, work: Path) -> None:
    """Read every table as a screening does, and refuse what it would refuse.

    Args:
        inputs: The campaign and its tables.
        work: A folder that may be filled.

    Raises:
        InputError: A table cannot be used.
        StaleTableError: A table is older than the campaign allows.
    """

    def as_it_is(_table: str, _campaign: Campaign) -> Prepare:
        return lambda frame: frame

    audience = pinned_audience(inputs.audience, work, "streaming")
    key_audience(audience, inputs.audience, inputs.campaign)
    staged = _stage_all(inputs, work, "streaming", lambda *_: None, as_it_is)
    check_freshness(inputs, staged)


def pinned_audience(entry: Entry, work: Path, engine: Engine) -> pl.LazyFrame:
    """Return the audience as given, in a form that reads the same every time.

    A lazy query may answer in another order each time it runs, so it is run once.

    Raises:
        InputError: The audience cannot be read, or its files differ in columns.
    """
    frames = [source.frame for source in entry.sources]
    for source in entry.sources:
        # Deciding reads some columns only: a broken row elsewhere must stop it too.
        if source.format in _TEXT_FORMATS:
            probe(source)
    try:
        names = [frame.collect_schema() for frame in frames]
        if any(schema != names[0] for schema in names[1:]):
            raise InputError("The files of the audience differ in their columns.")
        audience = pl.concat(frames) if len(frames) > 1 else frames[0]
        if not any(source.format == QUERY for source in entry.sources):
            return audience
        path = work / "audience.parquet"
        audience.sink_parquet(path, **STAGED, engine=engine)
    except UNREADABLE:
        raise unreadable(entry.sources[0]) from None
    return pl.scan_parquet(path, glob=False)


@dataclass(frozen=True, slots=True)
class Run:
    """How the stages of one decision are run."""

    work: Path
    engine: Engine
    progress: Progress
    sources: tuple[Source, ...]

    def sink(self, name: str, plan: pl.LazyFrame) -> pl.LazyFrame:
        """Write the rows of a stage to the work folder; return a scan of them."""
        path = self.work / f"{name}.parquet"
        try:
            plan.sink_parquet(path, **STAGED, engine=self.engine)
        except UNREADABLE:
            blame(self.sources, path)
        result = pl.scan_parquet(path, glob=False)
        self.progress(name, result.select(pl.len()).collect().item())
        return result


def stage_tables(
    inputs: Inputs, work: Path, engine: Engine, progress: Progress
) -> dict[str, Staged]:
    """Return every evidence table as it was read, with the keys it is matched on.

    Raises:
        InputError: A table cannot be used.
    """
    return _stage_all(inputs, work, engine, progress, _preparation)


def _stage_all(
    inputs: Inputs,
    work: Path,
    engine: Engine,
    progress: Progress,
    preparation: Callable[[str, Campaign], Prepare],
) -> dict[str, Staged]:
    staged = {}
    for table in EVIDENCE:
        entries = list(inputs.evidence.get(table, ()))
        prepare = preparation(table, inputs.campaign)
        staged[table] = stage(table, entries, work, engine, prepare)
        if entries:
            progress(table, staged[table].height)
    return staged


def _preparation(table: str, campaign: Campaign) -> Prepare:
    """Return what adds the keys that a table is matched on."""

    def prepare(frame: pl.LazyFrame) -> pl.LazyFrame:
        if table == "wordings":
            return frame
        if table == "suppressions":
            is_address = pl.col("match") == Match.ADDRESS
            frame = frame.with_columns(address=pl.when(is_address).then("value"))
        region = pl.lit(campaign.default_region, pl.String)
        # Evidence is not validated; garbage on an opt-out list is counted, though.
        return frame.pipe(with_person).pipe(
            with_point,
            "address",
            campaign.channel,
            region,
            validate=table == "suppressions",
        )

    return prepare
