"""Policies: rules as data, checked key by key."""

from datetime import date

import pytest

from hygiene.durations import Duration
from hygiene.errors import InputError
from hygiene.policy import Ground, Policy, load_policy, packaged_policies
from hygiene.vocabulary import GroundKind

CONSENT = {"kind": "consent", "basis": "consent"}
DEALING = {"kind": "relationship", "basis": "soft", "kinds": ["purchase"]}


@pytest.mark.parametrize("name", packaged_policies())
def test_packaged_policies(name):
    """Every packaged policy loads under its name and cites each of its rules."""
    policy = load_policy(name)
    assert policy.name == name
    assert policy.version
    assert policy.grounds
    assert all(ground.citation for ground in policy.grounds)


def test_a_relationship_ground_is_read_whole():
    """Every key of a ground reaches its field."""
    said = {
        **DEALING,
        "channels": ["email"],
        "subscriber_types": ["individual"],
        "citation": "art. 1",
        "requires_opt_out_offered": True,
        "similar_only": True,
        "max_age": "36mo",
        "from": date(2026, 2, 5),
    }
    (ground,) = Policy.from_dict({"name": "n", "grounds": [said]}).grounds
    assert ground == Ground(
        kind=GroundKind.RELATIONSHIP,
        basis="soft",
        citation="art. 1",
        channels=("email",),
        subscriber_types=("individual",),
        max_age=Duration(36, "mo"),
        kinds=("purchase",),
        requires_opt_out_offered=True,
        similar_only=True,
        not_before=date(2026, 2, 5),
    )


def test_defaults_are_the_contract_s():
    """What is not said is allowed, and a policy without grounds keeps none."""
    policy = Policy.from_dict({"name": "n"})
    assert (policy.double_opt_in, policy.indirect) == (False, "allow")
    assert (policy.refused_methods, policy.grounds) == ((), ())
    assert policy.register_overridden_by_consent is False


def test_from_may_be_text():
    """A date may be given as text, as JSON would."""
    said = {**DEALING, "from": "2026-02-05"}
    policy = Policy.from_dict({"name": "n", "grounds": [said]})
    assert policy.grounds[0].not_before == date(2026, 2, 5)


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({"nam": "x"}, ["the policy has an unknown key 'nam'. Did you mean 'name'?"]),
        ({"name": " "}, ["the policy: 'name' is blank."]),
        (
            {"double_opt_in": "yes"},
            ["the policy: 'double_opt_in' must be true or false."],
        ),
        (
            {"indirect": "maybe"},
            ["the policy: 'indirect' must be one of 'allow', 'refuse'."],
        ),
        (
            {"refused_methods": "import"},
            ["the policy: 'refused_methods' must be a list."],
        ),
        (
            {"grounds": ["consent"]},
            [
                "ground 1 must be a table.",
                "ground 1: 'kind' is missing.",
                "ground 1: 'basis' is missing.",
            ],
        ),
        (
            {"grounds": [CONSENT, {**CONSENT, "kinds": ["purchase"]}]},
            ["ground 2 (consent) has an unknown key 'kinds'. Did you mean 'kind'?"],
        ),
        (
            {"grounds": [{**DEALING, "kinds": []}]},
            ["ground 1: 'kinds' must name at least one kind of relationship."],
        ),
        (
            {"grounds": [{**CONSENT, "channels": []}]},
            ["ground 1: 'channels' is empty; leave it out to mean all."],
        ),
        (
            {"grounds": [{**CONSENT, "channels": ["fax"]}]},
            ["ground 1: 'channels' has 'fax'; known: 'email', 'sms', 'voice', 'post'."],
        ),
        (
            {"grounds": [{**CONSENT, "max_age": "48h"}]},
            ["ground 1: 'max_age' is counted in d, w, mo or y, not in hours."],
        ),
        (
            {"grounds": [{**DEALING, "from": "soon"}]},
            ["ground 1: 'from' must be a date such as 2026-02-05."],
        ),
        (
            {"grounds": [CONSENT] * 65},
            ["the policy has more than 64 grounds."],
        ),
    ],
)
def test_policies_that_cannot_be_used(changes, lines):
    """Each slip is named with its ground; nothing is guessed."""
    content = {"name": "n", **changes}
    with pytest.raises(InputError) as raised:
        Policy.from_dict(content)
    head = f"The policy '{content['name']}' cannot be used:"
    assert str(raised.value) == "\n".join([head, *(f"- {line}" for line in lines)])


