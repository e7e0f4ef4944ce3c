"""`hygiene tables`: the contracts of the tables, in words."""

from __future__ import annotations

from collections.abc import Iterator

import click

from hygiene.cli.failure import refusals
from hygiene.errors import listed
from hygiene.tables import TABLES, Column, Table, table_named


@click.command()
@click.argument("name", required=False)
def tables(name: str | None) -> None:
    """Print what the table NAME holds, or every table.

    Example: hygiene tables suppressions
    """
    with refusals():
        chosen = [table_named(name)] if name else list(TABLES.values())
    click.echo("\n\n".join("\n".join(_lines(table)) for table in chosen))


def _lines(table: Table) -> Iterator[str]:
    yield f"{table.name}: {table.meaning}"
    for column in table.columns:
        kind, presence = str(column.kind), _presence(column)
        yield f"  {column.name:<17}{kind:<13}{presence:<24}{column.meaning}"
        if column.codes:
            yield f"{'':19}one of {listed(column.codes)}"
    if table.one_of:
        yield f"  Every row fills at least one of {listed(table.one_of)}."


def _presence(column: Column) -> str:
    return "required" if column.required else f"optional, {column.default}"
