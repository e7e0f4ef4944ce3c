"""Counterfactuals: who would change, and that nothing comes of asking."""

import polars as pl
import pytest

import hygiene as hy
from hygiene.campaign import Addresses, Limits
from hygiene.campaign_changes import in_words
from hygiene.counterfactual import rules
from hygiene.durations import Duration
from hygiene.vocabulary import REASONS, ReasonKind
from tests.unit.world import (
    ANN,
    BOB,
    campaign,
    event,
    people,
    policy,
    rows,
    screen,
    send,
    suppression,
)

CARA = "cara@example.com"
PEOPLE = [ANN, BOB, CARA, "Bob@example.com", "no address", None]
EITHER = (
    'Ask about keys of the campaign, such as policy="strict" (--set policy=strict), or '
    'about one rule, such as without="paused" (--without paused); not about both.'
)
NO_GROUND = [
    reason.value
    for reason, facts in REASONS.items()
    if facts.kind is ReasonKind.PERMISSION
]


@pytest.fixture(scope="module")
def screening():
    """Ann and Bob (he stands there twice) consented; his bounces. Cara is unknown."""
    bounced = [
        suppression(value=BOB, reason="hard_bounced"),
        suppression(suppression_id="s2", value=CARA, reason="hard_bounced"),
    ]
    with hy.screen(
        audience=pl.DataFrame({"email": PEOPLE}),
        consents=rows(event(), event(event_id="e2", address=BOB)),
        suppressions=rows(*bounced),
        campaign=campaign(),
    ) as made:
        yield made


def states(answer):
    """Return what becomes of each row: before and after."""
    return answer.rows.select("before", "after").collect().rows()


def test_a_rule_switched_off(screening):
    """Bob would be kept, once: his second row repeats the first. Cara has no ground."""
    assert states(screening.what_if(without="hard_bounced")) == [
        ("kept", "kept"),
        ("hard_bounced", "kept"),
        ("hard_bounced", "unknown_origin"),
        ("hard_bounced", "duplicate"),
        ("address_invalid", "address_invalid"),
        ("address_missing", "address_missing"),
    ]


def test_another_policy(screening):
    """A consent that nobody confirmed is pending where the policy asks for that."""
    answer = screening.what_if(policy="strict")
    assert states(answer)[0] == ("kept", "consent_pending")
    assert answer.changes.rows() == [("kept", "consent_pending", 1)]
    assert str(answer).splitlines() == [
        (
            "With policy = 'strict': 0 contacts would be kept instead of 1 (-1); "
            "1 would change."
        ),
        "           1  kept → consent_pending",
        "Nothing was released: this is a question, not a decision.",
    ]


def test_another_instant(screening):
    """Before she consented, Ann was unknown."""
    answer = screening.what_if(as_of="2026-04-01T09:00Z")
    assert states(answer)[0] == ("kept", "unknown_origin")


def test_duplicates_switched_off():
    """The second row of one key would be kept too."""
    audience = pl.DataFrame({"email": [ANN, ANN]})
    consents = pl.DataFrame([event()])
    with hy.screen(
        audience=audience, consents=consents, campaign=campaign()
    ) as screening:
        answer = screening.what_if(without="duplicate")
        assert states(answer) == [("kept", "kept"), ("duplicate", "kept")]


def test_a_contact_keeps_its_other_reasons():
    """Who said no and never consented is not kept when the no is left out."""
    no = {
        "suppression_id": ["s1"],
        "value": [BOB],
        "reason": ["unsubscribed"],
        "effective_from": ["2026-05-01"],
    }
    with hy.screen(
        audience=pl.DataFrame({"email": [BOB]}),
        suppressions=pl.DataFrame(no),
        campaign=campaign(),
    ) as screening:
        answer = screening.what_if(without="unsubscribed")
        assert states(answer) == [("unsubscribed", "unknown_origin")]


@pytest.mark.parametrize("name", NO_GROUND)
def test_nobody_gains_a_ground(screening, name):
    """A reason of permission says that there is none: without it there is none too."""
    with pytest.raises(hy.InputError) as refused:
        screening.what_if(without=name)
    assert str(refused.value) == (
        f"'{name}' says that no ground was found; switching it off gives nobody a "
        "ground. Ask about the policy instead, such as policy=strict."
    )
    assert name not in rules()


def test_every_row_is_counted_once(screening):
    """The flows add up to the audience, whatever is asked."""
    for name in rules():
        flows = screening.what_if(without=name).flows
        assert flows["contacts"].sum() == len(PEOPLE)


