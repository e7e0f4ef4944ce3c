"""Release: the files of a screening appear all or nothing, and only past the gate."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Literal

import polars as pl

from hygiene import metrics
from hygiene.deciding import Decided
from hygiene.errors import (
    GateError,
    InputError,
    RejectedRowsError,
    StaleTableError,
    listed,
)
from hygiene.folders import REJECTS, new_folder
from hygiene.gates.result import GateResult
from hygiene.gates.runner import run_gate
from hygiene.gates.subject import GateSubject
from hygiene.keys.points import COLUMNS
from hygiene.outcome import kept_rows, removed_rows
from hygiene.report import render_report
from hygiene.sources.files import FORMATS
from hygiene.stable import write_stable_parquet
from hygiene.tables import EVIDENCE

Format = Literal["csv", "parquet"]

_DEFAULT_FORMAT = "parquet"
_WITHHELD = ("kept", "removed", "decisions")
_LIST_SEPARATOR = "|"


def release(
    decided: Decided,
    summary: dict[str, Any],
    folder: Path,
    given_format: Format | None,
) -> Path:
    """Write the files of contract section 9 to `folder`, if the gate allows it.

    Everything is written to a temporary folder beside it, checked there, and renamed.

    Returns:
        The folder.

    Raises:
        GateError: The gate said no: the folder holds its result, the summary and the
            report, and no list.
        InputError: The folder holds something else or a file of the inputs, or the
            format cannot hold the audience.
    """
    decided.inputs.check_apart(folder)
    form = _format(decided, given_format)
    with new_folder(folder) as new:
        _write_rows(kept_rows(decided), new / f"kept.{form}", form)
        removed = _flat(removed_rows(decided), form)
        _write_rows(removed, new / f"removed.{form}", form)
        write_stable_parquet(decided.decisions, new / "decisions.parquet")
        gate = _gate(decided, summary, new / f"kept.{form}", form)
        _write_json(new / "summary.json", summary)
        _write_json(new / "gate.json", gate.to_dict())
        _write_report(decided, summary, gate, new / "report.html")
        if not gate.passed:
            _withhold(new)
    if not gate.passed:
        raise GateError(
            "\n".join(["The gate said no; nothing is released.", *gate.sentences()])
        )
    return folder


def write_rejects(error: RejectedRowsError, folder: Path) -> Path:
    """Write the rejects file, and nothing else, to `folder`; return its path."""
    with new_folder(folder) as new:
        error.rejects.write_csv(new / REJECTS)
    return folder / REJECTS


def write_refusal(error: StaleTableError, folder: Path) -> None:
    """Write why nothing was screened, and nothing else, to `folder`."""
    check = {
        "expectation": "expect_tables_to_be_fresh",
        "title": "No table is older than the campaign allows",
        "why": "An opt-out that has not reached us cannot be honoured (promise 1).",
        "state": "failed",
        "found": None,
        "severity": "critical",
        "problem": str(error),
    }
    with new_folder(folder) as new:
        gate = {"suite": "freshness", "passed": False, "checks": [check]}
        _write_json(new / "gate.json", gate)


def _format(decided: Decided, given: Format | None) -> str:
    formats = {source.format for source in decided.inputs.audience.sources}
    form = given or (formats.pop() if len(formats) == 1 else _DEFAULT_FORMAT)
    form = form if form in FORMATS.values() else _DEFAULT_FORMAT
    schema = decided.audience.collect_schema()
    unfit = [name for name, dtype in schema.items() if not _fits_csv(dtype)]
    if form == "csv" and unfit:
        raise InputError(
            f"CSV cannot hold the column(s) {listed(unfit)} of the audience; "
            "use --format parquet."
        )
    return form


def _fits_csv(dtype: pl.DataType) -> bool:
    return not dtype.is_nested() and not isinstance(
        dtype, pl.Binary | pl.Duration | pl.Object
    )


def _write_rows(rows: pl.LazyFrame, path: Path, form: str) -> None:
    writers: dict[str, Callable[[Path], object]] = {
        "csv": rows.sink_csv,
        "parquet": rows.sink_parquet,
        "ndjson": rows.sink_ndjson,
        "arrow": rows.sink_ipc,
    }
    writers[form](path)


def _flat(removed: pl.LazyFrame, form: str) -> pl.LazyFrame:
    """Return the removed rows with `reasons` as text where the format has no lists."""
    if form != "csv":
        return removed
    return removed.with_columns(pl.col("reasons").list.join(_LIST_SEPARATOR))


def _gate(
    decided: Decided, summary: dict[str, Any], kept: Path, form: str
) -> GateResult:
    inputs = decided.inputs
    work = decided.work
    constants = inputs.audience.constants
    if form == "arrow" or constants:
        # What the campaign says of every row stands in no column of the written file.
        said = [pl.lit(value).alias(name) for name, value in constants.items()]
        kept = _copy(_scan(kept, form).with_columns(said), work / "kept.parquet")
        audience = _copy(decided.audience.with_columns(said), work / "given.parquet")
    else:
        audience = _readable(decided, work)
    given = {*decided.audience.collect_schema(), *constants}
    point, person, source, country, kind = (
        name if name in constants else inputs.audience.columns.get(name, name)
        for name in (
            COLUMNS[inputs.campaign.channel],
            "contact_id",
            "source",
            "country",
            "subscriber_type",
        )
    )
    subject = GateSubject(
        kept=kept,
        audience=audience,
        removed_rows=summary["counts"]["removed"],
        address_column=point,
        audience_address_column=point,
        contact_id_column=person if person in given else None,
        source_column=source if source in given else None,
        country_column=country if country in given else None,
        subscriber_type_column=kind if kind in given else None,
        tables={
            name: work / f"{name}.parquet" for name in EVIDENCE if inputs.supplied(name)
        },
    )
    return run_gate(subject, inputs.campaign, work)


def _scan(path: Path, form: str) -> pl.LazyFrame:
    scans: dict[str, Callable[..., pl.LazyFrame]] = {
        "csv": partial(pl.scan_csv, infer_schema=False),
        "parquet": pl.scan_parquet,
        "ndjson": pl.scan_ndjson,
        "arrow": pl.scan_ipc,
    }
    return scans[form](path)


def _readable(decided: Decided, work: Path) -> Path:
    """Return a file of the audience that any engine reads."""
    sources = decided.inputs.audience.sources
    if len(sources) == 1 and sources[0].path and sources[0].format != "arrow":
        return sources[0].path
    return _copy(decided.audience, work / "audience_given.parquet")


def _copy(frame: pl.LazyFrame, path: Path) -> Path:
    frame.sink_parquet(path)
    return path


def _write_json(path: Path, content: dict[str, Any]) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def _write_report(
    decided: Decided, summary: dict[str, Any], gate: GateResult, path: Path
) -> None:
    page = render_report(
        summary,
        gate.to_dict(),
        metrics.waterfall(decided.decisions),
        metrics.removals_by_reason(decided.decisions),
    )
    path.write_text(page, encoding="utf-8")


def _withhold(folder: Path) -> None:
    """Delete every list that a refused release must not leave behind."""
    for path in folder.iterdir():
        if path.stem in _WITHHELD:
            path.unlink()
