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
        whole = _parse(path.read_text(encoding=codec), path, 1)
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
                yield number, _parse(line, path, number)


def _parse(text: str, path: Path, line: int) -> Any:
    try:
        return json.loads(text, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise InputError(
            f"'{path.name}' is not JSON near line {line:,}. Export it again."
        ) from None


def unwrapped(record: Any, key: str) -> Any:
    """Return the JSON that a record carries as text under `key`, or the record itself.

    >>> unwrapped({"Message": '{"a": 1}'}, "Message")
    {'a': 1}
    """
    inner = record.get(key) if isinstance(record, dict) else None
    if not isinstance(inner, str):
        return record
    try:
        return json.loads(inner)
    except (ValueError, RecursionError):
        return record


def rows_at(
    record: Any, each: str, paths: Sequence[str], *, pads: bool = False
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

    >>> record = {"at": 1, "to": [{"a": "x"}, {"a": "y"}]}
    >>> list(rows_at(record, "to[]", ["at", "to[].a"]))
    [[1, 'x'], [1, 'y']]
    >>> list(rows_at({"at": 2}, "to[]", ["at", "to[].a"], pads=True))
    [[2, None]]
    """
    for chosen in _chosen({"": record}, each, pads=pads):
        yield [_from(chosen, path) for path in paths]


def _chosen(
    found: dict[str, Any], each: str, *, pads: bool
) -> Iterator[dict[str, Any]]:
    """Yield, for each innermost element, the elements that lead to it, by path."""
    last = max(found, key=len)
    step, mark, _ = each[len(last) :].partition("[]")
    if not mark:
        yield found
        return
    elements = _value(found[last], step.lstrip("."))
    if not isinstance(elements, list):
        elements = []
    for element in elements or ([None] if pads else []):
        inner = {**found, f"{last}{step}{mark}": element}
        yield from _chosen(inner, each, pads=pads)


def _from(chosen: dict[str, Any], path: str) -> Any:
    """Return what a path leads to, from the nearest element on its way."""
    nearest = max((at for at in chosen if path.startswith(at)), key=len)
    return _value(chosen[nearest], path[len(nearest) :].lstrip("."))


def _value(value: Any, path: str) -> Any:
    for key in path.split(".") if path else ():
        value = value.get(key) if isinstance(value, dict) else None
    return value