def test_sixty_four_grounds_are_allowed():
    """The most that a proof can tell apart."""
    policy = Policy.from_dict({"name": "n", "grounds": [CONSENT] * 64})
    assert len(policy.grounds) == 64


def test_extending_replaces_grounds_as_a_whole():
    """Keys override the parent's one by one; grounds are not merged."""
    policy = Policy.from_dict({"extends": "uk", "name": "ours", "grounds": [CONSENT]})
    parent = load_policy("uk")
    assert (policy.name, len(policy.grounds)) == ("ours", 1)
    assert policy.refused_methods == parent.refused_methods
    assert policy.version == parent.version
    assert policy.digest != parent.digest


def test_extending_over_files(tmp_path):
    """A file may extend a file beside it, which extends a packaged policy."""
    (tmp_path / "a.toml").write_text('extends = "b.toml"\nname = "a"\n', "utf-8")
    (tmp_path / "b.toml").write_text(
        'extends = "strict"\nindirect = "allow"\n', "utf-8"
    )
    policy = load_policy("a.toml", folder=tmp_path)
    assert (policy.name, policy.indirect, policy.double_opt_in) == ("a", "allow", True)


def test_extending_in_a_circle(tmp_path):
    """Two files that extend each other are refused."""
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n', "utf-8")
    (tmp_path / "b.toml").write_text('extends = "a.toml"\n', "utf-8")
    with pytest.raises(InputError) as raised:
        load_policy("a.toml", folder=tmp_path)
    assert str(raised.value) == "A policy cannot extend 'a.toml' here."


def test_the_digest_is_of_the_rules():
    """The same rules have one digest; any change has another."""
    first = Policy.from_dict({"name": "n", "grounds": [CONSENT]})
    same = Policy.from_dict({"grounds": [dict(reversed(CONSENT.items()))], "name": "n"})
    other = Policy.from_dict({"name": "n", "grounds": [{**CONSENT, "max_age": "1y"}]})
    assert len(first.digest) == 64
    assert first.digest == same.digest != other.digest


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "stric",
            None,
            (
                "There is no policy 'stric'. Did you mean 'strict'? "
                "Packaged policies are 'strict', 'uk'; anything else is a path."
            ),
        ),
        (
            "p.toml",
            b"name = ",
            "p.toml is not a TOML file: Invalid value (at end of document)",
        ),
        ("p.toml", b"#" * 1_000_001, "The policy file p.toml is larger than 1 MB."),
    ],
)
def test_files_that_are_no_policies(name, content, message, tmp_path):
    """What cannot be read at all is one sentence."""
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError) as raised:
        load_policy(name, folder=tmp_path)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("limits", "channel", "kind", "applies"),
    [
        ({}, "email", None, True),
        ({"channels": ("sms",)}, "email", "individual", False),
        ({"subscriber_types": ("corporate",)}, "email", "corporate", True),
        ({"subscriber_types": ("corporate",)}, "email", "unknown", False),
        ({"subscriber_types": ("corporate",)}, "email", None, False),
    ],
)
def test_where_a_ground_applies(limits, channel, kind, applies):
    """An unlimited ground applies to all; a limited one never to the unknown."""
    ground = Ground(GroundKind.CONSENT, "consent", "", **limits)
    assert ground.applies(channel, kind) is applies
