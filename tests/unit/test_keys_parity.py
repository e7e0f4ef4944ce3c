"""Keys against the libraries that define them, on many generated values."""

from random import Random

import phonenumbers
import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from phonenumbers import PhoneNumberFormat

from hygiene.keys import email, phone
from hygiene.keys.email import STRIPPED

FEW, MANY = 3_000, 100_000
many = pytest.param(MANY, marks=pytest.mark.slow)
LOCALS = (
    *"abkzAZ019", *"._+-'!#$%&*/=?^`{|}~", "..", '"', " ", "@", "\u00e9", "e\u0301",
    "\u00df", "\u0130", "\u03c2", "\u0431", "\u65e5", "\u0939", "\u200b", "\u00ad",
    "\ufb01", "\uff41", "\U0001f600", "ann", "bob.doe", "info",
)  # fmt: skip
LABELS = (
    *"abzAZ09", "-", "--", "example", "Example", "shop", "b\u00fccher", "BU\u0308CHER",
    "fa\u00df", "\u0444\u0438\u0440\u043c\u0430", "\u0939\u093f\u0928\u094d\u0926",
    "\u4f8b\u3048", "\u0645\u062b\u0627\u0644", "\uff45xample", "xn--bcher-kva",
    "xn--a", "_", "\u2603", "\u00ad", "\u200d", "\u0130", "x" * 63,
)  # fmt: skip
ENDINGS = (
    "com", "net", "example", "COM", "co.uk", "c", "1", "test", "local", "\u0440\u0444",
    "\u4e2d\u56fd", "xn--p1ai", "", "onion",
)  # fmt: skip
PADDING = ("", "", "", " ", "\t", "\u200b", "\ufeff", "\u00a0")
SEPARATORS = (" ", "-", ".", "/", "", "", "\u00a0", "(0)", " ext. 7", "x")
FORMS = (
    PhoneNumberFormat.E164, PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.NATIONAL, PhoneNumberFormat.RFC3966,
)  # fmt: skip
FULL_WIDTH = str.maketrans("0123456789+", "０１２３４５６７８９＋")


def an_email(random):
    local = "".join(random.choices(LOCALS, k=random.choice((1, 2, 4, 8, 40))))
    if random.random() < 0.5:
        local = random.choice(("ann", "Bob.Doe", "z\u00f6e", "\u65e5\u672c"))
    label = "".join(random.choices(LABELS, k=random.choice((1, 1, 2, 3))))
    marks = random.choices(("@", "@@", "", "\uff20"), (40, 1, 1, 1))[0]
    dot = random.choices((".", "\u3002", "..", "\uff0e"), (30, 2, 1, 1))[0]
    ends = random.choice(PADDING), random.choice(PADDING)
    return f"{ends[0]}{local}{marks}{label}{dot}{random.choice(ENDINGS)}{ends[1]}"


def defined_email(text):
    """Return the strict key and the validity, as email-validator gives them."""
    try:
        found = validate_email(text.strip(STRIPPED), check_deliverability=False)
    except EmailNotValidError:
        return None, False
    return f"{found.local_part.lower()}@{found.ascii_domain.lower()}", True


@pytest.mark.parametrize("count", [FEW, many])
def test_emails_are_read_as_email_validator_reads_them(count):
    """Validity of every address, and the key of every valid one, IDN or not."""
    random = Random(count)  # noqa: S311 - repeatable values are the point
    texts = [an_email(random) for _ in range(count)]
    points = pl.DataFrame({"text": texts}).to_struct()
    read = email.read_points(points).struct.unnest()
    defined = [defined_email(text) for text in texts]
    assert read["valid"].to_list() == [valid for _, valid in defined]
    keys = read.select(pl.when("valid").then("strict"))["strict"].to_list()
    assert keys == [key for key, _ in defined]
    is_idn = read["strict"].str.contains("@.*xn--") & read["valid"]
    assert 0.1 < read["valid"].mean() < 0.9
    assert is_idn.sum() > count / 50


def a_phone(random, regions):
    region = random.choice(regions)
    number = phonenumbers.example_number(region)
    text = phonenumbers.format_number(number, random.choice(FORMS))
    digits = [random.choice("0123456789") if c.isdigit() else c for c in text[-4:]]
    text = text[:-4] + "".join(digits)
    if random.random() < 0.3:
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(SEPARATORS) + text[at:]
    if random.random() < 0.1:
        text = text.translate(FULL_WIDTH)
    if random.random() < 0.05:
        text = text[: random.randrange(len(text))]
    read_in = random.choices((region, None, "GB", "ZZ"), (12, 2, 1, 1))[0]
    return f"{random.choice(('', '', ' '))}{text}", read_in


def defined_phone(text, region):
    """Return the key and the validity, as phonenumbers gives them."""
    if not text.strip():
        return None, None
    try:
        number = phonenumbers.parse(text.strip(), region)
    except phonenumbers.NumberParseException:
        return None, False
    key = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return key, phonenumbers.is_valid_number(number)


@pytest.mark.parametrize("count", [FEW, many])
def test_phones_are_read_as_phonenumbers_reads_them(count):
    """Key and validity of every number, in any spelling and region."""
    random = Random(count)  # noqa: S311 - repeatable values are the point
    regions = sorted(
        region
        for region in phonenumbers.SUPPORTED_REGIONS
        if phonenumbers.example_number(region)
    )
    given = [a_phone(random, regions) for _ in range(count)]
    schema = {"text": pl.String, "region": pl.String}
    points = pl.DataFrame(given, schema=schema, orient="row").to_struct()
    read = phone.read_points(points).struct.unnest()
    defined = [defined_phone(*one) for one in given]
    assert read.select("strict", "valid").rows() == defined
    assert read["wide"].to_list() == read["strict"].to_list()
    assert 0.2 < read["valid"].mean() < 0.95
