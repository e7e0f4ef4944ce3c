"""What-if: the same engine as a decision, on drawn worlds."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.counterfactual import rules
from hygiene.errors import InputError
from hygiene.vocabulary import Reason
from tests.oracle import decide
from tests.oracle.permission import find_basis
from tests.oracle.world import Contact
from tests.property.comparing import screen
from tests.strategies.worlds import worlds


@settings(max_examples=6)
@given(world=worlds())
def test_another_policy_is_what_a_screening_with_it_decides(world):
    asked = next(iter(world.policies.values()))
    campaign = {**world.campaign, "policy": asked["name"]}
    campaign.pop("policy_by_country", None)
    other = replace(world, campaign=campaign, policies={asked["name"]: asked})
    with screen(world, "streaming") as screening:
        rows = screening.what_if(policy=asked).rows.collect()
    for side, at in (("before", world), ("after", other)):
        assert rows[side].to_list() == [row["reason"] or "kept" for row in decide(at)]


@settings(max_examples=12)
@given(world=worlds(), name=st.sampled_from([reason.value for reason in Reason]))
def test_a_rule_left_out_frees_those_whom_nothing_else_holds(world, name):
    with screen(world, "streaming") as screening:
        if name not in rules():
            with pytest.raises(InputError):
                screening.what_if(without=name)
            return
        after = screening.what_if(without=name).rows.collect()["after"].to_list()
    for place, (row, state) in enumerate(zip(decide(world), after, strict=True)):
        others = [code for code in row["reasons"] if code not in {name, "duplicate"}]
        assert state == others[0] if others else state in {"kept", "duplicate"}
        if name == "duplicate" and not others:
            assert state == "kept"
        if state == "kept" and world.is_marketing:
            contact = Contact(world, place, world.tables["audience"][place])
            assert find_basis(contact) is not None
