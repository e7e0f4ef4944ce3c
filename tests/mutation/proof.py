"""The proof: what a mutation does to the kept rows, and what the gate says of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

import hygiene as hy
from hygiene import release
from hygiene.errors import InputError, StaleTableError
from hygiene.gates.result import GateResult
from tests.mutation.breaking import broken
from tests.mutation.mutation import Mutation
from tests.mutation.shortcut import shortcut

Rows = list[tuple[tuple[str, object], ...]]


@dataclass(frozen=True)
class Run:
    """One screening of a world: its kept rows and the gate's word.

    Attributes:
        kept: The rows of the list, as the gate was shown them.
        gate: What the gate says; None where nothing was screened.
        refusal: The kind of error that stopped the screening, or blank.
    """

    kept: Rows
    gate: GateResult | None
    refusal: str = ""

    @property
    def failed(self) -> list[str]:
        """Which expectations hold the list back, in their order."""
        checks = self.gate.checks if self.gate else ()
        return list(dict.fromkeys(c.expectation for c in checks if c.holds_back))


def run(
    campaign: Path, mutation: Mutation | None = None, once: Path | None = None
) -> Run:
    """Screen a campaign and ask the gate, both while the transform is broken.

    With a folder for what is read `once`, the gate takes the shortcut.
    """
    with (
        broken(mutation.changes) if mutation else nullcontext(),
        shortcut(once) if once else nullcontext(),
    ):
        try:
            screening = hy.screen(campaign)
        except (InputError, StaleTableError) as error:
            return Run([], None, type(error).__name__)
        with screening, shown_to_the_gate() as lists:
            gate = screening.check()
        return Run(lists[0], gate)


@contextmanager
def shown_to_the_gate() -> Iterator[list[Rows]]:
    """Note the kept rows as they were written: that is what the gate is shown."""
    lists: list[Rows] = []
    right = release.gate_screening

    def noted(decided, by_reason, written, last_run):
        lists.append(rows_of(written.kept))
        return right(decided, by_reason, written, last_run)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "gate_screening", noted)
        yield lists


def rows_of(path: Path) -> Rows:
    """Return the rows of a CSV file as text."""
    frame = pl.read_csv(path, infer_schema=False)
    return [tuple(row.items()) for row in frame.iter_rows(named=True)]


@dataclass(frozen=True)
class Difference:
    """How the kept rows of a broken screening differ from the right ones."""

    gained: int
    lost: int
    moved: bool
    who: frozenset[object]


def difference(right: Rows, wrong: Rows) -> Difference:
    more, fewer = Counter(wrong), Counter(right)
    gained, lost = more - fewer, fewer - more
    moved = not gained and not lost and wrong != right
    touched = [*gained, *lost, *(wrong if moved else [])]
    who = frozenset(dict(row)["who"] for row in touched)
    return Difference(gained.total(), lost.total(), moved, who)
