"""Data Docs: the result of a gate as a folder of pages that open anywhere, offline."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hygiene.folders import Maker, new_folder
from hygiene.gates.quiet import quiet
from hygiene.gates.result import Check, GateResult
from hygiene.pages import render_page

INDEX = "index.html"

_STYLES = ("report.css", "gate.css")
_OURS = b'<meta name="generator" content="hygiene check">'
_OUTCOMES = ("passed", "failed", "waived", "warning", "not checked")
_ODD = re.compile(r"[^a-z0-9]+")


def _is_own(path: Path) -> bool:
    if path.suffix != ".html" or not path.is_file():
        return False
    with path.open("rb") as file:
        return _OURS in file.read(1_000)


DOCS = Maker("an earlier check", "--docs", _is_own)
"""Who writes such a folder."""


def write_docs(result: GateResult, folder: Path) -> None:
    """Write `index.html` and a page for each suite to `folder`, all or nothing.

    The tables are those of Great Expectations' Data Docs; each page holds all that it
    needs, loads nothing, and names nobody.

    Raises:
        InputError: `folder` holds something else, or cannot be written.
    """
    pages = dict(docs_pages(result))
    with new_folder(folder, DOCS) as new:
        for name, content in pages.items():
            (new / name).write_text(content, encoding="utf-8")


def docs_pages(result: GateResult) -> Iterator[tuple[str, str]]:
    """Yield the name and the content of each page."""
    suites: dict[str, list[Check]] = {}
    for check in result.checks:
        suites.setdefault(check.suite, []).append(check)
    files = {name: _file(name, number) for number, name in enumerate(suites, start=1)}
    pages = {"The gate": INDEX, **files}
    yield INDEX, _index(result, suites, pages)
    with quiet():
        # Three seconds and 300 MB: imported only where pages are really made.
        from hygiene.gates.gx_page import suite_section

        bodies = {name: suite_section(name, suites[name]) for name in suites}
    for name, body in bodies.items():
        page = {"pages": pages, "this_page": files[name], "name": name, "body": body}
        yield files[name], render_page("gate_suite.html.j2", _STYLES, **page)


def _file(name: str, number: int) -> str:
    return f"{number}-{_ODD.sub('-', name.lower()).strip('-') or 'suite'}.html"


def _index(
    result: GateResult, suites: dict[str, list[Check]], pages: dict[str, str]
) -> str:
    return render_page(
        "gate_index.html.j2",
        _STYLES,
        pages=pages,
        this_page=INDEX,
        passed=result.passed,
        verdict=_verdict(result),
        headline=result.headline(),
        broken=list(result.broken()),
        objections=[check for check in result.checks if check.holds_back],
        waived=[check for check in result.checks if check.waiver],
        notes=result.notes,
        suites=[_suite(name, checks, pages[name]) for name, checks in suites.items()],
        outcomes=_OUTCOMES,
        planted=str(result.canaries) if result.canaries.planted else "",
        not_applicable=result.not_applicable,
        parameters={"campaign": "", "policies": {}, **result.parameters},
        versions=result.versions,
    )


def _verdict(result: GateResult) -> str:
    if result.is_broken:
        return "The gate is broken"
    return "Passed" if result.passed else "Refused"


def _suite(name: str, checks: list[Check], page: str) -> dict[str, Any]:
    counts = Counter(check.outcome for check in checks)
    return {"name": name, "page": page, "checks": len(checks), "counts": counts}
