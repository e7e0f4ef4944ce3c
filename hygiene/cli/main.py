"""The `hygiene` command."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click

from hygiene.cli.check import check
from hygiene.cli.demo import demo
from hygiene.cli.export_consents import export_consents
from hygiene.cli.formats import formats
from hygiene.cli.screen import screen
from hygiene.cli.tables import tables
from hygiene.summary import toolkit_version

_TERMINATED = 143


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(toolkit_version(), prog_name="hygiene")
def cli() -> None:
    """Decide who may get a message: keep on proof, remove with every reason.

    Exit codes: 0 done and every gate passed; 2 bad usage or bad input; 3 a gate said
    no or a table was stale, nothing released; 1 a crash.
    """


cli.add_command(screen)
cli.add_command(check)
cli.add_command(demo)
cli.add_command(tables)
cli.add_command(formats)
cli.add_command(export_consents)


def main() -> None:
    """Run the command line."""
    # A scheduler's stop unwinds like Ctrl-C, so that no half-written folder stays.
    signal.signal(signal.SIGTERM, _stop)
    cli.main(prog_name="hygiene")


def _stop(_number: int, _frame: FrameType | None) -> None:
    sys.exit(_TERMINATED)
