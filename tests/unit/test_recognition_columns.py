"""Columns: what a list holds, in counts, and how its times could be read."""

import pytest

import hygiene as hy

EMPTY_MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def only_column(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")
    (column,) = hy.inspect(folder / name).files[0].columns
    return column


@pytest.mark.parametrize(
    ("text", "details", "warnings"),
    [
        (
            "a@example.com\nA@example.com\nx@\nb@example.com\n",
            ("75.0% can be read as email addresses", "1 row(s) repeat an address"),
            ("1 address(es) are not normalised: capitals, spaces or odd letters.",),
        ),
        (
            f"{'a' * 32}\n{'B' * 32}\n{'b' * 32}\n",
            (
                "all look like md5", "1 in capitals, which is no matter",
                "1 row(s) repeat a digest",
            ),
            (),
        ),
        (
            "\n".join(["a" * 64, "b" * 40, EMPTY_MD5, "c" * 64, "x"]),
            ("40.0% look like sha256", "20.0% look like md5", "20.0% look like sha1"),
            (
                "Digests of different lengths: two lists may be mixed here.",
                "1 digest(s) of an empty text: the list was made of blanks too.",
                "1 value(s) are no digest; the list may be unhashed.",
            ),
        ),
        (
            "shop.example\n@gmail.com\n",
            ("2 different domains",),
            (
                (
                    "1 public mailbox domain(s) such as gmail.com: suppressing them "
                    "would remove strangers."
                ),
            ),
        ),
        (
            "+442079460018\n02079460019\n+44 20 7946 0018\n",
            ("66.7% are numbers with a country code (of 3 looked at)",),
            ("Some numbers need a country or a default region to be read.",),
        ),
    ],
)  # fmt: skip
def test_lists(tmp_path, text, details, warnings):
    """What a plain list holds, in counts, and what to look at."""
    column = only_column(tmp_path, "x.txt", text)
    assert sorted(column.details) == sorted(details)
    assert column.warnings == warnings


@pytest.mark.parametrize(
    ("values", "styles"),
    [
        (["24/11/2026", "01/02/2026 10:30"], ("day_first",)),
        (["11/24/2026", "01/02/2026"], ("month_first",)),
        (["03/04/2026"], ("day_first", "month_first")),
        (["2026-11-24", "2026-11-24T10:00:00Z"], ("iso",)),
        (["1767225600"], ("unix",)),
        (["1767225600000"], ("unix_ms",)),
        (["Tue, 24 Nov 2026 09:30:00 +0000"], ("email",)),
        (["24/11/2026", "11/24/2026"], None),
        (["5.1.1", "4.2.2"], None),
    ],
)
def test_times(tmp_path, values, styles):
    """Every style that reads all of them; two are left to a person."""
    text = "\n".join(["created_at", *(f'"{value}"' for value in values)])
    column = only_column(tmp_path, "x.csv", text)
    assert (column.times and column.times.styles) == styles
    assert bool(column.warnings) == bool(styles and len(styles) > 1)
