"""The registry: every format that a campaign file may name."""

from __future__ import annotations

from functools import cache

from hygiene.errors import InputError, listed, nearest
from hygiene.resources import package_file
from hygiene.sources.formats.spec import Format, read_format
from hygiene.sources.reading import CANONICAL


@cache
def formats() -> dict[str, Format]:
    """Return every format by name, in the order of the names.

    >>> "sendgrid" in formats()
    True
    """
    folder = package_file("sources", "formats", "systems")
    return {path.stem: read_format(path) for path in sorted(folder.glob("*.toml"))}


def format_named(name: str) -> Format:
    """Return the format called `name`.

    Raises:
        InputError: There is no such format.

    >>> format_named("sendgrid").kind
    'csv'
    """
    if name not in formats():
        names = [CANONICAL, *formats()]
        raise InputError(
            f"there is no format '{name}'.{nearest(name, names)} "
            f"The formats are {listed(names)}."
        )
    return formats()[name]
