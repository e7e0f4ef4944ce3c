"""Revealing: whether personal values may be shown, asked for block by block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token

NOTICE = "Personal data is shown here. Clear this output before you save or share it."
"""Stands wherever a personal value is shown unmasked."""

_REVEALED: ContextVar[bool] = ContextVar("hygiene_revealed", default=False)


class Reveal:
    """The block in which personal values are shown; see `reveal`."""

    def __init__(self) -> None:
        """Reveal nothing yet; use `hygiene.reveal` instead."""
        self._tokens: list[Token[bool]] = []

    def __enter__(self) -> None:
        """Show personal values from here on."""
        self._tokens.append(_REVEALED.set(True))

    def __exit__(self, *_: object) -> None:
        """Mask them again, whatever ended the block."""
        _REVEALED.reset(self._tokens.pop())

    def __repr__(self) -> str:
        """Return how it is used: alone it reveals nothing."""
        return "Nothing is revealed: use it as a block, `with hy.reveal(): ...`"


def reveal() -> Reveal:
    """Show personal values in what is displayed within a `with` block.

    Without the block nothing is revealed, and none is once it has ended, by an error
    or not. It holds for this thread and task alone, and for what is displayed: files
    stay masked (but for the export of an explorer, which a file is named for).

    >>> with reveal():
    ...     is_revealed()
    True
    >>> is_revealed()
    False
    """
    return Reveal()


def is_revealed() -> bool:
    """Return whether this is within a block of `reveal`."""
    return _REVEALED.get()


@contextmanager
def concealed() -> Iterator[None]:
    """Mask personal values within a block, even in one of `reveal`.

    >>> with reveal(), concealed():
    ...     is_revealed()
    False
    """
    token = _REVEALED.set(False)
    try:
        yield
    finally:
        _REVEALED.reset(token)
