"""Revealing: whether personal values may be shown, asked for block by block.

A block holds where it stands on the stack: for what its own body calls. So it ends when
it ends, whatever was started in it: a thread, a task and a copied context have a stack
of their own, and a generator that is not running is on none.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import FrameType

NOTICE = "Personal data is shown here. Clear this output before you save or share it."
"""Stands wherever a personal value is shown unmasked."""


@dataclass(eq=False, slots=True)
class _Block:
    """A block of `reveal`: the frame that it stands in until it ends, and the outer."""

    frame: FrameType | None
    outer: _Block | None


_INNERMOST: ContextVar[_Block | None] = ContextVar("hygiene_revealed", default=None)


class Reveal:
    """The block in which personal values are shown; see `reveal`."""

    def __init__(self) -> None:
        """Reveal nothing yet; use `hygiene.reveal` instead."""
        self._blocks: list[_Block] = []

    def __enter__(self) -> None:
        """Show personal values from here on."""
        here = inspect.currentframe()
        block = _Block(here and here.f_back, _INNERMOST.get())
        self._blocks.append(block)
        _INNERMOST.set(block)

    def __exit__(self, *_: object) -> None:
        """Mask them again, whatever ended the block, for all who share it."""
        block = self._blocks.pop()
        block.frame = None
        # A generator may end after a block that began later than its own.
        if _INNERMOST.get() is block:
            _INNERMOST.set(block.outer)

    def __repr__(self) -> str:
        """Return how it is used: alone it reveals nothing."""
        return "Nothing is revealed: use it as a block, `with hy.reveal(): ...`"


def reveal() -> Reveal:
    """Show personal values in what is displayed within a `with` block.

    Without the block nothing is revealed, and none is once it has ended, by an error
    or not. It holds for what the block itself calls: not for a thread or task that it
    starts, nor for the caller of a generator that it stands in. And it holds for what
    is displayed: files stay masked (but for the export of an explorer, which a file is
    named for), and so do explanations: who asks for a contact has its address already.

    >>> with reveal():
    ...     is_revealed()
    True
    >>> is_revealed()
    False
    """
    return Reveal()


def is_revealed() -> bool:
    """Return whether this is called, however deep, by a block of `reveal`."""
    frames = []
    block = _INNERMOST.get()
    while block is not None:
        if block.frame is not None:
            frames.append(block.frame)
        block = block.outer
    here = inspect.currentframe() if frames else None
    while here is not None:
        if any(here is frame for frame in frames):
            return True
        here = here.f_back
    return False


@contextmanager
def concealed() -> Iterator[None]:
    """Mask personal values within a block, even in one of `reveal`.

    >>> with reveal(), concealed():
    ...     is_revealed()
    False
    """
    token = _INNERMOST.set(None)
    try:
        yield
    finally:
        _INNERMOST.reset(token)
