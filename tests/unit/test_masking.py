"""Masking: what of an address is shown, and what is taken for one."""

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import hygiene as hy
from hygiene.masking import (
    WITHHELD,
    is_personal,
    mask,
    withheld,
    without_addresses,
)


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


PERSONAL = [
    "ann@example.com",
    "ann\uff20example.com",
    "+447700900125",
    "+12345678",
    "07700900123",
    "00447700900123",
    "07700 900123",
    "07700\u00a0900\u2011123",
    "06.12.34.56.78",
    "(555) 010-0199",
    "+44 (7700) 900-123",
    "1-800-555-0199",
    "\uff0b\uff14\uff14\uff17\uff17\uff10\uff10\uff19\uff10\uff10",
]
PLAIN = [
    "NP-057445",
    "NP-057445123",
    "E01160",
    "12345678",
    "+1234567",
    "2026-11-24",
    "2026-11-24 12",
    "2026-11-24 09:00:00 UTC",
    "2026-11-24T09:00:00.000000+00:00",
    "2026-01-01 2026-02-01",
    "09:00:00.123456789",
    "2026 Q2",
    "1,234,567,890",
    "5,000 audience = 705 kept + 4,295 removed",
    "export_20261124093000.csv",
    "20261124093000.csv",
    "2026/123456789/list.csv",
    "9f86d081884c7d659a2feaa0c55ad015",
    "123e4567-e89b-12d3-a456-426614174000",
    "web form",
    "+•••",
]


@pytest.mark.parametrize("place", range(len(PERSONAL)))
@pytest.mark.parametrize(
    ("before", "after"),
    [("", ""), ("tel:", "."), ("(", ")"), ("record ", ": kept"), ("7 of '", "'")],
)
def test_an_address_or_number_is_withheld_wherever_it_stands(place, before, after):
    said = without_addresses(f"{before}{PERSONAL[place]}{after}")
    assert PERSONAL[place] not in said
    assert WITHHELD in said


@pytest.mark.parametrize("text", PLAIN)
@pytest.mark.parametrize("around", ["{}", "({})", "of {}, 12 contacts"])
def test_days_times_counts_ids_and_files_are_shown(text, around):
    said = around.format(text)
    assert without_addresses(said) == said
    assert not is_personal(said)


def test_each_number_of_a_list_is_withheld():
    said = without_addresses("07700900123,07700900124; 2026-11-24 +447700900125")
    assert said == f"{WITHHELD},{WITHHELD}; 2026-11-24 {WITHHELD}"


POINTS = {"email", "phone", "address", "value"}

pieces = st.sampled_from(
    [*PERSONAL, *PLAIN[:-1], *"0123456789+-.,:/() aZ_", "12", "2026-11-24"]
)


@example(pieces=PERSONAL)
@example(pieces=PLAIN[:-1])
@example(pieces=["+447700900125", "/", "2026-11-24"])
@given(pieces=st.lists(pieces, max_size=9))
def test_both_engines_see_the_same(pieces):
    """Of one text and of all of them, as a cell and as a word of Python."""
    texts = [*pieces, "".join(pieces)]
    seen = pl.DataFrame({"text": texts}, {"text": pl.String}).select(
        text=withheld(pl.col("text"))
    )
    expected = [WITHHELD if is_personal(text) else text for text in texts]
    assert seen["text"].to_list() == expected


def test_nothing_of_the_sample_data_but_its_addresses_is_withheld():
    """Ids, days and sources of five thousand contacts and their records stay."""
    folder = hy.sample_campaign().parent
    hidden = set()
    for path in sorted(folder.glob("*.csv")):
        texts = pl.scan_csv(path, infer_schema=False)
        for name in set(texts.collect_schema()) - POINTS:
            cells = texts.select(name, shown=withheld(pl.col(name)))
            if not cells.filter(pl.col("shown") == WITHHELD).collect().is_empty():
                hidden.add(f"{path.name}: {name}")
    assert hidden == set()
