"""Digests of keys, as suppression lists hold them."""

import hashlib

import polars as pl
import pytest

from hygiene.keys.digests import ALGORITHMS, digests

KNOWN = {
    "md5": "900150983cd24fb0d6963f7d28e17f72",
    "sha1": "a9993e364706816aba3e25717850c26c9cd0d89d",
    "sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
}


def digest(values, algorithm):
    frame = pl.DataFrame({"key": values}, schema={"key": pl.String})
    return frame.select(digests(pl.col("key"), algorithm)).to_series()


@pytest.mark.parametrize("algorithm", KNOWN)
def test_published_vectors(algorithm):
    """The digest of "abc" is the one that the standard prints."""
    assert digest(["abc"], algorithm).to_list() == [KNOWN[algorithm]]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_digest_is_of_utf_8_and_null_stays_null(algorithm):
    """Text is hashed as UTF-8, each in its place; null has no digest."""
    expected = hashlib.new(algorithm, "ä@example.com".encode()).hexdigest()
    found = digest([None, "ä@example.com", ""], algorithm).to_list()
    assert found[:2] == [None, expected]
    assert found[2] == hashlib.new(algorithm, b"").hexdigest()


def test_algorithms_are_the_contract_s():
    """The four digests of the suppressions table, and no other."""
    assert ALGORITHMS == ("md5", "sha1", "sha256", "sha512")
