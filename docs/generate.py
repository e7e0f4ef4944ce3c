"""Write the generated pages of docs/ anew; with --check, say which are out of date."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from click.testing import CliRunner
from formats_page import formats_page
from gallery_page import gallery_page

from hygiene.cli.main import cli

DOCS = Path(__file__).parent
_WIDTH = 78  # two columns less than a terminal has, as click leaves them
INTRO = """\
# Commands

Written by `make docs` from the commands' own help; change it there.

Exit codes: `0` done and every gate passed; `2` bad usage or bad input; `3` a gate said
no, or a table was stale, and nothing was released; `1` is left to crashes.
"""


def command_page() -> str:
    """Return the page with the help of every command."""
    return "\n".join([INTRO, *sections([])])


def sections(command: list[str]) -> list[str]:
    """Return one section for a command, and one for each of those below it."""
    text = help_of(command)
    title = " ".join(["hygiene", *command])
    found = [f"## `{title}`\n\n```text\n{text.rstrip()}\n```\n"]
    _, _, listed = text.partition("\nCommands:\n")
    for name in re.findall(r"^  ([\w-]+)", listed, flags=re.MULTILINE):
        found += sections([*command, name])
    return found


def help_of(command: list[str]) -> str:
    """Return what `hygiene COMMAND --help` prints, 80 columns wide."""
    run = CliRunner().invoke(
        cli,
        [*command, "--help"],
        prog_name="hygiene",
        terminal_width=_WIDTH,
        catch_exceptions=False,
    )
    return run.output


def main() -> int:
    """Write the pages, or compare them; return the exit code."""
    pages = {
        DOCS / "cli.md": command_page(),
        DOCS / "formats.md": formats_page(),
        DOCS / "gallery.md": gallery_page(),
    }
    stale = [
        path
        for path, text in pages.items()
        if not path.exists() or path.read_text("utf-8") != text
    ]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"docs/{path.name} is out of date: run `make docs`.")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], "utf-8")
        print(f"docs/{path.name} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