def test_nothing_can_be_released(screening):
    """The answer holds no list and writes nothing."""
    answer = screening.what_if(without="hard_bounced")
    assert not hasattr(answer, "write")
    assert answer.rows.collect_schema().names() == ["row", "before", "after"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, EITHER),
        ({"without": "paused", "policy": "strict"}, EITHER),
        (
            {"without": "pausd"},
            (
                "There is no reason 'pausd'. Did you mean 'paused'? Those that can be "
                "switched off are 'deceased', 'minor', 'erased', 'objected', "
                "'complained', 'unsubscribed', 'blocked', 'on_register', 'paused', "
                "'hard_bounced', 'consent_withdrawn', 'consent_refused', "
                "'role_address', 'disposable_address', 'frequency_cap', 'duplicate'."
            ),
        ),
        (
            {"without": "address_missing"},
            (
                "'address_missing' cannot be switched off: such a contact has no "
                "address to write to."
            ),
        ),
        (
            {"limits": 3},
            "'limits' is a table; its keys are 'limits.max_sends', 'limits.per'.",
        ),
        (
            {"limits": {"max_sends": 3}},
            "The campaign 'june' cannot be used:\n- limits has no 'per'.",
        ),
        (
            {"categories": "payments"},
            (
                "The campaign 'june' cannot be used:\n- 'categories' must be a list of "
                "names, such as ['payments']."
            ),
        ),
        (
            {"timezone": "UTC"},
            (
                "'timezone' cannot be changed: the tables were read in it; screen the "
                "campaign again with another."
            ),
        ),
        (
            {"policy": "nowhere"},
            (
                "There is no policy 'nowhere'. Packaged policies are 'strict', 'uk'; "
                "anything else is a path."
            ),
        ),
    ],
)
def test_what_cannot_be_asked(screening, asked, said):
    """Each question that has no answer is refused in a sentence."""
    with pytest.raises(hy.InputError) as refused:
        screening.what_if(**asked)
    assert str(refused.value) == said


def test_an_unknown_key(screening):
    """The nearest key is named."""
    with pytest.raises(hy.InputError, match="Did you mean 'policy'"):
        screening.what_if(polices="strict")


MAY_SENDS = rows(send(), send(send_id="m2"))


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"limits.max_sends": 2}, 0),
        ({"limits.max_sends": 3}, 1),
        ({"limits.max_sends": 2, "limits.per": "1d"}, 1),
        ({"limits": {"max_sends": 2}}, 0),
        ({"limits": Limits(2, "7d")}, 0),
        ({"limits": None}, 1),
    ],
)
def test_another_limit(changes, kept):
    """A key alone changes the limit that the campaign has."""
    with screen(
        people(ANN),
        tables={"consents": rows(event()), "sends": MAY_SENDS},
        limits=Limits(9, "7d"),
    ) as made:
        assert made.what_if(**changes).kept("after") == kept


@pytest.mark.parametrize(
    "role", [Addresses(role="ignore"), {"role": "ignore"}, "ignore"]
)
def test_addresses_are_changed_whole_or_by_key(role):
    """As limits are."""
    info = "info@example.com"
    name = "addresses.role" if isinstance(role, str) else "addresses"
    with screen(people(info), tables={"consents": rows(event(address=info))}) as made:
        answer = made.what_if(**{name: role})
        assert answer.changes.rows() == [("role_address", "kept", 1)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"policy": policy()}, "policy = 'test'"),
        ({"policy": {"name": "own", "grounds": []}}, "policy = 'own'"),
        (
            {"policy_by_country": {"GB": policy(), "default": "strict"}},
            "policy_by_country.GB = 'test', policy_by_country.default = 'strict'",
        ),
        (
            {"limits": Limits(2, Duration.parse("7d"))},
            "limits.max_sends = 2, limits.per = 7d",
        ),
        ({"limits": None, "categories": ()}, "limits = none, categories = none"),
        ({"categories": ["a", "b"]}, "categories = 'a', 'b'"),
    ],
)
def test_a_change_is_told_in_words(changes, said):
    """A policy by its name, a table by its keys."""
    assert in_words(changes) == said


def test_the_headline_names_the_policy(screening):
    """Never an object's inside."""
    assert screening.what_if(policy=policy()).headline() == (
        "With policy = 'test': 1 contacts would be kept instead of 1 (+0); "
        "0 would change."
    )
