"""Limits and special addresses: caps, role and disposable mailboxes."""

import polars as pl
import pytest

import hygiene as hy
from hygiene.transforms.limits import attach_cap, flags, special_address_mask
from hygiene.transforms.traits import of_the_key
from hygiene.vocabulary import Reason
from tests.unit.world import ANN, ENGINES, campaign, keyed, send

DISPOSABLE = "ann@mailinator.com"


def capped(*sends, engine="streaming", key=ANN, most=2, per="7d", **changes):
    made = campaign(limits=hy.Limits(most, per), **changes)
    audience = pl.LazyFrame({"strict_key": [key]}, schema={"strict_key": pl.String})
    found = attach_cap(audience, keyed("sends", sends, made), made)
    return found.collect(engine=engine)["capped"].item()


def two(**changes):
    return send(), send(send_id="m2", **changes)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("changes", "full"),
    [
        ({}, True),
        ({"purpose": "service.recall"}, True),
        ({"address": "ANN@example.com "}, True),
        ({"address": "ann+x@example.com"}, False),
        ({"controller": "southbank"}, False),
        ({"channel": "sms"}, False),
        ({"sent_at": "2026-05-25T09:00:00.000001Z"}, True),
        ({"sent_at": "2026-05-25T09:00:00Z"}, False),
        ({"sent_at": "2026-06-01T09:00:00Z"}, True),
        ({"sent_at": "2026-06-01T09:00:01Z"}, False),
        ({"sent_at": "2026-06-01"}, False),
    ],
)
def test_what_counts(changes, full, engine):
    """A send to this address, of ours, on this channel, within the window."""
    assert capped(*two(**changes), engine=engine) is full


def test_the_cap_is_reached_by_as_many():
    """`max_sends` sends are enough; one fewer is not."""
    assert capped(*two(), most=2)
    assert not capped(*two(), most=3)


def test_sends_that_were_not_known_do_not_count():
    """A send is known when it was sent."""
    assert not capped(*two(), known_at="2026-05-01T00:00:00Z")


def test_months_follow_the_calendar():
    """A window of months begins on the same day of an earlier month."""
    first, second = two(sent_at="2026-05-01T10:00:00Z")
    assert capped(first, second, per="1mo")
    assert not capped(first, {**second, "sent_at": "2026-05-01T09:00:00Z"}, per="1mo")


def test_where_no_cap_applies():
    """A row without an address, a service message and no limit have none."""
    assert not capped(*two(), key=None)
    assert not capped(*two(), message="service")
    sends = keyed("sends", two())
    found = attach_cap(pl.LazyFrame({"strict_key": [ANN]}), sends, campaign())
    assert found.collect()["capped"].to_list() == [False]


def special(key, *, individual=True, **changes):
    frame = pl.DataFrame(
        {"strict_key": [key], "individual": [individual]},
        schema={"strict_key": pl.String, "individual": pl.Boolean},
    )
    made = campaign(**changes)
    read = of_the_key()
    found = frame.select(mask=special_address_mask(made, read), flags=flags(made, read))
    mask = found["mask"].item()
    removed = [reason.value for reason in Reason if mask & reason.bit]
    return removed, found["flags"].to_list()[0]


@pytest.mark.parametrize(
    ("key", "treated", "found"),
    [
        ("info@example.com", {}, (["role_address"], [])),
        ("info@example.com", {"role": "flag"}, ([], ["role_address"])),
        ("info@example.com", {"role": "ignore"}, ([], [])),
        ("information@example.com", {}, ([], [])),
        (DISPOSABLE, {}, ([], ["disposable_address"])),
        (DISPOSABLE, {"disposable": "remove"}, (["disposable_address"], [])),
        (DISPOSABLE, {"disposable": "ignore"}, ([], [])),
        ("ann@example.com", {"disposable": "remove"}, ([], [])),
        (None, {"role": "flag"}, ([], [])),
        (
            "info@mailinator.com",
            {"role": "flag"},
            ([], ["role_address", "disposable_address"]),
        ),
        (
            "info@mailinator.com",
            {"disposable": "remove"},
            (["role_address", "disposable_address"], []),
        ),
    ],
)
def test_special_addresses(key, treated, found):
    """Each is removed, flagged or ignored, as the campaign says."""
    assert special(key, addresses=treated) == found


def test_a_role_address_of_a_company_is_flagged():
    """Where an individual's would be removed; and ignored where ignored."""
    key = "info@example.com"
    assert special(key, individual=False) == ([], ["role_address"])
    ignored = special(key, individual=False, addresses={"role": "ignore"})
    assert ignored == ([], [])


@pytest.mark.parametrize("changes", [{"message": "service"}, {"channel": "post"}])
def test_where_no_address_is_special(changes):
    """Role and disposable addresses are of email marketing alone."""
    assert special("info@mailinator.com", **changes) == ([], [])
