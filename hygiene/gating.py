"""Gating: what the gate reads of a screening, or of a list that another tool made."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from hygiene.campaign import Campaign
from hygiene.deciding import Decided
from hygiene.errors import InputError, nearest_column
from hygiene.gates.registry import RULES
from hygiene.gates.result import GateResult
from hygiene.gates.runner import run_gate
from hygiene.gates.subject import Claims, Contacts, GateSubject, Release
from hygiene.gates.suites import waivable
from hygiene.gates.waivers import FILE, apply_waivers, read_waivers
from hygiene.inputs import Inputs
from hygiene.keys.points import COLUMNS
from hygiene.sources.entries import Entry
from hygiene.sources.files import IN_MEMORY, QUERY, Source, open_file
from hygiene.sources.opening import open_table
from hygiene.sources.staging import probe
from hygiene.tables import AUDIENCE

LAST_RELEASE = "last_release"
"""Where `gate.json` holds the figures that this run was compared with."""

_TYPED = {"parquet", "arrow", IN_MEMORY, QUERY}
_ANY_FORMAT = (pl.String, pl.Boolean, pl.Categorical, pl.Enum, pl.Null)
_PERSON = {
    "person": "contact_id",
    "origin": "source",
    "country": "country",
    "subscriber_type": "subscriber_type",
}


@dataclass(frozen=True, slots=True)
class Written:
    """The files of a screening that the gate reads.

    Attributes:
        kept: The kept rows.
        removed: The removed rows.
        decisions: The decisions.
        form: The format of the lists.
    """

    kept: Path
    removed: Path
    decisions: Path
    form: str


def gate_screening(
    decided: Decided,
    by_reason: Mapping[str, int],
    written: Written,
    last_run: Release | None,
) -> GateResult:
    """Return what the gate says about what a screening wrote.

    Args:
        decided: The decisions, and all that they were made from.
        by_reason: How many rows each primary reason removed, as the summary says.
        written: The files.
        last_run: The last release of the campaign, if any.

    Raises:
        InputError: `waivers.toml` cannot be used.
        BrokenGateError: The gate itself cannot be trusted.
    """
    inputs = decided.inputs
    sources = inputs.audience.sources
    formats = {source.format for source in sources}
    # What was given, not what was made of it: a column that was lost would be missed.
    given = sources[0].frame.collect_schema()
    if QUERY in formats:  # it may answer otherwise each time: what was decided counts
        copy = decided.work / "audience_given.parquet"
        decided.audience.sink_parquet(copy)
        paths: tuple[Path, ...] = (copy,)
    else:
        paths = _audience_paths(inputs.audience, decided.work)
    audience = Contacts(
        paths, *_columns(inputs.audience, inputs.campaign, given.names())
    )
    claims = Claims(
        removed=written.removed,
        decisions=written.decisions,
        by_reason=by_reason,
        compared=tuple(_compared(given, formats, written.form)),
    )
    subject = GateSubject(
        listed=_listed(audience, written.kept),
        audience=audience,
        evidence=inputs.evidence,
        claims=claims,
        last_run=last_run,
        audience_entry=inputs.audience,
    )
    return _waived(subject, inputs.campaign, decided.work)


def gate_list(inputs: Inputs, list_file: Path, work: Path) -> GateResult:
    """Return what the gate says about a list that any tool made.

    Args:
        inputs: The campaign and its tables, which were checked before.
        list_file: A file with the contact points, at least.
        work: A folder for what does not fit into memory.

    Raises:
        InputError: The list, or `waivers.toml`, cannot be used.
        BrokenGateError: The gate itself cannot be trusted.
    """
    subject = list_subject(inputs, list_file, work)
    return _waived(subject, inputs.campaign, work)


def list_subject(inputs: Inputs, list_file: Path, work: Path) -> GateSubject:
    """Return what the gate reads of a list that any tool made.

    Raises:
        InputError: The list cannot be used.
    """
    campaign, entry = inputs.campaign, inputs.audience
    source = _list_source(list_file)
    probe(source)
    names = source.frame.collect_schema().names()
    columns, constants = _columns(entry, campaign, names, is_list=True)
    if "point" not in columns:
        wanted = entry.columns.get(COLUMNS[campaign.channel], COLUMNS[campaign.channel])
        problem = (
            f"column '{wanted}' is missing; a campaign by {campaign.channel} reads it."
            + nearest_column(wanted, names, AUDIENCE.column_names)
        )
        raise InputError(f"{source.label} cannot be used as the list:", [problem])
    given = {name for one in entry.sources for name in one.frame.collect_schema()}
    return GateSubject(
        listed=Contacts((source.read_path or list_file,), columns, constants),
        audience=Contacts(
            _audience_paths(entry, work), *_columns(entry, campaign, given)
        ),
        evidence=inputs.evidence,
        audience_entry=entry,
    )


def _list_source(list_file: Path) -> Source:
    """Return the list, read as an audience is, whatever its file looks like.

    Raises:
        InputError: It cannot be read, or is more than one file.
    """
    sources = open_table(list_file, AUDIENCE.name, Path())
    if len(sources) > 1:
        raise InputError(
            f"'{list_file.name}' holds {len(sources)} files. Name the one that is the "
            "list."
        )
    return sources[0]


def last_release(folder: Path, campaign: Campaign) -> Release | None:
    """Return the figures of the last release of a campaign to a folder, if any.

    A run that the gate refused was no release: it hands on what it was compared with.
    Files that cannot be read are no release either.
    """
    try:
        summary = json.loads((folder / "summary.json").read_text("utf-8"))
        gate = json.loads((folder / "gate.json").read_text("utf-8"))
        if summary["campaign"]["id"] != campaign.id:
            return None
        figures = _figures(summary) if gate["passed"] else gate[LAST_RELEASE]
        figures = {**figures, "as_of": datetime.fromisoformat(figures["as_of"])}
        release = Release(**figures)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return release if release.as_of <= campaign.as_of else None


def _figures(summary: Mapping[str, Any]) -> dict[str, Any]:
    rows = [one for one in summary["inputs"] if one["table"] == "suppressions"]
    return {
        "as_of": summary["as_of"],
        "audience": summary["counts"]["audience"],
        "kept": summary["counts"]["kept"],
        "suppressions": sum(one.get("rows", 0) for one in rows),
    }


def _listed(audience: Contacts, kept: Path) -> Contacts:
    """Return the written list; a column that it lacks is null in every row."""
    if not kept.stat().st_size:  # NDJSON without a row has no columns either
        return Contacts((), {}, audience.constants)
    names = open_file(kept).frame.collect_schema().names()
    columns = {k: name for k, name in audience.columns.items() if name in names}
    return Contacts((kept,), columns, audience.constants)


def _waived(subject: GateSubject, campaign: Campaign, work: Path) -> GateResult:
    path = campaign.folder / FILE
    waivers = read_waivers(path, known=RULES, waivable=waivable())
    result = run_gate(subject, campaign, work)
    return apply_waivers(result, waivers, campaign.as_of, campaign.timezone)


def _columns(
    entry: Entry, campaign: Campaign, given: Any, *, is_list: bool = False
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return which columns hold a contact, and what the campaign says of every row.

    A list of another tool may use the names of the campaign file or of the contract.
    """
    columns: dict[str, str] = {}
    constants: dict[str, Any] = {}
    for name, canonical in {"point": COLUMNS[campaign.channel], **_PERSON}.items():
        names = [entry.columns.get(canonical, canonical)]
        if is_list:
            names.append(canonical)
        elif canonical in entry.constants:
            constants[name] = entry.constants[canonical]
            continue
        found = [one for one in names if one in given]
        if found:
            columns[name] = found[0]
    return columns, constants


def _compared(given: pl.Schema, formats: set[str], form: str) -> Iterator[str]:
    """Yield the columns of the audience that both formats hold in the same way."""
    is_exact = formats == {form} == {"csv"} or {*formats, form} <= _TYPED
    for name, dtype in given.items():
        if is_exact or isinstance(dtype, _ANY_FORMAT) or dtype.is_integer():
            yield name


def _audience_paths(entry: Entry, work: Path) -> tuple[Path, ...]:
    paths = []
    for number, source in enumerate(entry.sources):
        path = source.read_path
        if path is None:
            path = work / f"audience_{number}.parquet"
            source.frame.sink_parquet(path)
        paths.append(path)
    return tuple(paths)
