"""The product and the oracle decide every drawn world alike, to the last field."""

import pytest
from hypothesis import given, settings

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


@pytest.mark.slow
@each_engine
@settings(max_examples=5_000)
@given(world=worlds())
def test_screening_equals_the_oracle_at_length(engine, world):
    check(world, engine)


@pytest.mark.slow
@settings(max_examples=2_000)
@given(world=worlds(has_timezones=True))
def test_screening_files_equals_the_oracle_at_length(world):
    check(world, "streaming", decisions_of_files)
