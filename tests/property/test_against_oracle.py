"""The product and the oracle decide every drawn world alike, to the last field."""

import pytest
from hypothesis import given, seed, settings

from tests.oracle import decide
from tests.property.comparing import (
    ENGINES,
    decisions,
    decisions_of_files,
    differences,
)
from tests.strategies import worlds

each_engine = pytest.mark.parametrize("engine", ENGINES)


def check(world, engine, decided_by=decisions):
    found = differences(world, decide(world), decided_by(world, engine))
    assert not found, found


@each_engine
@settings(max_examples=300)
@given(world=worlds())
def test_screening_equals_the_oracle(engine, world):
    check(world, engine)


@settings(max_examples=60)
@given(world=worlds(has_timezones=True))
def test_screening_files_equals_the_oracle(world):
    check(world, "streaming", decisions_of_files)


# Each seed draws worlds of its own, and none takes longer than one test may.
each_seed = pytest.mark.parametrize("drawn_by", range(10))


@pytest.mark.slow
@each_engine
@each_seed
def test_screening_equals_the_oracle_at_length(drawn_by, engine):
    @seed(drawn_by)
    @settings(max_examples=500)
    @given(world=worlds())
    def holds(world):
        check(world, engine)

    holds()


@pytest.mark.slow
@each_seed
def test_screening_files_equals_the_oracle_at_length(drawn_by):
    @seed(drawn_by)
    @settings(max_examples=200)
    @given(world=worlds(has_timezones=True))
    def holds(world):
        check(world, "streaming", decisions_of_files)

    holds()
