"""Email keys: one fast path, one Python definition, the same answer."""

import unicodedata

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from hygiene.keys.email import STRIPPED, is_valid, read_points, strict_key, wide_key

ASCII = [chr(code) for code in range(128)]
PIECES = [
    *"abZ09.@+-_\"' \t",
    "gmail.com",
    "googlemail.com",
    "example.com",
    "example",
    "\u200b",
    "\u200d",
    "\u00ad",
    "\ufeff",
    "\u00a0",
    "\u3002",
    "é",
    "ß",
    "ſ",
    "ς",
    "İ",
    "①",
    "K",
    "\u0301",
    "xn--",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=10).map("".join)


def read(texts, *, validate=True):
    schema = pl.Struct({"text": pl.String, "region": pl.String})
    points = [{"text": text, "region": None} for text in texts]
    return read_points(pl.Series(points, dtype=schema), validate=validate).to_list()


def defined(text):
    if text is None or not text.strip(STRIPPED):
        return {"strict": None, "wide": None, "valid": None}
    return {"strict": strict_key(text), "wide": wide_key(text), "valid": is_valid(text)}


@pytest.mark.parametrize(
    "shape",
    ["a{}b@example.com", "{}ab@gmail.com", "a{}+b@googlemail.com", "ab@exa{}mple.com"],
)
def test_ascii_path_equals_python(shape):
    """Any ASCII character at any place gives the keys that Python gives."""
    texts = [shape.format(character) for character in ASCII]
    assert read(texts) == [defined(text) for text in texts]


@settings(max_examples=40)
@given(st.lists(TEXTS, max_size=6))
def test_any_text_equals_python(texts):
    """Odd text of any kind gives the keys and the validity that Python gives."""
    assert read(texts) == [defined(text) for text in texts]


@settings(max_examples=60)
@given(st.builds("{}@{}".format, TEXTS, TEXTS) | TEXTS.map("a{}b@example.com".format))
def test_validity_is_email_validators(text):
    """An address is valid exactly when email-validator accepts the stripped text."""
    try:
        validate_email(text.strip(STRIPPED), check_deliverability=False)
        accepted = True
    except EmailNotValidError:
        accepted = False
    blank = not text.strip(STRIPPED)
    assert read([text])[0]["valid"] == (None if blank else accepted)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" Ann@Example.COM\n", "ann@example.com"),
        ("\u200b\ufeffann@example.com\u2060", "ann@example.com"),
        ("\x1cann@example.com\x85", "ann@example.com"),
        ("a\u200bnn@example.com", "a\u200bnn@example.com"),
        ("Ann+News@Example.com", "ann+news@example.com"),
        ("a.n.n@gmail.com", "a.n.n@gmail.com"),
        ("ann@Bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@straße.example", "ann@xn--strae-oqa.example"),
        ("gi\u0301na@example.com", "gína@example.com"),
        ("ａnn@example.com", "ａnn@example.com"),
        ('"a@b"@example.com', '"a@b"@example.com'),
        ("no at sign", "no at sign"),
    ],
)
def test_strict_key(text, key):
    """The strict key folds spelling only: case, form, ends and the domain's label."""
    assert strict_key(text) == key
    assert read([text])[0]["strict"] == key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("J.Doe+news@GoogleMail.com", "jdoe@gmail.com"),
        ("j.d.o.e@gmail.com", "jdoe@gmail.com"),
        ("j.doe@example.com", "j.doe@example.com"),
        ("ann+a+b@example.com", "ann@example.com"),
        ("+ann@example.com", "+ann@example.com"),
        ("...@gmail.com", "@gmail.com"),
        ("ａnn@example.com", "ann@example.com"),
        ("a\u200bn\u00adn@example.com", "ann@example.com"),
        ("ann＋news@example.com", "ann@example.com"),
        ("ann@Ｇmail．com", "ann@gmail.com"),
        ("ann@mail.gmail.com", "ann@mail.gmail.com"),
        ("ann@notgmail.com", "ann@notgmail.com"),
        ("no+at.sign", "no+at.sign"),
    ],
)
def test_wide_key(text, key):
    """The wide key makes the aliases of one mailbox one."""
    assert wide_key(text) == key
    assert read([text])[0]["wide"] == key


@pytest.mark.parametrize(
    "character", ["\u200b", "\u200c", "\u00ad", "\u2060", "\u061c"]
)
def test_format_characters_hide_nothing(character):
    """A prohibition sees through every character of category Cf."""
    assert unicodedata.category(character) == "Cf"
    assert wide_key(f"a{character}nn@example.com") == "ann@example.com"


@pytest.mark.parametrize("text", [None, "", "  ", "\u200b", "\ufeff \u00a0"])
def test_blank_text_has_no_keys(text):
    """What holds nothing but white space and invisible characters has no key."""
    assert read([text]) == [{"strict": None, "wide": None, "valid": None}]


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("ann@example.com", True),
        ("ann@example", False),
        ("ann@example.test", False),
        ("ann@sub.LOCALHOST", False),
        ("ann..b@example.com", False),
        ("ann@exa_mple.com", False),
        ("ann@-example.com", False),
        ("ann@example.c0m", True),
        (f"{'a' * 64}@example.com", True),
        (f"{'a' * 65}@example.com", True),
        ("ann@[192.0.2.1]", False),
        ('"ann"@example.com', False),
        ("änn@example.com", True),
    ],
)
def test_validity(text, valid):
    """Validity of the shapes that a faster check tends to get wrong."""
    assert is_valid(text) is valid
    assert read([text])[0]["valid"] is valid


def test_validity_is_left_out_where_nobody_asks():
    """Evidence addresses are keyed, but not validated."""
    read_point = read(["not an address"], validate=False)[0]
    assert read_point == {
        "strict": "not an address",
        "wide": "not an address",
        "valid": None,
    }


def test_order_and_repeats_are_kept():
    """Each value keeps its place, ASCII and odd text mixed, however often it stands."""
    texts = ["b@example.com", "ä@example.com", None, "b@example.com", "a+x@gmail.com"]
    found = [point["wide"] for point in read(texts)]
    assert found == [
        "b@example.com",
        "ä@example.com",
        None,
        "b@example.com",
        "a@gmail.com",
    ]


def test_no_texts_at_all():
    """An empty audience has an empty answer."""
    assert read([]) == []
