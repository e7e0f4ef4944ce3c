"""Traits: what is read off the text of an address, beyond its keys.

A screening reads them off the strict key. The replay of a snapshot has no address; it
reads what was found of each row when the snapshot was made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import polars as pl
from disposable_email_domains import blocklist

from hygiene.keys.digests import digests
from hygiene.keys.domains import domain_of, parents
from hygiene.keys.lookalikes import is_mixed_script, is_slip
from hygiene.resources import package_list


@dataclass(frozen=True, slots=True)
class Traits:
    """How each trait of a row is read.

    Attributes:
        domains: The domain and every domain above it (List(String)).
        digests: For an algorithm, the digests of the strict and of the wide key.
        is_role: Whether it is a mailbox of a function (`info@`).
        is_disposable: Whether its domain is on the pinned list.
        is_slip: Whether its domain may be a slip for a popular one.
        is_mixed_script: Whether it mixes scripts.
        persons: The contact ids under which prohibitions match (List(String)), where a
            row may have several; None where it has `person` alone.
    """

    domains: pl.Expr
    digests: Callable[[str], tuple[pl.Expr, ...]]
    is_role: pl.Expr
    is_disposable: pl.Expr
    is_slip: pl.Expr
    is_mixed_script: pl.Expr
    persons: pl.Expr | None = None


@cache
def of_the_key() -> Traits:
    """Return the traits as they are read off `strict_key` and `wide_key`.

    >>> frame = pl.DataFrame({"strict_key": ["info@example.com"]})
    >>> frame.select(of_the_key().is_role).to_series().to_list()
    [True]
    """
    key = pl.col("strict_key")
    local = key.str.extract(r"(?s)^(.*)@")
    disposable = pl.Series(sorted(blocklist)).implode()
    return Traits(
        domains=parents(domain_of(key)),
        digests=_digests,
        is_role=local.is_in(package_list("role_mailboxes.txt")),
        is_disposable=domain_of(key).is_in(disposable),
        is_slip=is_slip(domain_of(key)),
        is_mixed_script=is_mixed_script(key),
    )


def _digests(algorithm: str) -> tuple[pl.Expr, ...]:
    # Most keys are their own wide key: hashing those once is enough.
    wide = pl.when(pl.col("wide_key") != pl.col("strict_key")).then("wide_key")
    return tuple(digests(key, algorithm) for key in (pl.col("strict_key"), wide))
