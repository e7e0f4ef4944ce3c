"""Masking: what of an address is shown."""

import pytest

from hygiene.masking import WITHHELD, mask, without_addresses


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ann.doe@example.com", "a•••@e•••.com"),
        (" ann@mail.example.co.uk ", "a•••@m•••.uk"),
        ("ann@smith", "a•••@•••"),
        ('"a@b"@example.com', '"•••@e•••.com'),
        ("@example.com", "•••@e•••.com"),
        ("ann@", "a•••@•••"),
        ("ann", "a•••"),
        ("+447700900123", "+•••"),
        ("4711", "4•••"),
        ("", "•••"),
    ],
)
def test_mask(text, shown):
    """First letters and the top-level domain, and never more."""
    assert mask(text) == shown


@pytest.mark.parametrize("text", ["ab@example.com", "abcdefghij@example.com"])
def test_masks_do_not_tell_lengths(text):
    """Long and short parts look alike."""
    assert len(mask(text)) == len("a•••@c•••.com")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("by ann@example.com, not Bob", f"by {WITHHELD}, not Bob"),
        ("(ann@example.com): yes", f"({WITHHELD}): yes"),
        ('"ann@example.com".', f'"{WITHHELD}".'),
        ('"a@b"@example.com;', f'"{WITHHELD};'),
        ("ann@example.com,bob@example.com", WITHHELD),
        ("a•••@e•••.com, not Bob", "a•••@e•••.com, not Bob"),
    ],
    ids=["comma", "brackets", "quotes", "quoted part", "two", "masked"],
)
def test_a_withheld_word_keeps_its_punctuation(text, shown):
    """The sentence stays one."""
    assert without_addresses(text) == shown
