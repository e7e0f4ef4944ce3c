"""Campaigns: every field is checked, and instants are read in the zone."""

from datetime import UTC, date, datetime

import pytest

import hygiene as hy
from hygiene.campaign import is_zone, read_instant
from hygiene.durations import Duration
from hygiene.errors import InputError
from tests.unit.world import AS_OF, campaign, people, policy, screen

A_TIME = (
    "a time must be ISO 8601 with a time of day, such as 2026-11-24T09:00:00Z; "
    "a date alone does not say when."
)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"id": " "}, "'id' is blank."),
        ({"controller": ""}, "'controller' is blank."),
        ({"purpose": "\t"}, "'purpose' is blank."),
        (
            {"controller": "*"},
            "'controller' cannot be '*': a campaign is for one of them.",
        ),
        ({"purpose": "*"}, "'purpose' cannot be '*': a campaign is for one of them."),
        (
            {"channel": "fax"},
            "the campaign: 'channel' must be one of 'email', 'sms', 'voice', 'post'.",
        ),
        (
            {"channel": "*"},
            "the campaign: 'channel' must be one of 'email', 'sms', 'voice', 'post'.",
        ),
        (
            {"message": "Marketing"},
            "the campaign: 'message' must be one of 'marketing', 'service'.",
        ),
        (
            {"permission_key": "email"},
            "the campaign: 'permission_key' must be one of 'address', 'contact_id'.",
        ),
        (
            {"addresses": {"role": "drop"}},
            "the campaign: 'addresses.role' must be one of 'remove', 'flag', 'ignore'.",
        ),
        (
            {"addresses": {"rol": "flag"}},
            "addresses has an unknown key 'rol'. Did you mean 'role'?",
        ),
        (
            {"limits": {"max_send": 1, "per": "7d"}},
            "limits has an unknown key 'max_send'. Did you mean 'max_sends'?",
        ),
        ({"limits": 3}, "'limits' must be a table of 'max_sends', 'per'."),
        (
            {"addresses": None},
            "'addresses' must be a table of 'role', 'disposable', 'duplicates'.",
        ),
        ({"limits": {"per": "7d"}}, "limits has no 'max_sends'."),
        (
            {"categories": "payments"},
            "'categories' must be a list of names, such as ['payments'].",
        ),
        (
            {"categories": [""]},
            "'categories' must be a list of names, such as ['payments'].",
        ),
        (
            {"policy": "by_country", "policy_by_country": "default"},
            "'policy_by_country' must be a table of countries.",
        ),
        ({"limits": hy.Limits(0, "7d")}, "'limits.max_sends' must be 1 or more."),
        (
            {"limits": hy.Limits(True, "7d")},  # noqa: FBT003 - it is what is refused
            "'limits': 'max_sends' must be a whole number.",
        ),
        (
            {"limits": hy.Limits(1, "7 days")},
            (
                "'limits': 'per': A duration is a whole number and a unit "
                "(h, d, w, mo, y), "
                "such as '48h', '7d' or '24mo'."
            ),
        ),
        (
            {"timezone": "Mars/Olympus"},
            "'timezone' is not an IANA zone such as 'Europe/London'.",
        ),
        (
            {"timezone": "localtime"},
            "'timezone' is not an IANA zone such as 'Europe/London'.",
        ),
        (
            {"policy": "by_country"},
            "'policy_by_country' goes with policy = \"by_country\".",
        ),
        (
            {"policy_by_country": {"default": "uk"}},
            "'policy_by_country' goes with policy = \"by_country\".",
        ),
        (
            {"policy": "by_country", "policy_by_country": {"GB": "uk"}},
            "'policy_by_country' must name a 'default'.",
        ),
        (
            {
                "policy": "by_country",
                "policy_by_country": {"GB": "uk", " gb": "uk", "default": "uk"},
            },
            "'policy_by_country' names a country twice.",
        ),
    ],
)
def test_fields_that_cannot_be_used(changes, line):
    """A campaign that could be misread is refused when it is made."""
    with pytest.raises(InputError) as raised:
        campaign(**changes)
    name = changes.get("id", "june")
    assert str(raised.value) == f"The campaign '{name}' cannot be used:\n- {line}"


def test_everything_that_is_wrong_is_listed():
    """Problems are reported together, not one a run."""
    with pytest.raises(InputError) as raised:
        campaign(channel="fax", purpose="*", timezone="Mars/Olympus")
    assert len(raised.value.problems) == 3


