"""JUnit: the result of a gate as CI servers read it.

One suite of tests for each suite of expectations, one test for each check. The file
says the same as the exit code: a test fails exactly when it holds the list back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree as ET

from hygiene.folders import Maker, check_file, write_file
from hygiene.gates.result import Check, GateResult
from hygiene.masking import without_addresses

_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OURS = b'<testsuites name="hygiene"'
_NO_TIME = "0"  # The same files give the same result, to the byte.


def _is_own(path: Path) -> bool:
    with path.open("rb") as file:
        return _OURS in file.read(200)


JUNIT = Maker("an earlier check", "--junit", _is_own)
"""Who writes such a file."""


def junit_xml(result: GateResult) -> str:
    """Return the result as JUnit XML, without a time, a host or a personal value.

    A check that failed is a failure and one that could not be made an error; one that
    does not apply is skipped. One that is waived, or only a warning, passes and says
    so in its output.

    >>> junit_xml(GateResult(())).splitlines()[0]
    "<?xml version='1.0' encoding='utf-8'?>"
    """
    root = ET.Element("testsuites", name="hygiene")
    root.append(_suite("gate", [_gate(result)], [result.headline(), *result.notes]))
    for name, checks in groupby(result.checks, key=lambda check: check.suite):
        members = list(checks)
        said = [one.sentence() for one in members if one.waiver]
        root.append(_suite(name, map(_check, members), said))
    if result.not_applicable:
        skipped = map(_skipped, *zip(*result.not_applicable.items(), strict=True))
        root.append(_suite("does not apply", skipped, []))
    for total in ("tests", "failures", "errors"):
        root.set(total, str(sum(int(suite.get(total, 0)) for suite in root)))
    root.set("time", _NO_TIME)
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f"<?xml version='1.0' encoding='utf-8'?>\n{body}\n"


def write_junit(result: GateResult, path: Path) -> None:
    """Write the result to `path`; a reader finds the old file or the whole new one.

    Raises:
        InputError: Another file lies there, or it cannot be written.
    """
    check_file(path, JUNIT)
    write_file(path, junit_xml(result))


def _suite(name: str, cases: Iterable[ET.Element], said: list[str]) -> ET.Element:
    suite = ET.Element("testsuite", name=_plain(name), time=_NO_TIME)
    for case in cases:
        case.set("classname", _plain(f"hygiene.{name}"))
        case.set("time", _NO_TIME)
        suite.append(case)
    suite.set("tests", str(len(suite)))
    for attribute, tag in _COUNTED.items():
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    if said:
        ET.SubElement(suite, "system-out").text = _plain("\n".join(said))
    return suite


def _gate(result: GateResult) -> ET.Element:
    """Return a test of the gate itself: a broken one must not look green."""
    case = ET.Element("testcase", name="The gate works, and catches what is planted.")
    if result.is_broken:
        said = " ".join(result.broken())
        error = ET.SubElement(case, "error", message=_plain(said), type="gate broken")
        error.text = _plain(said)
    elif result.canaries.planted:
        ET.SubElement(case, "system-out").text = f"{result.canaries}."
    return case


def _check(check: Check) -> ET.Element:
    case = ET.Element("testcase", name=_plain(check.title))
    said = _plain(check.sentence())
    if check.outcome in {"failed", "not checked"}:
        tag = "failure" if check.outcome == "failed" else "error"
        found = ET.SubElement(case, tag, message=said, type=check.expectation)
        found.text = _plain("\n".join(_told(check)))
    elif said:
        ET.SubElement(case, "system-out").text = f"{check.outcome.upper()}: {said}"
    return case


def _told(check: Check) -> Iterator[str]:
    yield check.sentence()
    if check.why:
        yield f"Why: {check.why}"
    if check.cannot_see:
        yield f"Does not look at: {check.cannot_see}"


def _skipped(name: str, reason: str) -> ET.Element:
    case = ET.Element("testcase", name=_plain(name))
    ET.SubElement(case, "skipped", message=_plain(reason))
    return case


def _plain(text: str) -> str:
    """Return a text that XML can hold and that names nobody."""
    lines = map(without_addresses, text.split("\n"))
    return _NOT_IN_XML.sub("", "\n".join(lines))
