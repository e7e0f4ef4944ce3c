"""Remarks: what a reader must know of how the records of a person were found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hygiene.audit.requests.matching import How, Names
from hygiene.audit.requests.others import with_others
from hygiene.audit.requests.records import Record
from hygiene.text import counted


def remarks_on(names: Names, records: Sequence[Record]) -> Iterator[str]:
    """Yield a sentence for each thing that is not plain; none of them names anybody.

    Args:
        names: Under which names was searched.
        records: What was found.

    >>> list(remarks_on(Names(frozenset(), frozenset(), frozenset()), []))
    []
    """
    yield from _on_links(names, records)
    if others := with_others(records, names):
        yield (
            f"{counted(others, 'record')} of the person's own may show somebody "
            "else's address too: look before the answer is sent."
        )
    if mentions := sum(one.how is How.MENTION for one in records):
        yield (
            f"{counted(mentions, 'record')} of somebody else's may mention the "
            "address in another column: values are withheld; look at them."
        )
    if doubtful := sum(one.is_doubtful for one in records) - mentions:
        yield (
            f"{counted(doubtful, 'record')} may be somebody else's, as what leads "
            "there names another person too: values are withheld; look at them."
        )
    if odd := sum(not one.keeps_contract for one in records):
        yield f"{counted(odd, 'record')} break their table's contract."


def _on_links(names: Names, records: Sequence[Record]) -> Iterator[str]:
    if names.linked_ids or names.linked_wide:
        found = counted(len(names.linked_wide), "address")
        if names.linked_ids:
            found = counted(len(names.linked_ids), "contact id")
        linked = sum(one.is_linked for one in records)
        yield (
            f"{found} found on the way widened the search by one step; "
            f"{counted(linked, 'record')} found by that alone."
        )
    if len(names.linked_wide) > 1:
        yield (
            "The contact id stands beside several addresses, which may be several "
            "people's: make sure that they are one person's, or ask by address."
        )
    if len(names.linked_ids) > 1:
        yield (
            "The address stands beside several contact ids, which may be several "
            "people's, as a household's number is: make sure that they are one's."
        )
