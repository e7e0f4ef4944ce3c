"""Rules: each one in the order in which it is tried, and what it found of a contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from hygiene.campaign import Campaign
from hygiene.explaining.citations import Citation, citation_of, cited
from hygiene.explaining.dossier import Dossier
from hygiene.explaining.findings import Findings
from hygiene.policy import Ground
from hygiene.rulebook import Rulebook
from hygiene.vocabulary import REASONS, Channel, Reason, ReasonKind

HOLDS = "holds"
NOT = "does not hold"
LIFTED = "lifted"
UNASKED = "not asked"

GROUND = "ground"
"""The kind of a rule that keeps; the others are kinds of reasons, which remove."""

_SCHEMA = pl.Schema(
    {
        "row": pl.UInt64(),
        "rule": pl.String(),
        "kind": pl.String(),
        "outcome": pl.String(),
        "records": pl.List(pl.String()),
        "meaning": pl.String(),
        "citation": pl.String(),
        "lesson": pl.String(),
    }
)
_RESTRICTIVE = (ReasonKind.SUPPRESSION, ReasonKind.RESTRICTIVE_EVENT)


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule that was tried on one audience row.

    Attributes:
        row: The audience row.
        rule: The reason, or the basis of a ground.
        kind: The kind of the reason, or `ground`.
        outcome: Whether it holds, does not, was lifted, or was not asked.
        records: The ids of the records behind that.
        meaning: What it means, or why it was not asked.
        citation: The statute, or what else it rests on.
        lesson: A published case of its breach; may be blank.
    """

    row: int
    rule: str
    kind: str
    outcome: str
    records: tuple[str, ...]
    meaning: str
    citation: str
    lesson: str = ""


def rules_tried(
    dossier: Dossier, findings: Findings, decisions: pl.DataFrame
) -> pl.DataFrame:
    """Return every rule in the order of the contract, for each row of a contact.

    Returns:
        The columns of `Tried`; a permission reason that was not asked was not needed.
    """
    decided = {row["row"]: row for row in decisions.iter_rows(named=True)}
    tried = [
        one
        for row in findings.rows.iter_rows(named=True)
        for one in _Row(dossier, findings, row, decided[row["row"]]).tried()
    ]
    return pl.DataFrame([asdict(one) for one in tried], _SCHEMA)


@dataclass(frozen=True, slots=True)
class _Row:
    """One audience row, and all that was found about it."""

    dossier: Dossier
    findings: Findings
    found: Mapping[str, Any]
    decision: Mapping[str, Any]

    def tried(self) -> Iterator[Tried]:
        for reason in Reason:
            if reason is Reason.WORDING_INVALID:
                yield from self._grounds()
            yield self._reason(reason)

    @property
    def _book(self) -> Rulebook:
        book: Rulebook = self.findings.books[self.found["rulebook"]]
        return book

    @property
    def _campaign(self) -> Campaign:
        return self.dossier.campaign

    def _grounds(self) -> Iterator[Tried]:
        """Yield the policy's grounds; the first that holds ends the question."""
        place = self.found["place"]
        applying = {number for number, _ in self._book.grounds}
        for number, ground in enumerate(self._book.policy.grounds):
            unasked = self._why_no_permission_is_asked()
            if not unasked and number not in applying:
                unasked = _limits_of(ground)
            if not unasked and place is not None and number > place:
                unasked = "a ground before it holds"
            holds = not unasked and number == place
            record = self.found["evidence"] if holds else None
            yield Tried(
                self.found["row"],
                ground.basis,
                GROUND,
                UNASKED if unasked else HOLDS if holds else NOT,
                (record,) if record else (),
                unasked or (_proven(ground) if holds else "No record proves it."),
                cited(ground),
            )

    def _reason(self, reason: Reason) -> Tried:
        unasked = self._why_unasked(reason)
        records = () if unasked else self._records(reason)
        holds = reason.value in self.decision["reasons"]
        lifted = bool(records) and not holds
        outcome = HOLDS if holds else LIFTED if lifted else NOT
        citation: Citation = citation_of(reason, self._book.policy)
        facts = REASONS[reason]
        meaning = facts.sentence if holds else ""
        if lifted:
            meaning = "A later consent of the person lifts it."
        return Tried(
            self.found["row"],
            reason.value,
            facts.kind.value,
            UNASKED if unasked else outcome,
            records,
            unasked or meaning,
            citation.source,
            citation.lesson,
        )

    def _records(self, reason: Reason) -> tuple[str, ...]:
        """Return the records behind a reason that holds or was lifted."""
        kind, row = REASONS[reason].kind, pl.col("row") == self.found["row"]
        if kind in _RESTRICTIVE:
            facts = self.findings.facts.filter(row, pl.col("reason") == reason.value)
            stands = facts.filter(~pl.col("lifted"))
            return tuple((stands if stands.height else facts)["record"])
        if reason.value not in self.decision["reasons"]:
            return ()
        if reason is Reason.FREQUENCY_CAP:
            return tuple(self.findings.counted.filter(row)["record"])
        if reason is Reason.OTHER_ADDRESS:
            return tuple(sorted(self.findings.elsewhere.filter(row)["record"]))
        if kind is ReasonKind.PERMISSION:
            gap = pl.col("gap") == reason.place
            claims = self.findings.claims.filter(row, gap)
            return tuple(sorted(claims["record"]))
        return ()

    def _why_unasked(self, reason: Reason) -> str:
        """Return why a rule was not asked, or nothing."""
        kind = REASONS[reason].kind
        if kind is ReasonKind.PERMISSION:
            return self._why_no_reason_is_asked(reason)
        if kind in _RESTRICTIVE and not self._campaign.is_marketing:
            event = kind is ReasonKind.RESTRICTIVE_EVENT
            return "a service message needs no consent" if event else ""
        special = {
            Reason.ROLE_ADDRESS: self._campaign.addresses.role,
            Reason.DISPOSABLE_ADDRESS: self._campaign.addresses.disposable,
        }
        if reason in special or reason is Reason.FREQUENCY_CAP:
            unasked = self._why_no_permission_is_asked()
            if unasked:
                return unasked
        if reason in special:
            return self._why_not_special(special[reason])
        if reason is Reason.FREQUENCY_CAP and self._campaign.limits is None:
            return "the campaign sets no limit"
        others = [code for code in self.decision["reasons"] if code != reason.value]
        return "another reason holds" if reason is Reason.DUPLICATE and others else ""

    def _why_not_special(self, treatment: str) -> str:
        if self._campaign.channel != Channel.EMAIL:
            return "it is asked of email alone"
        return "" if treatment == "remove" else "the campaign does not remove them"

    def _why_no_permission_is_asked(self) -> str:
        if self.found["address_mask"]:
            return "the address cannot be written to"
        return (
            "" if self._campaign.is_marketing else "a service message needs no ground"
        )

    def _why_no_reason_is_asked(self, reason: Reason) -> str:
        unasked = self._why_no_permission_is_asked()
        if unasked:
            return unasked
        if self.found["proof"] is not None:
            return "a ground holds"
        first = next(
            code
            for code in self.decision["reasons"]
            if REASONS[Reason(code)].kind is ReasonKind.PERMISSION
        )
        before = Reason(first).place < reason.place
        return "the reason before it is the answer" if before else ""


def _limits_of(ground: Ground) -> str:
    """Return that a ground is not for this contact, and for whom it is."""
    limits = [*ground.channels, *ground.subscriber_types]
    return f"it is for {', '.join(limits)} only"


def _proven(ground: Ground) -> str:
    return f"The ground '{ground.basis}' is proven."
