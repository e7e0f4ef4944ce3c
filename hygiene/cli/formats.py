"""`hygiene formats`: what other systems' files hold and which tables they fill."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import click

from hygiene.cli.failure import refusals
from hygiene.sources.formats.registry import format_named
from hygiene.sources.formats.registry import formats as known
from hygiene.sources.formats.spec import ANY_OTHER, DECLARE, Format, Part

_WIDTH = 88
_KINDS = {
    "csv": "CSV with a header",
    "headless": "CSV without a header",
    "json": "JSON or JSON lines",
    "lines": "one value a line",
}


@click.command()
@click.argument("name", required=False)
def formats(name: str | None) -> None:
    """Print which formats a campaign file may name, or what NAME looks like.

    Example: hygiene formats sendgrid
    """
    with refusals():
        lines = [*_detail(format_named(name))] if name else [*_overview()]
    click.echo("\n".join(lines))


def _overview() -> Iterator[str]:
    for given in known().values():
        tables = ", ".join(dict.fromkeys(part.table for part in given.parts))
        yield f"{given.name:<20}{_state(given):<19}{tables}"
    yield ""
    yield "canonical             the tables of `hygiene tables`, and the default"


def _state(given: Format) -> str:
    if given.verified:
        return "verified"
    is_partly = any(part.verified for part in given.parts)
    return "partly untested" if is_partly else "untested"


def _detail(given: Format) -> Iterator[str]:
    yield f"{given.name}: {given.title}"
    yield from textwrap.wrap(
        f"{_KINDS[given.kind]}; {_state(given)}. Known from: {given.source}.",
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
    )
    if given.timezone == DECLARE:
        yield "  Its times carry no zone: say timezone in the campaign file."
    elif given.timezone:
        yield f"  Its times are in {given.timezone} where they carry no zone."
    if given.is_hashed:
        yield "  Say digest and normalisation in the campaign file."
    for part in given.parts:
        yield ""
        yield from _part(part)
    yield ""
    yield "Easily misread:"
    for trap in given.traps:
        yield from textwrap.wrap(
            trap, _WIDTH, initial_indent="  - ", subsequent_indent="    "
        )


def _part(part: Part) -> Iterator[str]:
    untested = "" if part.verified else " (declared, never tested on a real file)"
    yield f"{part.name}: fills {part.table}{untested}"
    if part.files:
        yield f"  file names    {', '.join(part.files)}"
    columns = [f"{name} = {path}" for name, path in part.columns.items()]
    always = [f"{name} = {value}" for name, value in part.constants.items()]
    yield from _entry("must hold", part.needs)
    yield from _entry("is read", columns)
    yield from _entry("is always", always)
    yield from _entry("you declare", part.declare)
    for name, meanings in part.codes.items():
        words = [f"{_word(value)} = {_word(code)}" for value, code in meanings.items()]
        yield from _entry("means", words, f"{name}: ")
    for path, values in part.skip.items():
        yield from _entry("left out", [_word(value) for value in values], f"{path}: ")


def _entry(label: str, said: Sequence[str], of: str = "") -> Iterator[str]:
    if said:
        yield from textwrap.wrap(
            of + "; ".join(said),
            _WIDTH,
            initial_indent=f"  {label:<14}",
            subsequent_indent=" " * 16,
        )


def _word(value: str) -> str:
    return {"": "(blank)", ANY_OTHER: "(anything else)"}.get(value, value)
