"""The report: a screening for people, as one page that needs nothing but a browser."""

from __future__ import annotations

import json
import re
import unicodedata
from base64 import b64encode
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import TemplateError
from polars.exceptions import PolarsError

from hygiene import metrics
from hygiene.errors import InputError, MissingExtraError
from hygiene.masking import WITHHELD
from hygiene.pages import render_page
from hygiene.vocabulary import REASONS, Reason

TOP_SOURCES = 20

_SEPARATORS = re.compile(r"[\s().+-]")
_LONG_NUMBER = re.compile(r"\d{9,}")
_PASSED = "passed"
_CHECK = {
    "found": None,
    "remedy": "",
    "cannot_see": "",
    "problem": None,
    "waiver": None,
}
_STEPS_TOLD = 5
# What a file of another shape raises, wherever its first odd value is met.
_ODD = (
    AssertionError,
    AttributeError,
    LookupError,
    PolarsError,
    TemplateError,
    TypeError,
    ValueError,
)


def render_report(summary: dict[str, Any], gate: dict[str, Any] | None) -> str:
    """Return the content of `report.html` (contract section 9).

    One page without a script or an outside reference. It holds counts, codes and names
    of files; whatever looks like an address is withheld.

    Args:
        summary: The content of `summary.json`.
        gate: That of `gate.json`, or None when no gate was run.

    Raises:
        AssertionError: The numbers do not add up.
    """
    counts = summary["counts"]
    removals = _removals(counts)
    steps = metrics.steps(counts, removals)
    _reconcile(counts, steps, removals)
    released = gate is not None and gate["passed"] is True
    checks = [{**_CHECK, **check} for check in gate["checks"]] if gate else []
    return render_page(
        "report.html.j2",
        ["report.css"],
        verdict="open" if gate is None else "released" if released else "refused",
        suites=[(name, list(of)) for name, of in groupby(checks, _suite)],
        objections=[check for check in checks if check["state"] != _PASSED],
        headline=gate.get("headline", "") if gate else "",
        broken=gate.get("broken", []) if gate else [],
        notes=gate.get("notes", []) if gate else [],
        not_applicable=gate.get("not_applicable", []) if gate else [],
        campaign=summary["campaign"],
        as_of=_when(summary["as_of"]),
        known_at=_when(summary["known_at"]),
        counts=counts,
        pictures=_pictures(steps, _message(counts, released=released)),
        description=_description(steps),
        reasons=_reasons(removals),
        sources=_sources(counts["by_source"]),
        files=[item for item in summary["inputs"] if "file" in item],
        remarks=[item for item in summary["inputs"] if "file" not in item],
        policies=summary["policies"],
        versions=summary["versions"],
    )


def report_of(folder: Path) -> str:
    """Return the page of a folder that a screening wrote, from its JSON files.

    Raises:
        InputError: They are not there, or are not as a screening wrote them.
    """
    summary, gate = (_read(folder, name) for name in ("summary.json", "gate.json"))
    try:
        return render_report(summary, gate)
    except _ODD as error:
        raise InputError(
            f"The files of '{folder.name}' are not as a screening wrote them "
            f"({type(error).__name__}), so there is no report of them. Screen again."
        ) from None


def _read(folder: Path, name: str) -> dict[str, Any]:
    """Return the content of a JSON file of a screening."""
    try:
        content = json.loads((folder / name).read_text("utf-8"))
    except FileNotFoundError:
        raise InputError(
            f"'{folder.name}' holds no {name}. Give a folder that "
            "`hygiene screen --out` wrote."
        ) from None
    except (OSError, ValueError):
        raise InputError(f"The {name} of '{folder.name}' cannot be read.") from None
    if not isinstance(content, dict):
        raise InputError(f"The {name} of '{folder.name}' is not a screening's.")
    return content


