"""Matching: which rows are about a person, how, and which may be about another.

A row is matched as widely as a prohibition is (contract section 4). One step further,
rows are found by the contact ids that stand beside the address, or by the addresses
that stand beside the id; these are marked, and doubtful where the link is shared.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import idna
import polars as pl

from hygiene.audit.requests.reading import LISTED, HeldFile
from hygiene.keys.digests import ALGORITHMS, digests
from hygiene.keys.domains import domain_of, parents
from hygiene.sources.raw.rows import ROW
from hygiene.vocabulary import Match

HOW, LINKED, DOUBTFUL = "_how", "_linked", "_doubtful"


class How(StrEnum):
    """How a row names a person, in the order in which it is said."""

    ADDRESS = "same address"
    ALIAS = "alias"
    CONTACT_ID = "contact id"
    DIGEST = "digest"
    DOMAIN = "domain"
    WORDING = "named by a consent"
    MENTION = "mentioned in its text"


@dataclass(frozen=True, slots=True, repr=False)
class Names:
    """Under what one person is held; its text shows none of it.

    Attributes:
        strict: Strict keys: those asked for.
        wide: Wide keys of the same.
        ids: Contact ids asked for.
        spellings: Every strict key found of the wide keys.
        linked_ids: Contact ids that stand beside the address.
        linked_wide: Wide keys that stand beside the id.
        linked_spellings: Their strict keys.
        shared: Those of both kinds that name somebody else too.
    """

    strict: frozenset[str]
    wide: frozenset[str]
    ids: frozenset[str]
    spellings: frozenset[str] = frozenset()
    linked_ids: frozenset[str] = frozenset()
    linked_wide: frozenset[str] = frozenset()
    linked_spellings: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Return how many names there are."""
        return f"Names({len(self.keys)} keys, {len(self.ids | self.linked_ids)} ids)"

    @property
    def keys(self) -> frozenset[str]:
        """Every key that is the person's own."""
        return self.strict | self.spellings | self.wide

    @property
    def linked_keys(self) -> frozenset[str]:
        """Every key that was found beside the id."""
        return self.linked_wide | self.linked_spellings


def widened(start: Names, files: Sequence[HeldFile]) -> Names:
    """Return the names of a person with what stands beside them in the files.

    Args:
        start: The keys and ids that were asked for.
        files: The files, as `hygiene.audit.requests.reading` gives them.
    """
    spellings = _found(files, "strict_key", _in("wide_key", start.wide))
    own = Names(start.strict, start.wide, start.ids, spellings)
    by_key = _in("wide_key", own.wide) | _by_digest(own.keys)
    linked_ids = _found(files, "person", by_key) - own.ids
    by_id = _by_id(own.ids)
    linked_wide = _found(files, "wide_key", by_id) - own.wide
    linked = _in("wide_key", linked_wide)
    shared_ids = _found(
        files,
        "person",
        _in("person", linked_ids)
        & pl.col("wide_key").is_not_null()
        & ~_in("wide_key", own.wide | linked_wide),
    )
    shared_wide = _found(
        files,
        "wide_key",
        linked & pl.col("person").is_not_null() & ~_in("person", own.ids | linked_ids),
    )
    return Names(
        own.strict,
        own.wide,
        own.ids,
        spellings,
        linked_ids,
        linked_wide,
        _found(files, "strict_key", linked),
        shared_ids | shared_wide,
    )


def matched(held: HeldFile, names: Names) -> pl.DataFrame:
    """Return the rows of a file that are about a person.

    Returns:
        The columns of `HeldFile.keyed`, and `_how` (a code of `How`), `_linked`
        (whether only a name found on the way leads to it) and `_doubtful` (whether
        that name is somebody else's too, or the row is about somebody else and only
        mentions the address); in the order of the file.
    """
    direct = [
        (How.ADDRESS, _in("strict_key", names.strict)),
        (How.ALIAS, _in("wide_key", names.wide)),
        (How.CONTACT_ID, _by_id(names.ids)),
        (How.DIGEST, _by_digest(names.keys)),
        (How.DOMAIN, _by_domain(names.keys)),
    ]
    linked = [
        (How.CONTACT_ID, _by_id(names.linked_ids)),
        (How.ADDRESS, _in("wide_key", names.linked_wide)),
        (How.DIGEST, _by_digest(names.linked_keys)),
        (How.DOMAIN, _by_domain(names.linked_keys)),
    ]
    texts = names.keys | (names.linked_keys - names.shared)
    is_mentioning = pl.col(ROW).is_in(held.mentioning({*texts, *_spoken(texts)}))
    is_direct = pl.any_horizontal(holds for _, holds in direct)
    how = pl.coalesce(
        *(pl.when(holds).then(pl.lit(kind.value)) for kind, holds in direct + linked),
        pl.when(is_mentioning).then(pl.lit(How.MENTION.value)),
    )
    is_mention = pl.col(HOW) == How.MENTION
    is_shared = _by_id(names.shared) | _in("wide_key", names.shared)
    found = held.keyed.with_columns(how.alias(HOW)).filter(pl.col(HOW).is_not_null())
    return (
        found.with_columns((~is_direct & ~is_mention).alias(LINKED))
        .with_columns((is_mention | (pl.col(LINKED) & is_shared)).alias(DOUBTFUL))
        .collect()
    )


def named_wordings(held: HeldFile, wordings: Collection[str]) -> pl.DataFrame:
    """Return the texts of consent that a person's consents name; see `matched`."""
    found = held.keyed.filter(_in("wording", frozenset(wordings))).with_columns(
        pl.lit(How.WORDING.value).alias(HOW),
        pl.lit(value=False).alias(LINKED),
        pl.lit(value=False).alias(DOUBTFUL),
    )
    return found.collect()


def _found(files: Iterable[HeldFile], column: str, holds: pl.Expr) -> frozenset[str]:
    plans = [held.keyed.filter(holds).select(column).unique() for held in files]
    frames = pl.collect_all(plans)
    return frozenset(v for frame in frames for v in frame[column].drop_nulls())


def _spoken(keys: Iterable[str]) -> Iterator[str]:
    """Yield each email address as people write it: an IDN with its own letters."""
    for key in keys:
        local, at, domain = key.rpartition("@")
        with suppress(idna.IDNAError):
            yield f"{local}{at}{idna.decode(domain)}" if at else key


def _in(column: str, values: Collection[str]) -> pl.Expr:
    return pl.col(column).is_in(sorted(values)).fill_null(value=False)


def _by_id(ids: Collection[str]) -> pl.Expr:
    """Return which rows name an id, beside the address or as what is suppressed."""
    is_listed = pl.col("match") == Match.CONTACT_ID
    return _in("person", ids) | (is_listed & _in(LISTED, ids)).fill_null(value=False)


def _by_digest(keys: Collection[str]) -> pl.Expr:
    of_keys = pl.Series("key", sorted(keys), dtype=pl.String).to_frame()
    found = [
        (pl.col("match") == name)
        & _in(LISTED, of_keys.select(digests(pl.col("key"), name)).to_series())
        for name in ALGORITHMS
    ]
    return pl.any_horizontal(found).fill_null(value=False)


def _by_domain(keys: Collection[str]) -> pl.Expr:
    of_keys = pl.Series("key", sorted(keys), dtype=pl.String).to_frame()
    above = of_keys.select(parents(domain_of(pl.col("key")))).to_series()
    domains = above.explode().drop_nulls().unique()
    is_domain = pl.col("match") == Match.DOMAIN
    return (is_domain & _in(LISTED, domains)).fill_null(value=False)
