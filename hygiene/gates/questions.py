"""Questions: what is put to one list, and why the rest of the suites does not apply."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hygiene.campaign import Campaign
from hygiene.gates.canaries import Planting, plant
from hygiene.gates.facts import Facts, facts_of, missing
from hygiene.gates.registry import RULES, SUITES, WHEN_MISSING
from hygiene.gates.subject import GateSubject
from hygiene.gates.suites import Declared, Shared, Suite, read_shared, read_suite


@dataclass(frozen=True, slots=True)
class Questions:
    """What is put to a list.

    Attributes:
        suites: The suites with the expectations that apply; one may have none.
        not_applicable: The others, each with the reason why it does not apply.
        shared: The SQL that expectations share.
        facts: What the gate knows of the campaign.
        planting: The canaries.
    """

    suites: tuple[Suite, ...]
    not_applicable: dict[str, str]
    shared: Shared
    facts: Facts
    planting: Planting

    @property
    def expectations(self) -> tuple[Declared, ...]:
        """Every expectation that applies, suite by suite."""
        return tuple(one for suite in self.suites for one in suite.expectations)


def questions(
    subject: GateSubject, campaign: Campaign, folder: Path | None = None
) -> Questions:
    """Return what is put to a list.

    Args:
        subject: The list and its sources.
        campaign: Whom the list is for.
        folder: Where the suites lie; by default the folder that ships.

    Raises:
        BrokenGateError: A suite lost or weakened an expectation.
    """
    lacking = missing(subject, campaign)
    whole = [read_suite(name, folder) for name in SUITES]
    suites = tuple(Suite(one.name, _applying(one, lacking)) for one in whole)
    types = [one.type for suite in suites for one in suite.expectations]
    return Questions(
        suites=suites,
        not_applicable=_reasons(whole, lacking),
        shared=read_shared(folder),
        facts=facts_of(subject, campaign),
        planting=plant(campaign, types, [*subject.evidence]),
    )


def _applying(suite: Suite, lacking: set[str]) -> tuple[Declared, ...]:
    every = suite.expectations
    return tuple(one for one in every if not RULES[one.type].needs & lacking)


def _reasons(suites: list[Suite], lacking: set[str]) -> dict[str, str]:
    """Return why each expectation that is not asked does not apply."""
    return {
        one.type: " ".join(WHEN_MISSING[gap] for gap in sorted(gaps))
        for suite in suites
        for one in suite.expectations
        if (gaps := RULES[one.type].needs & lacking)
    }
