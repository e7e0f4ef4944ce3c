"""Lines: lists of one value a line, without a header."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hygiene.errors import InputError
from hygiene.sources.raw.encoding import not_throughout

_LONGEST = 10_000


def lines_of(path: Path, codec: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of a file that are not blank, stripped, with their numbers.

    Raises:
        InputError: The text is not in this encoding, or a line is absurdly long.
    """
    try:
        with path.open(encoding=codec) as file:
            for number, line in enumerate(file, start=1):
                if len(line) > _LONGEST:
                    raise InputError(
                        f"'{path.name}' has a line of over {_LONGEST:,} characters "
                        f"(line {number:,}); it is no list of one value a line."
                    )
                if "\0" in line:
                    raise InputError(
                        f"'{path.name}' holds zero bytes, the first in line "
                        f"{number:,}: it is damaged, or no text. Export it again."
                    )
                if text := line.strip().strip('"').strip():
                    yield number, text
    except UnicodeDecodeError:
        raise not_throughout(path, codec) from None
