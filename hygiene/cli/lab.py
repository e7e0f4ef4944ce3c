"""`hygiene lab`: the notebooks and a campaign beside each other, in JupyterLab."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from hygiene.cli.failure import refusals
from hygiene.errors import MissingExtraError
from hygiene.lab_folder import NOTEBOOKS, set_out
from hygiene.resources import package_file

_FIRST = "01_first_screening.ipynb"


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument(
    "folder", default="hygiene-lab", metavar="[DIR]", type=click.Path(path_type=Path)
)
@click.option("--prepare", is_flag=True, help="Set the files out; start nothing.")
@click.argument("options", nargs=-1, type=click.UNPROCESSED)
def lab(folder: Path, options: tuple[str, ...], *, prepare: bool) -> None:
    """Put the notebooks and a campaign into DIR, and open JupyterLab there.

    DIR is `hygiene-lab` unless it is named. The notebooks read the `campaign.toml` that
    DIR holds; where there is none, the sample campaign is put beside them. A file that
    is there already stays as it is. What follows DIR goes to JupyterLab, such as
    `--no-browser`.
    Example: hygiene lab monday --prepare
    """
    with refusals():
        if not prepare and find_spec("jupyterlab") is None:
            raise MissingExtraError("JupyterLab", "notebooks")
        click.echo(str(set_out(folder)))
    if prepare:
        return
    sys.stdout.flush()
    first = folder / NOTEBOOKS / _FIRST
    root = f"--ServerApp.root_dir={folder.resolve()}"
    command = ["-m", "jupyterlab", root, str(first.resolve()), *options]
    os.execve(  # noqa: S606 - this very Python, and the user's own options
        sys.executable, [sys.executable, *command], _environment()
    )


def _environment() -> dict[str, str]:
    """Return one in which JupyterLab asks the network for no news of itself."""
    paths = [str(package_file("jupyter")), os.environ.get("JUPYTER_CONFIG_PATH")]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
