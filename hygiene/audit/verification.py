"""The result of a verification: what was found, what is proved and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from hygiene.masking import without_addresses


class Kind(StrEnum):
    """What a finding means for the exit code."""

    CHANGED = "changed"
    MISSING = "missing"
    REDACTED = "redacted"
    UNKNOWN = "unknown form"


_CODES = (
    (Kind.UNKNOWN, 12),
    (Kind.CHANGED, 1),
    (Kind.MISSING, 3),
    (Kind.REDACTED, 4),
)
_HEADLINES = {
    0: "Verified.",
    1: "NOT VERIFIED: something is not as it was signed.",
    3: "INCOMPLETE: files are missing.",
    4: "Verified, except for what was redacted.",
    12: "NOT VERIFIED: a snapshot is in a form that this version does not know.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was signed.

    Attributes:
        kind: What it means.
        where: The snapshot, or the store.
        sentence: What was found; it names files, never what they hold.
    """

    kind: Kind
    where: str
    sentence: str


@dataclass(slots=True, repr=False)
class Verification:
    """What a verification found.

    Attributes:
        findings: Everything that is not as it was signed.
        heads: Snapshot to the SHA-256 of its tag manifest, in the order of the chain.
        proved: What is proved.
        not_proved: What is not, whatever the findings.
    """

    findings: list[Finding] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)
    proved: list[str] = field(default_factory=list)
    not_proved: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """The exit code of `hygiene snapshot verify`."""
        kinds = {finding.kind for finding in self.findings}
        return next((code for kind, code in _CODES if kind in kinds), 0)

    @property
    def is_verified(self) -> bool:
        """Whether everything is as it was signed, redactions aside."""
        return self.exit_code in {0, 4}

    def found(self, kind: Kind, where: str, *sentences: str) -> None:
        """Note findings."""
        self.findings += [Finding(kind, where, said) for said in sentences]

    def to_dict(self) -> dict[str, Any]:
        """Return the result as plain values."""
        return {**asdict(self), "exit_code": self.exit_code}

    def headline(self) -> str:
        """Return the result in a sentence."""
        return _HEADLINES[self.exit_code]

    def __repr__(self) -> str:
        """Return the result as text; the address of a signer is withheld."""
        return without_addresses(str(self))

    def _repr_html_(self) -> str:
        from hygiene.audit.showing import show_verification

        return show_verification(self, self.headline())

    def __str__(self) -> str:
        """Return the result as text; the two lists stand at its end."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.headline()
        yield from (f"- {one.where}: {one.sentence}" for one in self.findings)
        yield "Heads:"
        yield from (f"- {name} {head}" for name, head in self.heads.items())
        yield "Proved:"
        yield from (f"- {said}" for said in self.proved or ["nothing"])
        yield "Not proved:"
        yield from (f"- {said}" for said in self.not_proved)
