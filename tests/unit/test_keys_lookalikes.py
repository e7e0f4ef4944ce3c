"""Look-alikes: slips of the keyboard and mixed scripts, pointed out, not mended."""

import polars as pl
import pytest

from hygiene.keys.lookalikes import is_mixed_script, is_slip, meant_domain, slips
from hygiene.resources import package_list


def meant(*domains):
    frame = pl.DataFrame({"domain": domains}, schema={"domain": pl.String})
    found = frame.select(
        meant=meant_domain(pl.col("domain")), slip=is_slip(pl.col("domain"))
    )
    known = found["meant"].is_not_null()
    assert known.to_list() == found["slip"].fill_null(value=False).to_list()
    return found["meant"].to_list()


@pytest.mark.parametrize(
    ("domain", "expected"),
    [
        ("gmial.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("gmaill.com", "gmail.com"),
        ("gnail.com", "gmail.com"),
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("hotmial.co.uk", "hotmail.co.uk"),
        ("outlok.com", "outlook.com"),
        ("t-onlin.de", "t-online.de"),
        ("gmail.com", None),
        ("googlemail.com", None),
        ("mail.com", None),
        ("ymail.com", None),
        ("email.com", None),
        ("cloud.com", None),
        ("gmial.co", None),
        ("gmail.fr", None),
        ("live.con", None),
        ("mail.gmial.com", None),
        ("example.com", None),
        (None, None),
    ],
)
def test_meant_domain(domain, expected):
    """One slip is seen; two, another country, and a real neighbour are not."""
    assert meant(domain) == [expected]


def test_each_row_gets_its_own_answer():
    """Order and repeats are kept."""
    assert meant("gmal.com", "example.com", "gmal.com", "yaho.com") == [
        "gmail.com",
        None,
        "gmail.com",
        "yahoo.com",
    ]


def test_no_real_domain_is_a_slip():
    """Nobody at a known provider is pointed out, and no slip is no domain."""
    real = package_list("public_mailbox_domains.txt")
    assert not set(slips()) & set(real)
    assert set(slips().values()) <= set(real)
    assert not [slip for slip in slips() if slip.startswith("-") or "-." in slip]


@pytest.mark.parametrize(
    ("key", "is_mixed"),
    [
        ("ann@example.com", False),
        ("zo\u00eb@b\u00fccher.example", False),
        ("\u0430nn@example.com", True),
        ("\u0430\u043d\u043d\u0430@example.com", False),
        ("ann.\u0430\u043d\u043d\u0430@example.com", True),
        ("ann@ex\u0430mple.com", True),
        ("ann@xn--exmple-4nf.example", True),
        ("ann@xn--e1afmkfd.example", False),
        ("\u03bd\u03af\u03ba\u03bf\u03c21@example.com", False),
        ("\u03bdick@example.com", True),
        ("\u65e5\u672c\u3054abc@example.com", False),
        ("\ud55c\uae00abc@example.com", False),
        ("\u3054\ud55c@example.com", True),
        ("\uff41nn@example.com", False),
        ("\u16a0\u16a1@example.com", True),
        ("ann@xn--\u00e9.example", False),
        (None, None),
    ],
)
def test_mixed_scripts(key, is_mixed):
    """Mixtures that no language writes are seen, in the part that holds them."""
    frame = pl.DataFrame({"key": ["plain@example.com", key, "plain@example.com"]})
    assert frame.select(is_mixed_script(pl.col("key")))["key"].to_list() == [
        False,
        is_mixed,
        False,
    ]


def test_no_keys_at_all():
    """An empty audience has an empty answer."""
    empty = pl.DataFrame(schema={"key": pl.String})
    assert empty.select(is_mixed_script(pl.col("key"))).height == 0
    assert empty.select(meant_domain(pl.col("key"))).height == 0
