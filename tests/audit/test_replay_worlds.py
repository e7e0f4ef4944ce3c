"""Every drawn world, with pseudonyms in place of people, is decided as before."""

import json

import pytest
from hypothesis import Phase, given, settings

from hygiene.audit.lth1 import logical_hash
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.replaying import replayed
from hygiene.audit.rules import campaign_of, rules_of
from hygiene.audit.tables import pseudonymised
from hygiene.stable import stable_parquet
from tests.property.comparing import ENGINES, screen
from tests.strategies import check_worlds, worlds

KEY = PseudonymKey(bytes(range(32)))


def check(world, engine="streaming"):
    with screen(world, "streaming") as screening:
        made = pseudonymised(screening._decided, KEY)
        rules = json.loads(json.dumps(rules_of(screening.campaign)))
        again = replayed(
            campaign_of(rules),
            made.stored,
            has_wordings=screening._decided.inputs.supplied("wordings"),
            engine=engine,
        )
        expected = made.stored["decisions"]
        assert again.rows() == expected.rows(), difference(expected, again)
        assert logical_hash(again) == logical_hash(expected)
        assert stable_parquet(again) == stable_parquet(expected)


def difference(expected, again):
    parted = [
        (a, b) for a, b in zip(expected.rows(), again.rows(), strict=True) if a != b
    ]
    return "\n".join(f"{a}\n{b}" for a, b in parted)


@settings(max_examples=12, phases=[Phase.generate])
@given(world=worlds())
def test_a_world_is_replayed_without_an_address(world):
    check(world)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
def test_worlds_are_replayed_at_length(engine):
    check_worlds(lambda world: check(world, engine), 7, 300)
