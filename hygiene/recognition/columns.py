"""Columns: what the values of a column are, in counts and never by quoting one.

What a column holds is told by a sample of its values; every figure is of all rows but
where it says otherwise.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from hygiene.keys import email, phone
from hygiene.keys.domains import public_mailbox_domains
from hygiene.recognition.codes import codes_among
from hygiene.recognition.content import SAMPLE
from hygiene.recognition.names import canonical_names
from hygiene.recognition.times import Times, times_of
from hygiene.sources.formats.spec import Format
from hygiene.tables import TABLES
from hygiene.text import filled

LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
"""The digest algorithm of so many hexadecimal digits."""

OF_NOTHING = [
    hashlib.new(name, usedforsecurity=False).hexdigest() for name in LENGTHS.values()
]
"""The digests of an empty text, one for each algorithm."""

_HEXADECIMAL = r"^[0-9a-fA-F]+$"
_DOMAIN = r"^(?i)[@.*]{0,2}([a-z0-9_-]+\.)+[a-z][a-z0-9-]+$"
_NUMBER = r"^'?[+(]?[\d\s().+/-]{6,24}$"
_NESTED = r"^[\[{]"
_MOST_SURE = 0.5
_MOST_PHONES = 20_000


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What is known of one column.

    Attributes:
        name: Its name, or its place where the name may be data.
        holds: `addresses`, `phones`, `digests`, `domains`, `times`, `codes`, `text`,
            `nested` (records in records), or `nothing`.
        canonical: The canonical names that it could have, by its name.
        filled: How many rows have a value.
        details: What was found, a sentence each.
        times: How its times could be read.
        digest: The algorithm of its digests, when there is one.
        warnings: What has to be looked at, a sentence each.
    """

    name: str
    holds: str
    canonical: tuple[str, ...]
    filled: int
    details: tuple[str, ...] = ()
    times: Times | None = None
    digest: str | None = None
    warnings: tuple[str, ...] = field(default=())


def facts_of(
    frame: pl.LazyFrame, column: str, shown: str, known: Mapping[str, Format]
) -> ColumnFacts:
    """Return what is known of a column.

    Args:
        frame: The file's columns.
        column: The column's name in the frame.
        shown: What it may be called.
        known: The formats, whose codes may be shown.
    """
    given = frame.select(value=filled(pl.col(column).cast(pl.String, strict=False)))
    values = given.collect(engine="streaming")["value"].drop_nulls()
    canonical = tuple(
        dict.fromkeys(
            name
            for table in TABLES.values()
            for name in canonical_names([shown], table.column_names)
        )
    )
    holds = held_by(values.head(SAMPLE), shown)
    made = ColumnFacts(shown, holds, canonical, len(values))
    return _READERS.get(holds, _plain)(made, values, known)


def held_by(sample: pl.Series, shown: str) -> str:
    """Return what most values of a sample are; their column's name tells of doubt.

    >>> held_by(pl.Series(["a@example.com"]), "column 1"), held_by(pl.Series(["x"]), "")
    ('addresses', 'text')
    """
    if sample.is_empty():
        return "nothing"
    is_digest = sample.str.contains(_HEXADECIMAL) & sample.str.len_chars().is_in(
        list(LENGTHS)
    )
    # A domain list may write '@example.com'; a dotted purpose is no domain.
    is_called = re.search("domain|value|address|mail|host|column 1", shown.lower())
    if is_called and _are_most(sample.str.contains(_DOMAIN)):
        return "domains"
    likes = {
        "nested": sample.str.contains(_NESTED),
        "addresses": sample.str.contains("@.*[^.]$"),
        "digests": is_digest,
    }
    for holds, looks in likes.items():
        if _are_most(looks):
            return holds
    if times_of(sample, shown).styles:
        return "times"
    return "phones" if _are_phones(sample, shown) else "text"


def _are_phones(sample: pl.Series, shown: str) -> bool:
    is_called = re.search(r"phone|mobile|tel|sms|msisdn|cell|number", shown.lower())
    is_dialled = _are_most(sample.str.contains(r"^'?(\+|0)\d"))
    return _are_most(sample.str.contains(_NUMBER)) and (bool(is_called) or is_dialled)


def _are_most(holds: pl.Series) -> bool:
    return int(holds.sum()) > len(holds) * _MOST_SURE


