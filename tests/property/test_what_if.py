"""What-if: the same engine as a decision, on drawn worlds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.counterfactual import rules
from tests.oracle import decide
from tests.property.comparing import screen
from tests.strategies.worlds import worlds


@settings(max_examples=6)
@given(world=worlds())
def test_another_policy_is_what_a_screening_with_it_decides(world):
    with screen(world, "streaming") as screening:
        answer = screening.what_if(policy="strict")
        other = screening.what_if(policy="strict", policy_by_country=None)
        assert answer.rows.collect().equals(other.rows.collect())
        before = [row["reason"] or "kept" for row in decide(world)]
        assert answer.rows.collect()["before"].to_list() == before


@settings(max_examples=12)
@given(world=worlds(), name=st.sampled_from(rules()))
def test_a_rule_left_out_frees_those_whom_nothing_else_holds(world, name):
    decided = decide(world)
    with screen(world, "streaming") as screening:
        after = screening.what_if(without=name).rows.collect()["after"].to_list()
    for row, state in zip(decided, after, strict=True):
        others = [code for code in row["reasons"] if code not in {name, "duplicate"}]
        assert state == others[0] if others else state in {"kept", "duplicate"}
        if name == "duplicate" and not others:
            assert state == "kept"
