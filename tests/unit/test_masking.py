"""Masking: what of an address is shown."""

import pytest

from hygiene.masking import mask


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
