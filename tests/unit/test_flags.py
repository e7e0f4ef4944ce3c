"""Flags: what a review of addresses sees, and that it moves and mends nothing."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.keys.lookalikes import is_mixed_script, is_slip
from hygiene.resources import package_list
from tests.oracle.addresses import POPULAR, mixes
from tests.oracle.addresses import is_slip as is_slip_by_definition
from tests.unit.world import BOB, ENGINES, event, people, rows, screen

SLIP = "ann@gmail.con"
MIXED = "\u0430nn@example.com"
LETTERS = "abzA\u00e9\u0430\u043d\u03bd\u03b9\u65e5\u3054\u30ab\ud55c\u3105\u05d0-_1"
REAL = {
    *package_list("public_mailbox_domains.txt"),
    *package_list("real_neighbour_domains.txt"),
}
EDITS = st.tuples(
    st.sampled_from(POPULAR),
    st.sampled_from(["", "insert", "delete", "replace", "swap", "ending"]),
    st.integers(0, 30),
    st.sampled_from("abgmaily0-."),
)


def screened(engine="streaming"):
    audience = people(SLIP, BOB, MIXED, "info@gmail.con", contact_id=[*"1234"])
    consents = rows(event(address=SLIP), event(event_id="e2", address=BOB))
    return screen(audience, tables={"consents": consents}, engine=engine)


@pytest.mark.parametrize("engine", ENGINES)
def test_flagged_rows_are_listed_for_review(engine):
    """Kept or removed, with the domain that may have been meant."""
    found = screened(engine).flagged()
    assert found.columns == [
        "row", "contact_id", "decision", "flags", "address", "suggested_domain",
    ]  # fmt: skip
    assert found.rows() == [
        (0, "1", "keep", ["domain_typo"], SLIP, "gmail.com"),
        (2, "3", "remove", ["mixed_script"], MIXED, None),
        (3, "4", "remove", ["domain_typo"], "info@gmail.con", "gmail.com"),
    ]


def test_the_removed_list_says_what_may_have_been_meant():
    """After the reasons, and only where a slip is."""
    said = screened().removed.collect()["explanation"].to_list()
    assert said == [
        "No record says where this contact came from.",
        (
            "No record says where this contact came from. A mailbox of a function, "
            "not of a person. The domain may be a slip for gmail.com."
        ),
    ]


def test_an_explanation_says_it_too():
    """In the story of one contact."""
    text = screened().explain(SLIP).text
    assert (
        "  Look at it (domain_typo): The domain is one slip away from a popular one. "
        "Perhaps gmail.com was meant.\n"
    ) in text
    assert "(mixed_script): A word of the address mixes" in screened().explain("3").text


def test_nothing_is_mended():
    """The kept list holds the address as it was given."""
    assert screened().kept.collect()["email"].to_list() == [SLIP, BOB]


def edited(domain, edit, place, letter):
    at = place % domain.index(".")
    before, after = domain[:at], domain[at:]
    return {
        "": domain,
        "insert": before + letter + after,
        "delete": before + after[1:],
        "replace": before + letter + after[1:],
        "swap": before + after[1] + after[0] + after[2:],
        "ending": domain.partition(".")[0] + ".con",
    }[edit]


@settings(max_examples=300)
@given(EDITS)
def test_a_slip_is_what_the_definition_says(edit):
    """By other code than the product's; real domains and impossible ones are none."""
    domain = edited(*edit)
    found = pl.select(is_slip(pl.lit(domain))).item()
    defined = any(is_slip_by_definition(domain, popular) for popular in POPULAR)
    is_possible = not domain.startswith("-") and "-." not in domain
    assert found == (defined and is_possible and domain not in REAL)


@settings(max_examples=200)
@given(st.text(LETTERS, min_size=1, max_size=6))
def test_a_mixture_is_what_the_definition_says(word):
    """In the local part, and by other code than the product's."""
    key = pl.lit(f"{word}@example.com")
    assert pl.select(is_mixed_script(key)).item() == mixes(word)
