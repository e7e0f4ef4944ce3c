"""Run one promise with the oracle and with the product.

A promise that the oracle breaks is a slip in the oracle or in the contract itself.
The oracle is cheap and sees many worlds. The product is compared with it elsewhere on
hundreds more, so a few worlds a promise are enough outside the slow run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracle import World, decide
from tests.property.comparing import ENGINES, Decision, decisions

Decide = Callable[[World], list[Decision]]


@dataclass(frozen=True)
class Decider:
    """Something that decides worlds, and how many of them it is shown."""

    decide: Decide
    examples: int


DECIDERS = [
    pytest.param(Decider(decide, 20), id="oracle"),
    pytest.param(Decider(partial(decisions, engine="streaming"), 4), id="streaming"),
    *(
        pytest.param(
            Decider(partial(decisions, engine=engine), 200),
            id=f"{engine}, at length",
            marks=pytest.mark.slow,
        )
        for engine in ENGINES
    ),
]


def promise(*drawn: st.SearchStrategy) -> Callable:
    """Make a test of a function that takes a decider and drawn values, and asserts."""

    def decorate(check: Callable) -> Callable:
        @pytest.mark.parametrize("decider", DECIDERS)
        def test(decider: Decider) -> None:
            @settings(max_examples=decider.examples)
            @given(st.tuples(*drawn))
            def holds(values: tuple) -> None:
                check(decider.decide, *values)

            holds()

        test.__name__, test.__doc__ = check.__name__, check.__doc__
        return test

    return decorate
