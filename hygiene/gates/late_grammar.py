"""A grammar that is compiled when it is asked, not whenever Great Expectations loads.

Where Jupyter is installed, the schema library that Great Expectations imports finds a
grammar of international addresses, and compiling it takes longer than a gate over a
small list.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType

_GRAMMAR, _READER = "rfc3987_syntax", "jsonschema"


@contextmanager
def late_grammar() -> Iterator[None]:
    """Let what is imported for a while take the grammar's function without the grammar.

    The function reads the real one at its first call, so that whoever checks such an
    address gets the same answer as ever.
    """
    if _READER in sys.modules or _GRAMMAR in sys.modules or not find_spec(_GRAMMAR):
        yield
        return
    stand_in = ModuleType(_GRAMMAR)
    stand_in.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[_GRAMMAR] = stand_in
    try:
        yield
    finally:
        del sys.modules[_GRAMMAR]


def _is_valid_syntax(term: str, value: str) -> bool:
    from rfc3987_syntax import is_valid_syntax  # type: ignore[import-untyped]

    return bool(is_valid_syntax(term, value))
