"""Write CSV and JSON text, and hold what the samples share."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any

BOM = "\ufeff"
CRLF = "\r\n"

DICE = Random("formats")
"""Chance that falls the same way each time."""


def table(names: Sequence[str], *rows: dict[str, str], end: str = "\n") -> str:
    """Return CSV text: quoted where needed, blank where a row does not say."""
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    return "".join(",".join(map(_cell, line)) + end for line in lines)


def _cell(text: str) -> str:
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def documents(*records: Any) -> str:
    """Return JSON lines."""
    return "".join(json.dumps(record) + "\n" for record in records)


def document(record: Any) -> str:
    """Return one JSON value, as an API prints it."""
    return json.dumps(record, indent=2) + "\n"
