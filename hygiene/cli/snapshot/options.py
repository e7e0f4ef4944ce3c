"""Options that several commands about snapshots have."""

from __future__ import annotations

from pathlib import Path

import click

STORE = click.argument("store", type=click.Path(path_type=Path))
KEY_FILE = click.option(
    "--key-file",
    required=True,
    type=click.Path(path_type=Path),
    help="The pseudonym key, a file of yours alone (mode 600).",
)
MAYBE_KEY_FILE = click.option(
    "--key-file",
    type=click.Path(path_type=Path),
    help="The pseudonym key, a file of yours alone (mode 600).",
)
SIGNING_KEY = click.option(
    "--signing-key",
    required=True,
    type=click.Path(path_type=Path),
    help="An Ed25519 key of OpenSSH without a passphrase (mode 600).",
)
IDENTITY = click.option(
    "--identity",
    required=True,
    help="Who the signing key speaks for, such as audit@example.com.",
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def campaigns_of(given: tuple[str, ...]) -> list[str | tuple[str, str]]:
    """Return campaign files, each with the folder of its release if that is named.

    >>> campaigns_of(("a.toml", "b.toml=out"))
    ['a.toml', ('b.toml', 'out')]
    """
    parted = [text.partition("=") for text in given]
    return [(file, out) if out else file for file, _, out in parted]
