"""Objects: JSON files and JSON lines become rows of the values that a format names.

A path such as `bounce.bouncedRecipients[].emailAddress` leads through objects; `[]`
takes every element of a list, and all paths of a row go through the same element.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hygiene.errors import InputError
from hygiene.sources.raw.encoding import not_throughout

_MOST_WHOLE = 1 << 30
_MOST_LINE = 1 << 24


def records_of(path: Path, codec: str) -> Iterator[tuple[int, Any]]:
    """Yield every record of a JSON file or of JSON lines, with its number from 1.

    A file that holds one array yields its elements; one that holds one object yields
    that object.

    Raises:
        InputError: It is not JSON, or too large to be read as a whole.
    """
    try:
        if _is_lines(path, codec):
            yield from _lines(path, codec)
            return
        if path.stat().st_size > _MOST_WHOLE:
            raise InputError(
                f"'{path.name}' is larger than 1 GB of one JSON value. Export it as "
                "JSON lines, one object a line."
            )
        whole = _parse(path.read_text(encoding=codec), f"'{path.name}'")
        yield from enumerate(whole if isinstance(whole, list) else [whole], start=1)
    except UnicodeDecodeError:
        raise not_throughout(path, codec) from None


def _is_lines(path: Path, codec: str) -> bool:
    """Return whether the first filled line is a whole JSON object."""
    with path.open(encoding=codec) as file:
        first = next((line for line in file if line.strip()), "")
    try:
        return isinstance(json.loads(first), dict)
    except (ValueError, RecursionError):
        return False


def _lines(path: Path, codec: str) -> Iterator[tuple[int, Any]]:
    with path.open(encoding=codec) as file:
        for number, line in enumerate(file, start=1):
            if len(line) > _MOST_LINE:
                raise InputError(f"'{path.name}', line {number:,}: longer than 16 MB.")
            if line.strip():
                yield number, _parse(line, f"'{path.name}', line {number:,},")


def _parse(text: str, place: str) -> Any:
    try:
        return _loaded(text)
    except _RepeatedKeyError:
        raise _repeated(place) from None
    except (ValueError, RecursionError):
        raise InputError(f"{place} is not JSON. Export it again.") from None


class _RepeatedKeyError(Exception):
    """An object has a key more than once."""


def _loaded(text: str) -> Any:
    return json.loads(text, parse_constant=lambda _: None, object_pairs_hook=_object)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _RepeatedKeyError
    return found


def _repeated(place: str) -> InputError:
    return InputError(
        f"{place} has an object with a key more than once, so that it is not known "
        "which one counts. Export it again."
    )


def unwrapped(record: Any, key: str, place: str = "A record") -> Any:
    """Return the JSON that a record carries as text under `key`, or the record itself.

    Raises:
        InputError: An object in that text has a key more than once; `place` is where.

    >>> unwrapped({"Message": '{"a": 1}'}, "Message")
    {'a': 1}
    """
    inner = record.get(key) if isinstance(record, dict) else None
    if not isinstance(inner, str):
        return record
    try:
        return _loaded(inner)
    except _RepeatedKeyError:
        raise _repeated(place) from None
    except (ValueError, RecursionError):
        return record


def rows_at(
    record: Any,
    each: str,
    paths: Sequence[str],
    *,
    pads: bool = False,
    place: str = "A record",
) -> Iterator[list[Any]]:
    """Yield one row of values for each element that `each` leads to.

    Args:
        record: A record.
        each: A path that ends in `[]`, perhaps through lists of lists, or nothing for
            the record itself.
        paths: What to take. A path that begins as `each` does, up to one of its `[]`,
            leads on from the element there; every other one leads from the record.
        pads: Whether a record without such a list, or with an empty one, is one row
            all the same, with nothing in place of the element.
        place: Where the record stands, for messages.

    Raises:
        InputError: What should be a list, or an object on the way to it, is not.

    >>> record = {"at": 1, "to": [{"a": "x"}, {"a": "y"}]}
    >>> list(rows_at(record, "to[]", ["at", "to[].a"]))
    [[1, 'x'], [1, 'y']]
    >>> list(rows_at({"at": 2}, "to[]", ["at", "to[].a"], pads=True))
    [[2, None]]
    """
    for chosen in _chosen({"": record}, each, pads=pads, place=place):
        yield [_from(chosen, path) for path in paths]


def _chosen(
    found: dict[str, Any], each: str, *, pads: bool, place: str
) -> Iterator[dict[str, Any]]:
    """Yield, for each innermost element, the elements that lead to it, by path."""
    last = max(found, key=len)
    step, mark, _ = each[len(last) :].partition("[]")
    if not mark:
        yield found
        return
    elements = _elements(found[last], step.lstrip("."))
    if elements is None:
        raise InputError(
            f"{place} does not have a list at '{last}{step}{mark}'. Export it again."
        )
    for element in elements or ([None] if pads else []):
        inner = {**found, f"{last}{step}{mark}": element}
        yield from _chosen(inner, each, pads=pads, place=place)


def _elements(value: Any, path: str) -> list[Any] | None:
    """Return the list at a path, empty where nothing is; None for anything else."""
    for key in path.split(".") if path else ():
        if value is None:
            return []
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    if value is None:
        return []
    return value if isinstance(value, list) else None


def _from(chosen: dict[str, Any], path: str) -> Any:
    """Return what a path leads to, from the nearest element on its way."""
    nearest = max((at for at in chosen if path.startswith(at)), key=len)
    return _value(chosen[nearest], path[len(nearest) :].lstrip("."))


def _value(value: Any, path: str) -> Any:
    for key in path.split(".") if path else ():
        value = value.get(key) if isinstance(value, dict) else None
    return value
