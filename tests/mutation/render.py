"""Write the table of mutations into the docs: `python -m tests.mutation.render`."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.mutation.mutation import Mutation
from tests.mutation.mutations import MUTATIONS, TOPICS
from tests.mutation.proof import Difference, Run, difference, run
from tests.mutation.worlds import WORLDS

PAGE = Path(__file__).parents[2] / "docs" / "gates.md"
BEGIN, END = "<!-- mutations: begin -->\n", "<!-- mutations: end -->\n"
INTRODUCTION = """\
## What the gate catches when the transform is wrong

The transform is broken in {count} ways, one at a time, on small campaigns made by hand
([`tests/mutation/worlds`](../tests/mutation/worlds)). When nothing is broken, the same
campaign passes the gate, or is refused before anybody is screened. Each mutation
changes a line or two of the transform
([`tests/mutation/mutations`](../tests/mutation/mutations)); the tables say what that
does to the kept rows and which expectation then holds the list back. Every mutation
that lets somebody in, leaves somebody out or changes a kept row is caught. The gate
runs while the transform is broken: code that the two shared would be wrong in both.

Some things are read once, for the transform and for the gate, and are not broken here:
the campaign file, the policies, the arithmetic of durations such as `24mo`, the files
that a glob names, the packaged lists of mailboxes and domains, the characters that are
stripped, and the libraries by which the contract defines keys.

This section is written by `python -m tests.mutation.render`. The tests run a part of it
every time and all of it in `make test-slow`, and compare each line.

`+` rows that may not be there, `-` rows that are missing; a changed row is both.
"""
SHRINKING = """
### Nobody gets in

These only remove people who could have stayed: a loss, but no harm to anyone who said
no. The gate holds the list back all the same, because a rule that is wrong about some
people may be wrong about others.
"""


def render(lines: dict[str, str]) -> str:
    """Return the whole section from the line of each mutation."""
    parts = [BEGIN, INTRODUCTION.format(count=len(MUTATIONS))]
    for topic, mutations in TOPICS.items():
        chosen = [m for m in mutations if m.effect != "shrinks"]
        parts.append(f"\n### {topic}\n\n{head('caught by')}")
        parts += [lines[mutation.name] for mutation in chosen]
    parts.append(f"{SHRINKING}\n{head('caught by')}")
    parts += [lines[m.name] for m in MUTATIONS if m.effect == "shrinks"]
    return "".join([*parts, END])


def head(last: str) -> str:
    titles = ("mutation", "what goes wrong", "campaign", "kept rows", last)
    return f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|\n"


def line(mutation: Mutation, found: Difference, failed: list[str]) -> str:
    """Return the line of one mutation."""
    catching = mutation.caught_by or (failed[0] if failed else None)
    cells = (
        f"`{mutation.name}`",
        mutation.broken,
        mutation.world,
        counted(found),
        f"`{catching}`" if catching else "not noticed",
    )
    return "| " + " | ".join(cells) + " |\n"


def counted(found: Difference) -> str:
    if found.moved:
        return "other order"
    counts = ((found.gained, "+"), (found.lost, "-"))
    return " ".join(f"{sign}{count}" for count, sign in counts if count) or "the same"


@dataclass(frozen=True)
class Baseline:
    """A world as it was written, and its right screening.

    Attributes:
        campaign: The campaign file.
        once: Where the gate keeps what it reads once; None for the whole way.
        right: The screening when nothing is broken.
    """

    campaign: Path
    once: Path | None
    right: Run


@cache
def baseline(world: str, *, short: bool = False) -> Baseline:
    """Return the right screening of a world."""
    folder = Path(tempfile.mkdtemp(prefix="mutation-"))
    campaign = WORLDS[world].write(folder)
    once = Path(tempfile.mkdtemp(prefix="mutation-")) if short else None
    return Baseline(campaign, once, run(campaign, once=once))


def observe(mutation: Mutation, *, short: bool = False) -> tuple[Difference, Run]:
    """Return what a mutation changes, and its run."""
    base = baseline(mutation.world, short=short)
    wrong = run(base.campaign, mutation, base.once)
    return difference(base.right.kept, wrong.kept), wrong


def observed() -> Iterator[tuple[str, str]]:
    """Yield the line of every mutation, having run it."""
    for mutation in MUTATIONS:
        found, wrong = observe(mutation)
        yield mutation.name, line(mutation, found, wrong.failed)


def section(page: str) -> str:
    """Return what stands between the two markers of a page, markers included."""
    begin, end = page.index(BEGIN), page.index(END)
    return page[begin : end + len(END)]


if __name__ == "__main__":
    lines = dict(observed())
    page = PAGE.read_text("utf-8")
    PAGE.write_text(page.replace(section(page), render(lines)), encoding="utf-8")
