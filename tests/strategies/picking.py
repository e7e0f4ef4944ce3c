"""Draw one of a few values at a time, from one stream of choices for the whole world.

A strategy for each cell would be slow, and Hypothesis would spend five worlds in six
on copies of an earlier one with two cells made equal. The pools here are so small that
values are equal all the time, so each world draws its cells from one `st.randoms()`:
every world is new, and Hypothesis still records, replays and shrinks every choice.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def pick(random: Random, options: Sequence[T]) -> T:
    """Draw one of the options; one that stands there twice is twice as likely.

    A failing world shrinks to the first options, so the simplest value stands first.
    """
    return options[random.randrange(len(options))]


def mostly(common: Sequence[T], *rare: T, times: int = 6) -> tuple[T, ...]:
    """Return options in which each common value stands several times."""
    return (*tuple(common) * times, *rare)