def _addresses(
    made: ColumnFacts, values: pl.Series, _known: Mapping[str, Format]
) -> ColumnFacts:
    distinct = values.unique()
    points = distinct.alias("text").to_frame().select(pl.struct("text")).to_series()
    read = email.read_points(points).struct.unnest().with_columns(text=distinct)
    # A value that stands in several rows is counted in each.
    rows = (
        values.alias("text")
        .to_frame()
        .join(read, on="text", how="inner", validate="m:1")
    )
    readable = int(rows["valid"].sum())
    odd = rows.filter("valid").select((pl.col("text") != pl.col("strict")).sum()).item()
    repeats = len(rows) - rows["strict"].n_unique()
    details = [f"{_share(readable, len(values))} can be read as email addresses"]
    warnings = []
    if repeats:
        details.append(f"{repeats:,} row(s) repeat an address")
    if odd:
        warnings.append(
            f"{odd:,} address(es) are not normalised: capitals, spaces or odd letters."
        )
    return _with(made, details, warnings)


def _digests(
    made: ColumnFacts, values: pl.Series, _known: Mapping[str, Format]
) -> ColumnFacts:
    lengths = values.str.len_chars()
    right = values.str.contains(_HEXADECIMAL) & lengths.is_in(list(LENGTHS))
    found = lengths.filter(right).value_counts().sort("count", descending=True)
    algorithms = [
        (LENGTHS[length], count) for length, count in found.iter_rows() if length
    ]
    details = [f"{_share(count, len(values))} look like {a}" for a, count in algorithms]
    lower = values.str.to_lowercase()
    if capitals := int((right & (lower != values)).sum()):
        details.append(f"{capitals:,} in capitals, which is no matter")
    if repeats := len(values) - lower.n_unique():
        details.append(f"{repeats:,} row(s) repeat a digest")
    warnings = []
    if len(algorithms) > 1:
        warnings.append("Digests of different lengths: two lists may be mixed here.")
    if blank := int(lower.is_in(OF_NOTHING).sum()):
        warnings.append(
            f"{blank:,} digest(s) of an empty text: the list was made of blanks too."
        )
    if other := len(values) - int(right.sum()):
        warnings.append(f"{other:,} value(s) are no digest; the list may be unhashed.")
    made = _with(made, details, warnings)
    if len(algorithms) != 1:
        return made
    return replace(made, digest=algorithms[0][0])


def _phones(
    made: ColumnFacts, values: pl.Series, _known: Mapping[str, Format]
) -> ColumnFacts:
    distinct = values.unique().sort().head(_MOST_PHONES)
    texts = [text.removeprefix("'") for text in distinct]
    known = sum(phone.e164(text, None)[1] for text in texts)
    said = f"{_share(known, len(texts))} are numbers with a country code"
    repeats = len(values) - values.n_unique()
    details = [f"{said} (of {len(texts):,} looked at)"]
    if repeats:
        details.append(f"{repeats:,} row(s) repeat a number")
    warnings = []
    if known < len(texts):
        warnings.append("Some numbers need a country or a default region to be read.")
    return _with(made, details, warnings)


def _domains(
    made: ColumnFacts, values: pl.Series, _known: Mapping[str, Format]
) -> ColumnFacts:
    bare_domains = values.str.to_lowercase().str.strip_chars("@.* ")
    public = bare_domains.filter(bare_domains.is_in(public_mailbox_domains().implode()))
    details = [f"{values.n_unique():,} different domains"]
    warnings = []
    if len(public):
        warnings.append(
            f"{len(public):,} public mailbox domain(s) such as gmail.com: suppressing "
            "them would remove strangers."
        )
    return _with(made, details, warnings)


def _times(
    made: ColumnFacts, values: pl.Series, _known: Mapping[str, Format]
) -> ColumnFacts:
    times = times_of(values, made.name)
    if not times.styles:
        return _with(made, [], ["Some of its times can be read in no known style."])
    warnings = [times.doubt] if times.doubt else []
    made = _with(made, times.sentences(), warnings)
    return replace(made, times=times)


def _plain(
    made: ColumnFacts, values: pl.Series, known: Mapping[str, Format]
) -> ColumnFacts:
    if values.is_empty() or made.holds == "nested":
        return made
    details = codes_among(values, made.name, known)
    if details:
        return _with(replace(made, holds="codes"), details, [])
    distinct = values.n_unique()
    if distinct > 1:
        return _with(made, [f"{distinct:,} different values"], [])
    return _with(made, ["always the same"] if len(values) > 1 else [], [])


def _with(made: ColumnFacts, details: list[str], warnings: list[str]) -> ColumnFacts:
    return replace(made, details=tuple(details), warnings=tuple(warnings))


def _share(count: int, total: int) -> str:
    """Return a share that says 100 % only when it is all of them."""
    if count in {0, total}:
        return "all" if count else "none"
    return f"{min(count / total, 0.999):.1%}"


_READERS = {
    "addresses": _addresses,
    "digests": _digests,
    "phones": _phones,
    "domains": _domains,
    "times": _times,
}
