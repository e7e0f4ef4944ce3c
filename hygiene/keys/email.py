"""Email keys and validity (contract section 4)."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import idna
import polars as pl
from email_validator import (
    SPECIAL_USE_DOMAIN_NAMES,
    EmailNotValidError,
    validate_email,
)

from hygiene.text import WHITE_SPACE, ZERO_WIDTH, by_distinct, is_ascii

STRIPPED = WHITE_SPACE + ZERO_WIDTH
"""Everything that is stripped from both ends of an address."""

# Surely valid, and short enough that no length rule of email-validator can object
# (a label has at most 63 characters). Everything else is asked of the library.
_PLAIN_LENGTH = 64
_PLAIN = (
    r"^[A-Za-z0-9_!#$%&'*+/=?^`{|}~-]+(\.[A-Za-z0-9_!#$%&'*+/=?^`{|}~-]+)*"
    r"@([A-Za-z0-9]+(-[A-Za-z0-9]+)*\.)+[A-Za-z]+$"
)
_TOPS = sorted({name.split(".")[-1] for name in SPECIAL_USE_DOMAIN_NAMES})
_SPECIAL = rf"(?i)[.@]({'|'.join(_TOPS)})$"


def strict_key(text: str) -> str:
    """Return the key on which permissions and duplicates match.

    Unicode NFC; white space and invisible characters stripped from both ends;
    lower-cased; the domain as its A-label (IDNA 2008, UTS 46). A domain that has no
    A-label stays as it is: such a key belongs to no valid address.

    >>> strict_key(" Ann.Doe@Bücher.example ")
    'ann.doe@xn--bcher-kva.example'
    """
    folded = unicodedata.normalize("NFC", text).strip(STRIPPED).lower()
    local, at, domain = folded.rpartition("@")
    return f"{local}{at}{_a_label(domain)}" if at else folded


def wide_key(text: str) -> str:
    """Return the key on which prohibitions match: aliases of one mailbox are one.

    The strict key of the NFKC text without format characters; `googlemail.com` is
    `gmail.com`; the local part ends at its first `+`, unless nothing would be left;
    dots in the local part are dropped at `gmail.com`.

    >>> wide_key("J.Doe+news@GoogleMail.com")
    'jdoe@gmail.com'
    """
    compatible = unicodedata.normalize("NFKC", text)
    visible = "".join(c for c in compatible if unicodedata.category(c) != "Cf")
    local, at, domain = strict_key(visible).rpartition("@")
    if not at:
        return domain
    domain = "gmail.com" if domain == "googlemail.com" else domain
    local = local.split("+", 1)[0] or local
    return f"{local.replace('.', '') if domain == 'gmail.com' else local}@{domain}"


def is_valid(text: str) -> bool:
    """Return whether email-validator accepts the stripped text (RFC 5321, 5322, 6531).

    >>> is_valid("ann@example.com"), is_valid("ann@example")
    (True, False)
    """
    try:
        validate_email(text.strip(STRIPPED), check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def read_points(points: pl.Series, *, validate: bool = True) -> pl.Series:
    """Return struct(strict, wide, valid) of a struct series with a field `text`.

    Null and blank text has null keys and a null validity; so has all text when it is
    not to be validated.
    """
    frame = points.struct.unnest().select("text")
    stripped = pl.col("text").str.strip_chars(STRIPPED)
    frame = frame.with_columns(stripped=pl.when(stripped != "").then(stripped))
    frame = frame.with_columns(plain=_is_plain(pl.col("stripped")))
    frame = frame.with_columns(strict=pl.col("stripped").str.to_lowercase())
    frame = frame.with_columns(wide=_plain_wide(frame["strict"]))
    frame = _with_odd_keys(frame)
    if not validate:
        return frame.select(
            pl.struct("strict", "wide", valid=pl.lit(None, pl.Boolean))
        ).to_series()
    frame = frame.with_columns(valid=_plain_valid())
    unsure = frame.select(
        pl.when(~pl.col("valid") | ~pl.col("plain")).then("stripped")
    ).to_series()
    checked = by_distinct(unsure, is_valid, pl.Boolean())
    return frame.select(
        pl.struct("strict", "wide", valid=pl.coalesce(checked, "valid"))
    ).to_series()


def _is_plain(text: pl.Expr) -> pl.Expr:
    """Return whether a text is ASCII with at most one `@`: it parts in one way."""
    return is_ascii(text) & (text.str.count_matches("@", literal=True) <= 1)


def _plain_valid() -> pl.Expr:
    text = pl.col("stripped")
    return (
        (text.str.len_bytes() <= _PLAIN_LENGTH)
        & text.str.contains(_PLAIN)
        & ~text.str.contains(_SPECIAL)
    )


def _plain_wide(strict: pl.Series) -> pl.Series:
    """Return the wide keys of plain strict keys; most keys are their own wide key."""
    key = pl.col("strict")
    gmail = key.str.ends_with("@gmail.com") | key.str.ends_with("@googlemail.com")
    aliased = key.str.contains("+", literal=True) | gmail
    frame = strict.alias("strict").to_frame().with_row_index("at")
    odd = frame.filter(aliased.fill_null(value=False))
    if odd.is_empty():
        return strict
    parts = key.str.splitn("@", 2).struct
    local = parts.field("field_0")
    domain = parts.field("field_1").replace("googlemail.com", "gmail.com")
    cut = local.str.replace(r"(?s)^([^+]+)\+.*$", "${1}")
    bare = pl.when(domain == "gmail.com").then(
        cut.str.replace_all(".", "", literal=True)
    )
    wide = pl.concat_str(bare.fill_null(cut), pl.lit("@"), domain)
    found = odd.select("at", wide=wide.fill_null(key))
    # The clone is written to; the strict keys stay as they are.
    return strict.clone().scatter(found["at"], found["wide"])


def _with_odd_keys(frame: pl.DataFrame) -> pl.DataFrame:
    odd = frame.select(pl.when(~pl.col("plain")).then("text")).to_series()
    if odd.null_count() == len(odd):
        return frame
    return frame.with_columns(
        strict=pl.coalesce(by_distinct(odd, strict_key, pl.String()), "strict"),
        wide=pl.coalesce(by_distinct(odd, wide_key, pl.String()), "wide"),
    )


@lru_cache(maxsize=100_000)
def _a_label(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return domain
