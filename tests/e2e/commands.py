"""Ways to run the command line: in this process, in another one, on a terminal."""

import os
import pty
import subprocess
import sys

from click.testing import CliRunner

from hygiene.cli.main import cli
from tests.contracts.files import ROOT

FILES = {"decisions.parquet", "summary.json", "gate.json", "report.html"}
ENDED = 120  # seconds after which a run counts as hung


def run(*args):
    """Run `hygiene` in this process; an error that nobody caught is raised here."""
    done = CliRunner().invoke(cli, [str(arg) for arg in args])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def command(*args):
    """Return the command that runs `hygiene` in a process of its own."""
    return [sys.executable, "-m", "hygiene", *[str(arg) for arg in args]]


def environment(**more):
    """Return the environment of such a process."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def spawn(*args, cwd=None, **more):
    """Run `hygiene` in a process of its own and wait for it."""
    return subprocess.run(
        command(*args),
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        env=environment(**more),
        timeout=ENDED,
    )


def watched(*args):
    """Run `hygiene` with stderr on a terminal; return (stdout, stderr, exit code)."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        command(*args), stdout=subprocess.PIPE, stderr=child, env=environment()
    ) as process:
        os.close(child)
        shown = b""
        try:
            while chunk := os.read(parent, 4096):
                shown += chunk
        except OSError:  # how Linux says that the other end is closed
            pass
        finally:
            os.close(parent)
        said = process.stdout.read()
    return said.decode(), shown.decode(), process.returncode


def names(folder):
    """Return the names of what a folder holds."""
    return {path.name for path in folder.iterdir()}
