"""Domains: of an address, of a suppression, and their parents."""

import polars as pl
import pytest

from hygiene.keys.domains import (
    domain_key,
    domain_keys,
    domain_of,
    parents,
    public_mailbox_domains,
)
from hygiene.resources import package_list


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" Example.COM ", "example.com"),
        ("@example.com", "example.com"),
        (".example.com", "example.com"),
        ("*.example.com", "example.com"),
        ("*@example.com", "example.com"),
        ("example.com.", "example.com"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("exa mple", "exa mple"),
        ("  ", None),
        ("@", None),
    ],
)
def test_domain_key(text, key):
    """A suppressed domain is compared lower-cased, as its A-label, without a prefix."""
    assert domain_key(text) == key
    assert pl.select(domain_keys(pl.lit(text))).item() == key


@pytest.mark.parametrize(
    ("key", "domain"),
    [
        ("ann@mail.example.com", "mail.example.com"),
        ('"a@b"@example.com', "example.com"),
        ("no at sign", None),
        (None, None),
    ],
)
def test_domain_of(key, domain):
    """The domain is what stands after the last @."""
    assert pl.select(domain_of(pl.lit(key, pl.String))).item() == domain


def test_parents_stop_at_labels():
    """Parents are cut at dots, each row in its place, and null stays null."""
    frame = pl.DataFrame({"domain": ["a.b.example", None, "b.example"]})
    found = frame.select(parents(pl.col("domain"))).to_series()
    assert found.to_list() == [
        ["a.b.example", "b.example", "example"],
        None,
        ["b.example", "example"],
    ]


def test_public_mailbox_domains_are_keys():
    """Every packaged domain is spelt as it is compared."""
    names = set(public_mailbox_domains())
    assert {"gmail.com", "outlook.com"} <= names
    assert {domain_key(name) for name in names} == names


@pytest.mark.parametrize("name", ["public_mailbox_domains.txt", "role_mailboxes.txt"])
def test_packaged_lists(name):
    """A packaged list holds lower-case words once each, and no comment."""
    found = package_list(name)
    assert found == [word.strip().lower() for word in found]
    assert len(set(found)) == len(found)
    assert not [word for word in found if word.startswith("#") or not word]
