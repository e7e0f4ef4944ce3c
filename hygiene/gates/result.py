"""The result of a gate: what was checked, what was found, and what to do about it.

It holds counts and the campaign's own names, never a value of a table, and nothing
that differs between two runs over the same files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from hygiene.errors import GateError
from hygiene.gates.words import UNASKED, Line, Outcome, display_of

State = Literal["passed", "failed", "not checked"]
CRITICAL = "critical"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A named expectation that may fail until a date.

    Attributes:
        expectation: Its type.
        reason: Why it may fail.
        approved_by: Who approves it, by role.
        expires: The last day on which it may (ISO 8601 date).
    """

    expectation: str
    reason: str
    approved_by: str
    expires: str

    def __str__(self) -> str:
        """Return the waiver as every report states it.

        >>> str(Waiver("expect_x", "Known gap.", "head of CRM", "2026-12-31"))
        'WAIVED until 2026-12-31 by the head of CRM: Known gap.'
        """
        return f"WAIVED until {self.expires} by the {self.approved_by}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Canaries:
    """Synthetic known-bad contacts that a gate plants, and whether it caught them.

    Attributes:
        planted: How many were planted.
        missed: Those that were not caught: the code of the rule each one breaks.
    """

    planted: int
    missed: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return how many were caught.

        >>> str(Canaries(31))
        '31 of 31 planted contacts caught'
        """
        caught = self.planted - len(self.missed)
        return f"{caught} of {self.planted} planted contacts caught"


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
        suite: The suite it belongs to.
        waiver: The waiver that lets it fail, if any.
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
    suite: str = "kept"
    waiver: Waiver | None = None

    @property
    def holds_back(self) -> bool:
        """Whether the list may not be released because of this check.

        >>> Check("expect_x", "No x.", "Promise 1.", "not checked", None).holds_back
        True
        """
        broken = self.state == "failed" and self.severity == CRITICAL
        return (broken and self.waiver is None) or self.state == "not checked"

    @property
    def outcome(self) -> Outcome:
        """The state in one word, with what makes a failure pardonable.

        >>> Check("expect_x", "No x.", "", "failed", 2, severity="warning").outcome
        'warning'
        """
        if self.state != "failed":
            return self.state
        if self.severity != CRITICAL:
            return "warning"
        return "waived" if self.waiver else "failed"

    def sentence(self) -> str:
        """Return what is wrong and what to do, or nothing when all is well.

        >>> Check("expect_x", "No x.", "", "failed", 2, remedy="Drop them.").sentence()
        'No x. 2 found. Drop them.'
        """
        if self.state == "passed":
            return ""
        found = "" if self.found is None else f"{self.found:,} found."
        waiver = str(self.waiver) if self.waiver else ""
        return " ".join(filter(None, (self.title, found, self.advice(), waiver)))

    def advice(self) -> str:
        """Return what to do, or nothing when all is well.

        >>> Check("expect_x", "No x.", "", "failed", 2, remedy="Drop them.").advice()
        'Drop them.'
        """
        if self.state == "passed":
            return ""
        if self.state == "failed":
            return self.remedy
        return (
            f"This could not be checked ({self.problem}); "
            "correct the gate or its tables and run it again."
        )


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate says about a list.

    Attributes:
        checks: Every expectation that applies, suite by suite.
        not_applicable: The others, each with the reason why it does not apply.
        parameters: The campaign as the gate understood it.
        versions: The versions of the packages that did the work.
        canaries: The planted contacts; a gate that missed one is broken.
        notes: What else a reader must know, such as a waiver that has expired.
        last_release: The figures that this run was compared with, if any.
    """

    checks: tuple[Check, ...]
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    canaries: Canaries = field(default_factory=lambda: Canaries(0))
    notes: tuple[str, ...] = ()
    last_release: Mapping[str, Any] | None = None

    @property
    def is_broken(self) -> bool:
        """Whether the gate itself failed: it checked nothing, or missed a canary.

        >>> GateResult(()).is_broken
        True
        """
        return not self.checks or bool(self.canaries.missed)

    @property
    def passed(self) -> bool:
        """Whether the list may be released; a gate that checked nothing never passes.

        >>> GateResult(()).passed
        False
        """
        return not self.is_broken and not any(c.holds_back for c in self.checks)

    def sentences(self) -> list[str]:
        """Return one sentence for each thing that went wrong.

        The gate itself comes first, then what holds the list back, then the rest.
        """
        ranked = sorted(self.checks, key=lambda check: not check.holds_back)
        return [*self.broken(), *(s for check in ranked if (s := check.sentence()))]

    def to_dict(self) -> dict[str, Any]:
        """Return the content of `gate.json`."""
        return {
            "passed": self.passed,
            "headline": self.headline(),
            "broken": list(self.broken()),
            "suites": list(dict.fromkeys(check.suite for check in self.checks)),
            "canaries": {
                "planted": self.canaries.planted,
                "caught": self.canaries.planted - len(self.canaries.missed),
                "missed": list(self.canaries.missed),
            },
            "parameters": dict(self.parameters),
            "versions": dict(self.versions),
            "checks": [asdict(check) for check in self.checks],
            "not_applicable": [
                {"expectation": name, "because": reason}
                for name, reason in self.not_applicable.items()
            ],
            "notes": list(self.notes),
            "last_release": self.last_release and dict(self.last_release),
        }

    def __str__(self) -> str:
        """Return a line for the whole and one for each check."""
        lines = [self.headline(), *self.broken(), *self.notes, *self._lines()]
        return "\n".join(lines)

    def headline(self) -> str:
        """Return the verdict in one sentence.

        >>> GateResult((), canaries=Canaries(1)).headline()
        'The gate is broken: 0 of 0 checks passed, 1 of 1 planted contacts caught.'
        """
        done = sum(check.state == "passed" for check in self.checks)
        verdict = "passed" if self.passed else "said no"
        verdict = "is broken" if self.is_broken else verdict
        said = [f"{done} of {len(self.checks)} checks passed"]
        for outcome, word in (("warning", "warning"), ("waived", "waiver")):
            if count := sum(check.outcome == outcome for check in self.checks):
                said.append(f"{count} {word}{'s' if count > 1 else ''}")
        if self.canaries.planted:
            said.append(str(self.canaries))
        return f"The gate {verdict}: {', '.join(said)}."

    def _repr_html_(self) -> str:
        waived = [f"⚠ {c.title} {c.waiver}" for c in self.checks if c.waiver]
        remarks = [*self.broken(), *waived, *self.notes]
        lines = [
            Line(c.suite, c.outcome, c.title, c.found, c.advice()) for c in self.checks
        ]
        lines += [
            Line(UNASKED, UNASKED, names, None, reason)
            for names, reason in self.unasked()
        ]
        return display_of(self.headline(), remarks, lines).html()

    def unasked(self) -> Iterator[tuple[str, str]]:
        """Yield what does not apply, those of one reason together, and the reason.

        >>> list(GateResult((), {"expect_a": "No x.", "expect_b": "No x."}).unasked())
        [('2 expectations', 'No x.')]
        """
        names: dict[str, list[str]] = {}
        for name, reason in self.not_applicable.items():
            names.setdefault(reason, []).append(name)
        for reason, found in names.items():
            yield found[0] if len(found) == 1 else f"{len(found)} expectations", reason

    def broken(self) -> Iterator[str]:
        """Yield what is wrong with the gate itself.

        >>> list(GateResult(()).broken())
        ['The gate checked nothing, so it lets nothing through.']
        """
        if not self.checks:
            yield "The gate checked nothing, so it lets nothing through."
        if self.canaries.missed:
            yield (
                f"The gate is broken, not the data: {self.canaries}. "
                f"It missed {', '.join(self.canaries.missed)}; report this as a defect."
            )

    def _lines(self) -> Iterator[str]:
        for check in self.checks:
            yield f"  {check.state:<12}{check.sentence() or check.title}"


def not_run(error: GateError) -> GateResult:
    """Return the result of a gate that could not be run, so that nothing passes.

    >>> not_run(GateError("A table is too old.")).headline()
    'The gate said no: 0 of 1 checks passed.'
    """
    check = Check(
        expectation="expect_gate_to_run",
        title="The gate can be run over these tables.",
        why="A list that was not checked is not released.",
        state="not checked",
        found=None,
        problem=" ".join(str(error).split()).rstrip("."),
        suite="run",
    )
    return GateResult((check,))
