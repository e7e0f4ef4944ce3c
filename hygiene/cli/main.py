"""The `hygiene` command."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click

from hygiene.cli.apply_changes import apply_changes
from hygiene.cli.audit_sends import audit_sends
from hygiene.cli.check import check
from hygiene.cli.demo import demo
from hygiene.cli.explain import explain
from hygiene.cli.export_consents import export_consents
from hygiene.cli.forget import forget
from hygiene.cli.formats import formats
from hygiene.cli.init import init
from hygiene.cli.inspect import inspect
from hygiene.cli.lab import lab
from hygiene.cli.merge_suppressions import merge_suppressions
from hygiene.cli.near_misses import near_misses
from hygiene.cli.report import report
from hygiene.cli.resurrected import resurrected
from hygiene.cli.screen import screen
from hygiene.cli.snapshot.group import snapshot
from hygiene.cli.tables import tables
from hygiene.cli.trace import trace
from hygiene.cli.what_if import what_if
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
cli.add_command(lab)
cli.add_command(explain)
cli.add_command(what_if)
cli.add_command(report)
cli.add_command(merge_suppressions)
cli.add_command(apply_changes)
cli.add_command(resurrected)
cli.add_command(snapshot)
cli.add_command(trace)
cli.add_command(forget)
cli.add_command(audit_sends)
cli.add_command(near_misses)
cli.add_command(inspect)
cli.add_command(init)
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
