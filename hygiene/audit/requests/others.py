"""Others: records of a person that hold somebody else's address beside theirs."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from hygiene.audit.requests.matching import Names
from hygiene.audit.requests.records import Record
from hygiene.keys.points import read_point
from hygiene.vocabulary import Channel

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_EDGES = ".'!?"


def with_others(records: Sequence[Record], names: Names) -> int:
    """Return how many records show an e-mail address that is not the person's.

    Doubtful records show nothing. Where the person has no e-mail address here, such as
    one who is asked about by number, nobody can tell, and none is counted.

    Args:
        records: What is held about the person.
        names: Under what they are held.
    """
    own = names.keys | names.linked_keys
    if not any("@" in key for key in own):
        return 0
    return sum(not _addresses(one) <= own for one in records)


def _addresses(record: Record) -> frozenset[str]:
    """Return the strict keys of the e-mail addresses in a record's values."""
    texts = [value for value in record.values.values() if isinstance(value, str)]
    words = [word for text in texts for word in _ADDRESS.findall(text)]
    found = pl.Series("word", [word.strip(_EDGES) for word in words], pl.String)
    region = pl.lit(None, pl.String)
    keys = read_point(pl.col("word"), Channel.EMAIL, region).alias("read")
    read = found.to_frame().select(keys).unnest("read")
    return frozenset(read.to_series(0).drop_nulls())
