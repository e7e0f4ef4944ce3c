"""Release: the files of a screening appear all or nothing, and only past the gate."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import polars as pl

from hygiene.deciding import Decided
from hygiene.errors import (
    GateError,
    InputError,
    RejectedRowsError,
    StaleTableError,
    listed,
)
from hygiene.folders import REJECTS, new_folder, write_json
from hygiene.gates.result import GateResult, not_run
from hygiene.gates.subject import Release
from hygiene.gating import Written, gate_screening, last_release
from hygiene.outcome import kept_rows, removed_rows
from hygiene.report import render_report
from hygiene.sources.files import FORMATS
from hygiene.stable import write_stable_parquet

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
    last_run = last_release(folder, decided.inputs.campaign)
    form = list_format(decided, given_format)
    with new_folder(folder) as new:
        written = write_lists(decided, new, form)
        gate, refusal = _asked(
            decided, summary["counts"]["by_reason"], written, last_run
        )
        write_json(new / "summary.json", summary)
        write_json(new / "gate.json", gate.to_dict())
        page = render_report(summary, gate.to_dict())
        (new / "report.html").write_text(page, encoding="utf-8")
        if refusal:
            _withhold(new)
    if refusal:
        raise refusal
    return folder


def _asked(
    decided: Decided,
    by_reason: Mapping[str, int],
    written: Written,
    last_run: Release | None,
) -> tuple[GateResult, GateError | None]:
    """Return what the gate says, and why nothing is released if that is so.

    A gate that could not even be run leaves a result too: no list of an earlier run
    stays behind, and the figures of the last release are handed on.
    """
    try:
        gate = gate_screening(decided, by_reason, written, last_run)
    except GateError as error:
        handed_on = last_run.to_dict() if last_run else None
        return replace(not_run(error), last_release=handed_on), error
    if gate.passed:
        return gate, None
    said = ["The gate said no; nothing is released.", *gate.sentences()]
    return gate, GateError("\n".join(said))


def write_lists(decided: Decided, folder: Path, form: str) -> Written:
    """Write the kept and the removed rows and the decisions to `folder`."""
    written = Written(
        kept=folder / f"kept.{form}",
        removed=folder / f"removed.{form}",
        decisions=folder / "decisions.parquet",
        form=form,
    )
    _write_rows(kept_rows(decided), written.kept, form)
    _write_rows(_flat(removed_rows(decided), form), written.removed, form)
    write_stable_parquet(decided.decisions, written.decisions)
    return written


def check_screening(decided: Decided, summary: dict[str, Any]) -> GateResult:
    """Return what the gate says of a screening; nothing is released by it."""
    form = list_format(decided, None)
    with tempfile.TemporaryDirectory(dir=decided.work) as folder:
        written = write_lists(decided, Path(folder), form)
        return gate_screening(decided, summary["counts"]["by_reason"], written, None)


def write_rejects(error: RejectedRowsError, folder: Path) -> Path:
    """Write the rejects file, and nothing else, to `folder`; return its path."""
    with new_folder(folder) as new:
        error.rejects.write_csv(new / REJECTS)
    return folder / REJECTS


def write_refusal(error: StaleTableError, folder: Path) -> None:
    """Write why nothing was screened, and nothing else, to `folder`."""
    with new_folder(folder) as new:
        write_json(new / "gate.json", not_run(error).to_dict())


def list_format(decided: Decided, given: Format | None) -> str:
    """Return the format of the lists: as asked, else the audience's own.

    Raises:
        InputError: CSV cannot hold the audience.
    """
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


def _withhold(folder: Path) -> None:
    """Delete every list that a refused release must not leave behind."""
    for path in folder.iterdir():
        if path.stem in _WITHHELD:
            path.unlink()
