"""Checks of what a TOML file holds: known keys, right types, plain sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from hygiene.durations import Duration
from hygiene.errors import InputError, listed, nearest

_NAMES = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    list: "a list",
    dict: "a table",
}


class Checker:
    """Collects everything that is wrong with one file, then raises it at once."""

    def __init__(self, where: str) -> None:
        """Remember what the problems are about."""
        self.where = where
        self.problems: list[str] = []

    def add(self, problem: str) -> None:
        """Note one problem."""
        self.problems.append(problem)

    def finish(self) -> None:
        """Raise what was found.

        Raises:
            InputError: Something was noted.
        """
        if self.problems:
            raise InputError(f"{self.where} cannot be used:", self.problems)

    def known(self, found: Iterable[str], allowed: Iterable[str], place: str) -> None:
        """Note every key that is not allowed, with the nearest one that is."""
        allowed = list(allowed)
        for key in found:
            if key not in allowed:
                self.add(f"{place} has an unknown key '{key}'.{nearest(key, allowed)}")

    def get(
        self,
        content: Mapping[str, Any],
        key: str,
        kind: type,
        place: str,
        default: Any = None,
    ) -> Any:
        """Return `content[key]` when it has the right type, else note it."""
        value = content.get(key, default)
        if key not in content:
            return value
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.add(f"{place}: '{key}' must be {_NAMES[kind]}.")
            return default
        return value

    def require(self, content: Mapping[str, Any], key: str, place: str) -> str:
        """Return the text under `key`, and note it when it is absent or blank."""
        value = self.get(content, key, str, place)
        if key not in content:
            self.add(f"{place}: '{key}' is missing.")
        elif isinstance(value, str) and not value.strip():
            self.add(f"{place}: '{key}' is blank.")
        return value or ""

    def choice(
        self,
        content: Mapping[str, Any],
        key: str,
        allowed: list[str],
        place: str,
        default: str,
    ) -> str:
        """Return the code under `key`, and note it when it is not allowed."""
        value = self.get(content, key, str, place, default)
        if value not in allowed:
            self.add(f"{place}: '{key}' must be one of {listed(allowed)}.")
            return default
        return str(value)

    def texts(
        self, content: Mapping[str, Any], key: str, place: str
    ) -> tuple[str, ...]:
        """Return the list of texts under `key`, empty when it is absent."""
        values = self.get(content, key, list, place, [])
        if not all(isinstance(value, str) for value in values):
            self.add(f"{place}: '{key}' must be a list of texts.")
            return ()
        return tuple(values)

    def duration(
        self, content: Mapping[str, Any], key: str, place: str
    ) -> Duration | None:
        """Return the duration under `key`, or None when it is absent."""
        text = self.get(content, key, str, place)
        if text is None:
            return None
        try:
            return Duration.parse(text)
        except InputError as error:
            self.add(f"{place}: '{key}': {error}")
            return None
