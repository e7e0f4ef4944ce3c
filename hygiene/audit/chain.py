"""The chain: each snapshot names the one before it and the hash of its tag manifest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from hygiene.audit.bag import NO_TAG_MANIFEST
from hygiene.audit.failures import FindingsError
from hygiene.audit.loading import Link, links


def newest(store: Path) -> Link | None:
    """Return the last link of a store's chain, or None when it is empty.

    Raises:
        FindingsError: The chain is broken: nothing may be added to it.
    """
    ordered, problems = in_line(links(store))
    if problems:
        raise FindingsError(
            "\n".join(
                ["The chain of the store is broken; nothing is added.", *problems]
            )
        )
    return ordered[-1] if ordered else None


def in_line(found: Iterable[Link]) -> tuple[list[Link], list[str]]:
    """Return the snapshots in the order in which they were made, and what is wrong.

    A corrected snapshot of an earlier quarter stands where it was made.

    >>> in_line([])
    ([], [])
    """
    waiting = sorted(found, key=lambda link: link.snapshot_id)
    ordered: list[Link] = []
    previous, digest = None, NO_TAG_MANIFEST
    while waiting:
        following = [link for link in waiting if link.info.previous == previous]
        if len(following) != 1:
            break
        link = following[0]
        if link.info.previous_digest != digest:
            break
        if ordered and link.info.made < ordered[-1].info.made:
            break
        ordered.append(link)
        waiting.remove(link)
        previous, digest = link.snapshot_id, link.head
    return ordered, [_problem(link, ordered) for link in waiting]


def _problem(link: Link, ordered: list[Link]) -> str:
    known = {one.snapshot_id: one for one in ordered}
    before = known.get(link.info.previous or "")
    name = f"'{link.snapshot_id}'"
    if link.info.previous is None:
        return f"{name} says that it is the first, and is not the only one."
    if before is None:
        return f"{name} follows '{link.info.previous}', which is not in line before it."
    if before.head != link.info.previous_digest:
        return f"{name} names another tag manifest of '{before.snapshot_id}' than its."
    if link.info.made < before.info.made:
        return f"{name} was made before '{link.info.previous}', which it follows."
    return f"{name} follows '{link.info.previous}', and so does another."
