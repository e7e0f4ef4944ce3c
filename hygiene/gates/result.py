"""The result of a gate: what was checked, what was found, and what to do about it.

It holds counts and the campaign's own names, never a value of a table, and nothing
that differs between two runs over the same files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from html import escape
from typing import Any, Literal

State = Literal["passed", "failed", "not checked"]
CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation and what became of it.

    Attributes:
        expectation: Its type.
        title: What is expected, in a sentence for people.
        why: The promise, statute or lesson behind it.
        state: `passed`, `failed`, or `not checked` when it could not be answered.
        found: How many cases break it; None when it was not checked.
        severity: `critical`, or `warning` for one that does not hold a list back.
        remedy: What to do when it fails.
        cannot_see: What it does not look at.
        problem: Why it was not checked.
    """

    expectation: str
    title: str
    why: str
    state: State
    found: int | None
    severity: str = CRITICAL
    remedy: str = ""
    cannot_see: str = ""
    problem: str | None = None

    @property
    def holds_back(self) -> bool:
        """Whether the list may not be released because of this check.

        >>> Check("expect_x", "No x.", "Promise 1.", "not checked", None).holds_back
        True
        """
        broken = self.state == "failed" and self.severity == CRITICAL
        return broken or self.state == "not checked"

    def sentence(self) -> str:
        """Return what is wrong and what to do, or nothing when all is well.

        >>> Check("expect_x", "No x.", "", "failed", 2, remedy="Drop them.").sentence()
        'No x. 2 found. Drop them.'
        """
        if self.state == "passed":
            return ""
        if self.state == "failed":
            return f"{self.title} {self.found:,} found. {self.remedy}".strip()
        return (
            f"{self.title} This could not be checked ({self.problem}); "
            "correct the gate or its tables and run it again."
        )


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate says about a list.

    Attributes:
        suite: The name of the suite of expectations.
        checks: Every expectation that applies, in the order of the suite.
        not_applicable: The others, each with the reason why it does not apply.
        parameters: The campaign as the gate understood it.
        versions: The versions of the packages that did the work.
    """

    suite: str
    checks: tuple[Check, ...]
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether the list may be released; a gate that checked nothing never passes.

        >>> GateResult("kept", ()).passed
        False
        """
        return bool(self.checks) and not any(c.holds_back for c in self.checks)

    def sentences(self) -> list[str]:
        """Return one sentence for each check that failed or could not be made."""
        return [sentence for check in self.checks if (sentence := check.sentence())]

    def to_dict(self) -> dict[str, Any]:
        """Return the content of `gate.json`."""
        return {
            "suite": self.suite,
            "passed": self.passed,
            "parameters": dict(self.parameters),
            "versions": dict(self.versions),
            "checks": [asdict(check) for check in self.checks],
            "not_applicable": [
                {"expectation": name, "because": reason}
                for name, reason in self.not_applicable.items()
            ],
        }

    def __str__(self) -> str:
        """Return a line for the whole and one for each check."""
        return "\n".join([self._headline(), *self._lines()])

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(check.state)}</td><td>{escape(check.title)}</td>"
            f"<td>{'' if check.found is None else f'{check.found:,}'}</td></tr>"
            for check in self.checks
        )
        return (
            f"<p>{escape(self._headline())}</p><table><thead><tr><th>state</th>"
            f"<th>expectation</th><th>found</th></tr></thead><tbody>{rows}</tbody></table>"
        )

    def _headline(self) -> str:
        done = sum(check.state == "passed" for check in self.checks)
        verdict = "passed" if self.passed else "said no"
        return f"The gate {verdict}: {done} of {len(self.checks)} checks passed."

    def _lines(self) -> Iterator[str]:
        for check in self.checks:
            yield f"  {check.state:<12}{check.sentence() or check.title}"
