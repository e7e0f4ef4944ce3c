"""Progress: one line a stage on stderr, when a person is watching."""

from __future__ import annotations

import sys
import time

import click


class ProgressLines:
    """Prints each stage with its rows and the time since the last one."""

    def __init__(self) -> None:
        """Start the clock; print only to a terminal."""
        self._watched = sys.stderr.isatty()
        self._since = time.perf_counter()

    def __call__(self, stage: str, rows: int) -> None:
        """Print one stage."""
        now = time.perf_counter()
        if self._watched:
            click.echo(
                f"{stage:<16}{rows:>14,} rows {now - self._since:>8.1f} s", err=True
            )
        self._since = now
