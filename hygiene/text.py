"""Text as Python reads it: white space, ASCII, and functions of distinct odd values."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

import polars as pl

WHITE_SPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""What `str.strip` strips; Polars' own set lacks U+001C to U+001F."""

_ALMOST_ALL = 999

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
"""Invisible characters that pasted addresses carry at their ends."""


def stripped(text: pl.Expr) -> pl.Expr:
    """Return `text` as `str.strip` leaves it.

    >>> pl.select(stripped(pl.lit(chr(0x1C) + " a" + chr(0xA0)))).item()
    'a'
    """
    return text.str.strip_chars(WHITE_SPACE)


def filled(text: pl.Expr) -> pl.Expr:
    """Return stripped `text`, null where nothing is left.

    >>> pl.select(filled(pl.lit("  "))).item() is None
    True
    """
    trimmed = stripped(text)
    return pl.when(trimmed != "").then(trimmed)


_FORMULA = r"^\s*[=+\-@\t\r\x00|%\uFF1D\uFF0B\uFF0D\uFF20]"


def guarded_csv(table: pl.DataFrame) -> str:
    r"""Return a table as CSV; a quote before what a spreadsheet would compute.

    >>> guarded_csv(pl.DataFrame({"a": ["=1+1", "b=1"], "n": [-1, 2]}))
    "a,n\n'=1+1,-1\nb=1,2\n"
    """
    texts = [name for name, dtype in table.schema.items() if dtype == pl.String]
    return table.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA))
        .then(pl.concat_str(pl.lit("'"), name))
        .otherwise(name)
        .alias(name)
        for name in texts
    ).write_csv()


def is_ascii(text: pl.Expr) -> pl.Expr:
    """Return whether every character of `text` is ASCII.

    >>> pl.select(is_ascii(pl.lit("abc")), odd=is_ascii(pl.lit("é"))).row(0)
    (True, False)
    """
    return text.str.len_bytes() == text.str.len_chars()


def by_distinct(
    values: pl.Series, function: Callable[[str], str | bool | None], dtype: pl.DataType
) -> pl.Series:
    """Apply a Python function once to each distinct non-null value.

    >>> by_distinct(pl.Series(["a", "b", "a", None]), str.upper, pl.String()).to_list()
    ['A', 'B', 'A', None]
    """
    distinct = values.drop_nulls().unique()
    if distinct.is_empty():
        return pl.repeat(None, len(values), dtype=dtype, eager=True)
    results = pl.Series([function(value) for value in distinct], dtype=dtype)
    return values.replace_strict(distinct, results, default=None, return_dtype=dtype)


def counted(count: int, word: str) -> str:
    """Return how many there are of something, in words.

    >>> counted(1, "row"), counted(2_000, "row")
    ('1 row', '2,000 rows')
    >>> counted(2, "address")
    '2 addresses'
    """
    more = "es" if word.endswith("s") else "s"
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}{more}"


def share(count: int, total: int) -> str:
    """Return `count` as a percentage of `total`, never rounded to none or all.

    >>> share(705, 5000), share(1, 5000), share(4999, 5000), share(5, 5), share(0, 0)
    ('14.1%', '<0.1%', '>99.9%', '100%', '0%')
    """
    if count in {0, total}:
        return "100%" if count else "0%"
    permille = 1000 * count / total
    if permille < 1:
        return "<0.1%"
    return ">99.9%" if permille > _ALMOST_ALL else f"{count / total:.1%}"


def wrapped(text: str, indent: str = "", hang: str = "  ") -> list[str]:
    """Return a line as lines that a terminal shows whole; no word is broken.

    >>> wrapped("- a", "  ")
    ['  - a']
    """
    return textwrap.wrap(
        text,
        96,
        initial_indent=indent,
        subsequent_indent=indent + hang,
        break_long_words=False,
        break_on_hyphens=False,
    )
