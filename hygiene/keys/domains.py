"""Domains: of an address, of a domain suppression, and public mailbox domains."""

from __future__ import annotations

from functools import cache

import idna
import polars as pl

from hygiene.resources import package_list
from hygiene.text import by_distinct


def domain_of(strict_key: pl.Expr) -> pl.Expr:
    """Return the domain of an email key.

    >>> pl.select(domain_of(pl.lit("a@mail.example.com"))).item()
    'mail.example.com'
    """
    return strict_key.str.extract(r"@([^@]*)$")


def domain_key(text: str) -> str | None:
    """Return a suppressed domain as it is compared: lower case, A-label, no prefix.

    >>> domain_key(" *.Bücher.example "), domain_key("@example.com")
    ('xn--bcher-kva.example', 'example.com')
    """
    folded = text.strip().lower().rstrip(".")
    for prefix in ("*.", "*@", "@", "."):
        if folded.startswith(prefix):
            folded = folded[len(prefix) :]
            break
    try:
        return idna.encode(folded, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return folded or None


def domain_keys(values: pl.Expr) -> pl.Expr:
    """Return `domain_key` of every value.

    >>> pl.select(domain_keys(pl.lit(".Example.COM"))).item()
    'example.com'
    """
    return values.map_batches(
        lambda series: by_distinct(series, domain_key, pl.String()),
        return_dtype=pl.String,
        is_elementwise=True,
    )


def parents(domain: pl.Expr) -> pl.Expr:
    """Return the list of a domain and every domain above it, on label boundaries.

    >>> pl.select(parents(pl.lit("a.b.example"))).item().to_list()
    ['a.b.example', 'b.example', 'example']
    """
    return domain.map_batches(
        _parents, return_dtype=pl.List(pl.String), is_elementwise=True
    )


@cache
def public_mailbox_domains() -> pl.Series:
    """Return the domains at which anyone may have a mailbox, such as `gmail.com`.

    >>> "outlook.com" in public_mailbox_domains()
    True
    """
    return pl.Series(package_list("public_mailbox_domains.txt"))


def _parents(domains: pl.Series) -> pl.Series:
    distinct = domains.drop_nulls().unique()
    above = pl.Series(
        [_suffixes(domain.split(".")) for domain in distinct],
        dtype=pl.List(pl.String),
    )
    found = pl.DataFrame({"domain": distinct, "above": above})
    return (
        domains.alias("domain")
        .to_frame()
        .join(found, on="domain", how="left", validate="m:1", maintain_order="left")
    )["above"]


def _suffixes(labels: list[str]) -> list[str]:
    return [".".join(labels[start:]) for start in range(len(labels))]
