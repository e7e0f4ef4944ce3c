"""`hygiene screen`: decide an audience and write the lists, past the gate."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import click

from hygiene.cli.failure import refusals, require_extras
from hygiene.cli.progress import ProgressLines
from hygiene.folders import check_replaceable
from hygiene.inputs import from_file
from hygiene.screening import screen_inputs

_BAR = 24


class Moment(click.ParamType[datetime]):
    """An ISO 8601 instant, or `now`: the only place where the clock is read."""

    name = "time"

    def convert(
        self,
        value: Any,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> datetime:
        """Return the instant; a time without a zone stays naive."""
        if isinstance(value, datetime):
            return value
        if value == "now":
            return datetime.now(UTC)
        hint = f"'{value}' is not a time such as 2026-11-24T09:00:00Z."
        if len(value) <= len("2026-11-24"):
            self.fail(hint, param, ctx)
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fail(hint, param, ctx)


ENGINE = click.option(
    "--engine",
    type=click.Choice(["streaming", "in-memory"]),
    default="streaming",
    show_default=True,
    help="Polars engine; the answer is the same.",
)


@click.command()
@click.argument("campaign", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder for the results; new, empty, or written by an earlier run.",
)
@click.option("--as-of", type=Moment(), help="Decide for this instant, or 'now'.")
@click.option("--known-at", type=Moment(), help="With what was known then, or 'now'.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "parquet"]),
    help="Format of the lists; by default the audience's own.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@ENGINE
def screen(
    campaign: Path,
    out: Path,
    as_of: datetime | None,
    known_at: datetime | None,
    form: Literal["csv", "parquet"] | None,
    as_json: bool,  # noqa: FBT001 - click passes it by name
    engine: Literal["streaming", "in-memory"],
) -> None:
    """Screen the audience of CAMPAIGN, a TOML file, and write the lists to --out.

    Example: hygiene screen sample_data/campaign.toml --out screened
    """
    run(
        campaign,
        out,
        as_json=as_json,
        form=form,
        as_of=as_of,
        known_at=known_at,
        engine=engine,
    )


def run(
    campaign: Path,
    out: Path,
    *,
    as_json: bool = False,
    form: Literal["csv", "parquet"] | None = None,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    engine: Literal["streaming", "in-memory"] = "streaming",
) -> None:
    """Screen, write and print; used by every command that releases a list."""
    with refusals(out):
        require_extras("Writing a list past its gate", ("gates", "charts"))
        check_replaceable(out)
        inputs = from_file(campaign, as_of, known_at)
        inputs.check_apart(out)
        for note in inputs.notes:
            click.echo(f"Note: {note}", err=True)
        progress = ProgressLines()
        screening = screen_inputs(inputs, engine, progress)
        summary = screening.summary()
        screening.write(out, format=form)
        gate = json.loads((out / "gate.json").read_text("utf-8"))
        progress("written", summary["counts"]["kept"])
    if as_json:
        click.echo(json.dumps(summary, indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(_lines(summary, gate["headline"], out)))


def _lines(summary: dict[str, Any], gate: str, out: Path) -> Iterator[str]:
    counts = summary["counts"]
    total = counts["audience"]
    yield f"Campaign {summary['campaign']['id']}, as of {summary['as_of']}"
    yield f"  audience {total:>10,}"
    yield f"  kept     {counts['kept']:>10,}  {_share(counts['kept'], total)}"
    yield f"  removed  {counts['removed']:>10,}  {_share(counts['removed'], total)}"
    yield "Kept, by ground:"
    yield from _bars(counts["by_basis"], total)
    yield "Removed, by primary reason:"
    yield from _bars(counts["by_reason"], total)
    yield gate
    yield f"Lists, decisions and report.html are in {out}."


def _bars(counts: dict[str, int], total: int) -> Iterator[str]:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    most = max(counts.values(), default=1)
    for name, count in ranked:
        bar = "█" * max(1, round(count / most * _BAR))
        yield f"  {name:<22}{count:>10,}  {_share(count, total)}  {bar}"


def _share(count: int, total: int) -> str:
    return f"{count / total:>6.1%}" if total else "   0.0%"
