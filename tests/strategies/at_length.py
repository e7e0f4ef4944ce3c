"""Check many worlds in parts: each seed draws worlds of its own."""

from collections.abc import Callable

from hypothesis import given, seed, settings

from tests.oracle import World
from tests.strategies.worlds import worlds


def check_worlds(
    check: Callable[[World], None], drawn_by: int, examples: int, **options: bool
) -> None:
    """Call `check` on the worlds that one seed draws.

    Args:
        check: Asserts something of a world.
        drawn_by: The seed; no part takes longer than one test may.
        examples: How many worlds are drawn.
        options: What `worlds` takes.
    """

    @seed(drawn_by)
    @settings(max_examples=examples)
    @given(worlds(**options))
    def holds(world: World) -> None:
        check(world)

    holds()
