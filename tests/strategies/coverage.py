"""Count what the drawn worlds reach, so that no rule goes untested by bad luck.

Run `python -m tests.strategies.coverage 300` to print the counts.
"""

import sys
import time
from collections import Counter
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.oracle import World, decide
from tests.strategies.worlds import worlds


def count(examples: int, first: int = 0) -> dict[str, Counter[str]]:
    """Return how often each primary reason, any reason and basis occurs.

    The seed is fixed: this measures the strategy, and a measurement of the same
    strategy should come out the same every time.
    """
    counts: dict[str, Counter[str]] = {
        name: Counter() for name in ("primary", "any", "basis", "lifted", "worlds")
    }

    @seed(first)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def visit(world: World) -> None:
        counts["worlds"]["drawn"] += 1
        counts["worlds"][world.campaign["channel"]] += 1
        decided = decide(world)
        counts["lifted"]["rows"] += rows_lifted(world, decided)
        for decision in decided:
            counts["primary"][decision["reason"] or "(kept)"] += 1
            counts["any"].update(decision["reasons"])
            if decision["decision"] == "keep":
                counts["basis"][decision["basis"]] += 1

    visit()
    return counts


def rows_lifted(world: World, decided: list[dict[str, Any]]) -> int:
    """Return how many rows would be blocked by more if no consent could lift."""
    lifting = ("given", "confirmed")
    events = world.tables.get("consents", [])
    left = [event for event in events if event["action"] not in lifting]
    without = decide(replace(world, tables={**world.tables, "consents": left}))
    pairs = zip(decided, without, strict=True)
    return sum(one["blocked_by"] != other["blocked_by"] for one, other in pairs)


def main() -> None:
    """Print the counts for as many worlds as the command line says."""
    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    start = time.perf_counter()
    counts = count(examples)
    seconds = time.perf_counter() - start
    lines = [f"{1000 * seconds / examples:.1f} ms a world"]
    for name, counter in counts.items():
        lines += [name, *(f"  {n:6} {value}" for value, n in counter.most_common())]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
