"""The product and the oracle decide every drawn world alike, to the last field."""

from functools import partial

import pytest
from hypothesis import given, settings

from tests.oracle import decide
from tests.property.comparing import (
    ENGINES,
    decisions,
    decisions_of_files,
    differences,
)
from tests.strategies import check_worlds, worlds

each_engine = pytest.mark.parametrize("engine", ENGINES)


def check(world, engine, decided_by=decisions):
    found = differences(world, decide(world), decided_by(world, engine))
    assert not found, found


@each_engine
@settings(max_examples=60)
@given(world=worlds())
def test_screening_equals_the_oracle(engine, world):
    check(world, engine)


@settings(max_examples=12)
@given(world=worlds(has_timezones=True))
def test_screening_files_equals_the_oracle(world):
    check(world, "streaming", decisions_of_files)


each_seed = pytest.mark.parametrize("drawn_by", range(10))


@pytest.mark.slow
@each_engine
@each_seed
def test_screening_equals_the_oracle_at_length(drawn_by, engine):
    check_worlds(partial(check, engine=engine), drawn_by, 500)


@pytest.mark.slow
@each_seed
def test_screening_files_equals_the_oracle_at_length(drawn_by):
    of_files = partial(check, engine="streaming", decided_by=decisions_of_files)
    check_worlds(of_files, drawn_by, 200, has_timezones=True)
