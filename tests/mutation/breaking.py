"""Break the transform on purpose: change a line of a function, or a constant.

An `Edit` is a piece of a function's source and what stands there instead, so that a
mutation reads as the slip of a programmer would. The broken function takes the place
of the right one wherever a module or a table of functions holds it, the gate's modules
among them: a gate that shared code with the transform would be broken along with it.
"""

import __future__

import importlib
import inspect
import pkgutil
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

import hygiene

CACHING = ("hygiene.keys", "hygiene.times", "hygiene.transforms")


@dataclass(frozen=True, slots=True)
class Edit:
    """One place in the source of a function, and what stands there instead.

    Attributes:
        where: `module:function`, the module without `hygiene.`.
        old: What stands there; exactly once.
        new: What the mutation writes.
    """

    where: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Constant:
    """One constant of a module, and its wrong value."""

    where: str
    value: Any


def module_of(where: str) -> Any:
    return importlib.import_module(f"hygiene.{where.partition(':')[0]}")


@contextmanager
def broken(changes: Sequence[Edit | Constant]) -> Iterator[None]:
    """Let the transform be wrong for a while."""
    load_everything()
    with pytest.MonkeyPatch.context() as patch:
        for name, right, wrong in replacements(changes):
            put_everywhere(patch, name, right, wrong)
        forget()
        yield
    forget()


def replacements(changes: Sequence[Edit | Constant]) -> Iterator[tuple[str, Any, Any]]:
    """Yield the name of each thing that is changed, as it is and as it is broken.

    Raises:
        AssertionError: The transform has no such thing, or not that text in it.
    """
    for where, edits in by_place(changes).items():
        module, name = module_of(where), where.partition(":")[2]
        assert name in vars(module), f"there is no {where}; rewrite it."
        right = vars(module)[name]
        yield name, right, rewritten(module, right, edits)


def by_place(changes: Sequence[Edit | Constant]) -> dict[str, list[Edit | Constant]]:
    places: dict[str, list[Edit | Constant]] = {}
    for change in changes:
        places.setdefault(change.where, []).append(change)
    return places


def rewritten(module: Any, right: Any, edits: list[Edit | Constant]) -> Any:
    """Return the wrong constant, or the function with all its edits."""
    if isinstance(edits[0], Constant):
        return edits[0].value
    function = inspect.unwrap(right)
    source = textwrap.dedent(inspect.getsource(function))
    for edit in edits:
        found = source.count(edit.old)
        assert found == 1, f"{edit.where} holds {edit.old!r} {found} times; rewrite it."
        source = source.replace(edit.old, edit.new)
    code = compile(
        source,
        f"<broken {function.__name__}>",
        "exec",
        flags=__future__.annotations.compiler_flag,
        dont_inherit=True,
    )
    made: dict[str, Any] = {}
    exec(code, vars(module), made)  # noqa: S102 - our own source, broken on purpose
    return made[function.__name__]


def put_everywhere(
    patch: pytest.MonkeyPatch, name: str, right: Any, wrong: Any
) -> None:
    """Put `wrong` where `right` is held: by modules, and by their tables."""
    for label, module in list(sys.modules.items()):
        if label.partition(".")[0] != "hygiene" or module is None:
            continue
        for attribute, value in list(vars(module).items()):
            if value is right and attribute == name:
                patch.setattr(module, attribute, wrong)
            elif isinstance(value, dict) and not attribute.startswith("__"):
                for key in [key for key, held in value.items() if held is right]:
                    if callable(right):
                        patch.setitem(value, key, wrong)


def forget() -> None:
    """Empty the caches of the transform: they may hold what was wrong, or right."""
    for label, module in list(sys.modules.items()):
        if label.startswith(CACHING):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


@cache
def load_everything() -> None:
    """Import every module now: one that came while it is broken would stay so."""
    for found in pkgutil.walk_packages(hygiene.__path__, "hygiene."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
