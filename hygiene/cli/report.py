"""`hygiene report`: the report of a screening, for people and for paper."""

from __future__ import annotations

from pathlib import Path

import click

from hygiene.cli.failure import refusals, require_extras
from hygiene.folders import write_file
from hygiene.printing import print_pdf
from hygiene.report import report_of


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--pdf",
    type=click.Path(path_type=Path),
    help="Print it to this file too; needs Chromium or Google Chrome.",
)
def report(folder: Path, pdf: Path | None) -> None:
    """Write the report of FOLDER, which `hygiene screen --out` wrote.

    It is made anew from summary.json and gate.json: one page, report.html, that opens
    offline and prints on A4.

    Example: hygiene report screened
    """
    with refusals():
        require_extras("A report with pictures", ("charts",))
        page = folder / "report.html"
        write_file(page, report_of(folder))
        click.echo(f"The report is in {page}.")
        if pdf:
            print_pdf(page, pdf)
            click.echo(f"It is printed in {pdf}.")