@pytest.mark.parametrize(
    ("moment", "problem"),
    [
        (date(2026, 6, 1), A_TIME),
        ("2026-06-01", A_TIME),
        ("yesterday at nine", A_TIME),
        (1_780_000_000, A_TIME),
        ("2026-03-29T01:30:00", "2026-03-29 01:30:00 does not exist in Europe/London"),
        ("0001-01-01T00:00:00+14:00", "a time lies outside the calendar."),
    ],
)
@pytest.mark.parametrize("name", ["as_of", "known_at"])
def test_instants_that_cannot_be_used(name, moment, problem):
    """A date, a guess or an instant that never was is refused."""
    with pytest.raises(InputError) as raised:
        campaign(**{name: moment})
    assert str(raised.value) == f"The campaign 'june': {problem}"


@pytest.mark.parametrize(
    "moment",
    [
        AS_OF,
        datetime(2026, 6, 1, 10),  # noqa: DTZ001 - naive on purpose
        "2026-06-01T09:00:00Z",
        "2026-06-01T10:00",
        "2026-06-01 11:00:00+02:00",
    ],
)
def test_instants_are_read_in_the_zone(moment):
    """Naive instants are the campaign's zone's, and all become UTC."""
    made = campaign(as_of=moment, known_at=moment)
    assert (made.as_of, made.as_of.tzinfo) == (AS_OF, UTC)
    assert made.known == AS_OF


def test_known_at_is_as_of_unless_said():
    """What was known is what was known when the decision speaks."""
    earlier = datetime(2026, 5, 1, tzinfo=UTC)
    assert campaign().known == AS_OF
    assert campaign(known_at=earlier).known == earlier


def test_another_instant():
    """`at` replaces what is given, leaves the rest, and never the original."""
    earlier = datetime(2026, 5, 1, tzinfo=UTC)
    made = campaign(known_at=earlier)
    moved = made.at(datetime(2026, 5, 2, 10), None)  # noqa: DTZ001 - naive on purpose
    assert moved.as_of == datetime(2026, 5, 2, 9, tzinfo=UTC)
    assert (moved.known, made.as_of) == (earlier, AS_OF)


@pytest.mark.parametrize(
    ("region", "read"), [("gb", "GB"), (" US ", "US"), (" ", None), (None, None)]
)
def test_default_region(region, read):
    """A region is compared upper-cased; blank is none."""
    assert campaign(default_region=region).default_region == read


def test_policies_by_country():
    """Countries are compared trimmed and upper-cased; each policy is loaded once."""
    countries = {" gb": "uk", "DE": policy(), "default": "strict"}
    loaded = campaign(policy="by_country", policy_by_country=countries).policies
    assert {country: one.name for country, one in loaded.items()} == {
        "GB": "uk",
        "DE": "test",
        "default": "strict",
    }


def test_a_policy_may_be_the_content_of_a_file():
    """A mapping is read as a policy file is."""
    made = campaign(policy={"extends": "uk", "name": "ours"})
    assert made.policies["default"].name == "ours"


def test_a_campaign_without_a_policy():
    """None is allowed only until a screening needs it."""
    with pytest.raises(InputError) as raised:
        screen(people("ann@example.com"), policy=None)
    assert str(raised.value) == "The campaign 'june' names no policy."


def test_mappings_become_what_they_stand_for():
    """Limits and addresses may be given as a file would hold them."""
    made = campaign(limits={"max_sends": 2, "per": "7d"}, addresses={"role": "flag"})
    assert made.limits.window == Duration(7, "d")
    assert made.addresses == hy.Addresses(role="flag")
    assert hy.Limits(1, Duration(1, "w")).window == Duration(1, "w")


@pytest.mark.parametrize(
    "name", ["", "localtime", "Mars/Olympus", "../etc/passwd", "posix/Europe/London", 5]
)
def test_what_is_no_zone(name):
    """A zone must be known to Python and to the engine."""
    assert not is_zone(name)


@pytest.mark.parametrize("name", ["UTC", "Europe/London", "America/Argentina/Salta"])
def test_what_is_a_zone(name):
    """IANA names are zones."""
    assert is_zone(name)


def test_read_instant_takes_the_earlier_of_two():
    """An ambiguous local time is its first pass."""
    found = read_instant("2026-10-25T01:30:00", "Europe/London")
    assert found == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