def _removals(counts: dict[str, Any]) -> pl.DataFrame:
    """Return `metrics.removals_by_reason` from the counts of a summary."""
    primary, every = counts["by_reason"], counts["by_any_reason"]
    rows = [(name, primary.get(name, 0), also) for name, also in every.items()]
    schema = {"reason": pl.String, "contacts": pl.Int64, "also": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _suite(check: dict[str, Any]) -> str:
    return str(check.get("suite", ""))


def _reconcile(
    counts: dict[str, Any], steps: pl.DataFrame, removals: pl.DataFrame
) -> None:
    audience, kept, removed = counts["audience"], counts["kept"], counts["removed"]
    ends = steps["contacts"].to_list()
    adds_up = (
        audience == kept + removed
        and removals["contacts"].sum() == removed
        and (ends[0], ends[-1], sum(ends[1:-1])) == (audience, kept, removed)
        and sum(counts["by_basis"].values()) == kept
    )
    if not adds_up:
        raise AssertionError("the numbers of the report do not add up")


def _when(iso: str) -> str:
    moment = datetime.fromisoformat(iso)
    return f"{moment:%Y-%m-%d %H:%M:%S} {moment.tzname()}"


def _message(counts: dict[str, Any], *, released: bool) -> str:
    kept = f"{counts['kept']:,} of {counts['audience']:,} contacts"
    return f"{kept} may be messaged" if released else f"{kept} would be kept"


def _pictures(steps: pl.DataFrame, message: str) -> dict[str, str] | None:
    """Return the waterfall for light and dark paper, or None without matplotlib."""
    try:
        from hygiene.charts.removals import plot_waterfall
        from hygiene.charts.style import DARK, LIGHT, new_axes, png
    except MissingExtraError:
        return None
    pictures = {}
    for name, theme in {"light": LIGHT, "dark": DARK}.items():
        axes = new_axes(steps.height, theme)
        content = png(plot_waterfall(steps, ax=axes, title=message))
        pictures[name] = f"data:image/png;base64,{b64encode(content).decode()}"
    return pictures


def _description(steps: pl.DataFrame) -> str:
    """Return the picture in words, for those who cannot see it."""
    rows = list(zip(steps["step"], steps["contacts"], strict=True))
    (_, audience), *taken, (_, kept) = rows
    told = [f"{name} takes away {count:,}" for name, count in taken[:_STEPS_TOLD]]
    if rest := taken[_STEPS_TOLD:]:
        total = sum(count for _, count in rest)
        told.append(f"{len(rest)} more reasons take away {total:,}")
    listed = "; ".join(["", *told])
    return f"Waterfall of {audience:,} contacts{listed}; {kept:,} are kept."


def _reasons(removals: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {**row, "sentence": REASONS[Reason(row["reason"])].sentence}
        for row in removals.sort("contacts", descending=True, maintain_order=True).rows(
            named=True
        )
    ]


def _sources(by_source: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the sources with most removed contacts, and all others as one."""
    merged: dict[str, dict[str, Any]] = {}
    for row in by_source:
        name = _source_name(row["source"])
        total = merged.setdefault(name, {"source": name, "kept": 0, "removed": 0})
        total["kept"] += row["kept"]
        total["removed"] += row["removed"]
    ordered = sorted(
        merged.values(), key=lambda row: (-row["removed"], -row["kept"], row["source"])
    )
    top, rest = ordered[:TOP_SOURCES], ordered[TOP_SOURCES:]
    if rest:
        sums = {side: sum(row[side] for row in rest) for side in ("kept", "removed")}
        name = f"{len(rest):,} other source{'s' if len(rest) > 1 else ''}"
        top.append({"source": name, **sums})
    return top


def _source_name(source: str | None) -> str:
    """Return a source for print: a mis-mapped column could hold addresses."""
    if source is None or not source.strip():
        return "(none given)"
    text = unicodedata.normalize("NFKC", source)
    if "@" in text or _LONG_NUMBER.search(_SEPARATORS.sub("", text)):
        return WITHHELD
    return source
