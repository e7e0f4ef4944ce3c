"""Look-alikes: domains one slip away from a popular one, and words of mixed scripts.

They are pointed out and change nothing: an address is never corrected, for the one
that was meant may belong to somebody who never asked to be written to.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from string import ascii_lowercase, digits

import idna
import polars as pl

from hygiene.keys.domains import domain_of
from hygiene.resources import package_list
from hygiene.text import by_distinct, is_ascii

_KEYS = f"{ascii_lowercase}{digits}-"
# Endings that are no top-level domain, and the three that are and belong to typo traps
# where a popular name stands before them.
_ENDINGS = (
    "cim", "cm", "cmo", "co", "comm", "con", "coom", "cpm", "ocm", "om", "vom", "xom",
)  # fmt: skip

# Recommended scripts (UAX 31, table 5) and the mixtures of UTS 39, section 5.2, level
# "highly restrictive"; Rust's Unicode tables say which letter belongs to which.
_SCRIPTS = (
    "Arabic", "Armenian", "Bengali", "Bopomofo", "Cyrillic", "Devanagari", "Ethiopic",
    "Georgian", "Greek", "Gujarati", "Gurmukhi", "Han", "Hangul", "Hebrew", "Hiragana",
    "Kannada", "Katakana", "Khmer", "Lao", "Latin", "Malayalam", "Myanmar", "Oriya",
    "Sinhala", "Tamil", "Telugu", "Thaana", "Thai", "Tibetan",
)  # fmt: skip
_MIXTURES = (
    ("Latin", "Han", "Hiragana", "Katakana"),
    ("Latin", "Han", "Bopomofo"),
    ("Latin", "Han", "Hangul"),
)


def is_slip(domain: pl.Expr) -> pl.Expr:
    """Return whether a domain is one slip away from a popular one; see `meant_domain`.

    >>> pl.select(is_slip(pl.lit("gmal.com"))).item()
    True
    """
    return domain.is_in(_slip_table()["domain"].implode())


def meant_domain(domain: pl.Expr) -> pl.Expr:
    """Return the popular domain that a domain is one slip away from, or null.

    A slip is one letter too many, missing or wrong, two exchanged, or a mistyped
    `.com`. A domain at which mailboxes are known to be is never a slip.

    >>> frame = pl.DataFrame({"d": ["gmial.com", "gmail.con", "mail.com", "gmail.com"]})
    >>> frame.select(meant_domain(pl.col("d")))["d"].to_list()
    ['gmail.com', 'gmail.com', None, None]
    """
    return domain.map_batches(_meant, return_dtype=pl.String, is_elementwise=True)


def is_mixed_script(strict_key: pl.Expr) -> pl.Expr:
    """Return whether a part of an email key mixes scripts as no language does.

    The parts are the local part and each label of the domain (UTS 39, section 5.2).
    Letters of one script beside Latin look-alikes of another are how an address is
    made to look like somebody else's.

    >>> cyrillic_a = chr(0x430)
    >>> pl.select(is_mixed_script(pl.lit(f"{cyrillic_a}nn@example.com"))).item()
    True
    """
    return strict_key.map_batches(_mixed, return_dtype=pl.Boolean, is_elementwise=True)


@cache
def slips() -> dict[str, str]:
    """Return every domain that is a slip, with the popular one that was meant.

    >>> slips()["hotmial.com"], "gmail.com" in slips()
    ('hotmail.com', False)
    """
    found: dict[str, str] = {}
    for meant in package_list("slipped_mailbox_domains.txt"):
        for slip in _slips_of(meant):
            found.setdefault(slip, meant)
    for name in ("public_mailbox_domains.txt", "real_neighbour_domains.txt"):
        for real in package_list(name):
            found.pop(real, None)
    return found


def _slips_of(domain: str) -> Iterator[str]:
    name, ending = domain.split(".", 1)
    for at in range(len(name) + 1):
        before, after = name[:at], name[at:]
        # A domain begins and ends with a letter or a digit, whatever a finger does.
        names = [before + key + after for key in _KEYS]
        if after:
            names += [before + after[1:], *(before + key + after[1:] for key in _KEYS)]
        if len(after) > 1:
            names.append(before + after[1] + after[0] + after[2:])
        yield from (f"{n}.{ending}" for n in names if n.strip("-") == n)
    if ending == "com":
        yield from (f"{name}.{wrong}" for wrong in _ENDINGS)


@cache
def _slip_table() -> pl.DataFrame:
    return pl.DataFrame(
        {"domain": list(slips()), "meant": list(slips().values())},
        schema={"domain": pl.String, "meant": pl.String},
    )


def _meant(domains: pl.Series) -> pl.Series:
    """Look the distinct domains up, then the rows in the few that were found."""
    frame = domains.alias("domain").to_frame()
    found = frame.unique().join(_slip_table(), on="domain", how="inner", validate="1:1")
    return frame.join(
        found, on="domain", how="left", validate="m:1", maintain_order="left"
    )["meant"].alias(domains.name)


def _mixed(keys: pl.Series) -> pl.Series:
    key = pl.col("key")
    frame = keys.alias("key").to_frame()
    odd = frame.filter(~is_ascii(key) | key.str.contains("xn--", literal=True)).unique()
    if odd.is_empty():
        return frame.select(pl.when(key.is_not_null()).then(pl.lit(value=False)))[
            "literal"
        ].alias(keys.name)
    domains = odd.select(domain_of(key)).to_series()
    parts = odd.with_columns(domain=by_distinct(domains, _u_label, pl.String())).select(
        "key",
        part=pl.concat_list(
            key.str.replace(r"(?s)@[^@]*$", ""), pl.col("domain").str.split(".")
        ),
    )
    one_script = pl.any_horizontal(
        pl.col("part").str.contains(pattern) for pattern in _patterns()
    )
    mixed = parts.explode("part").filter(~one_script)["key"].unique()
    return frame.select(key.is_in(mixed.implode()))["key"].alias(keys.name)


@cache
def _patterns() -> list[str]:
    sets = [(script,) for script in _SCRIPTS] + list(_MIXTURES)
    classes = (
        "".join(f"\\p{{{name}}}" for name in ("Common", "Inherited", *names))
        for names in sets
    )
    return [f"(?s)^[{letters}]*$" for letters in classes]


def _u_label(domain: str) -> str:
    """Return a domain as people see it; what IDNA does not know stays as it is."""
    if "xn--" not in domain:
        return domain
    try:
        return idna.decode(domain)
    except (idna.IDNAError, UnicodeError):
        return domain
