"""Printing: a page to PDF, by the Chromium or Chrome that is on the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from hygiene.errors import HygieneError, MissingBrowserError
from hygiene.folders import Maker, check_file, new_file

_BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
)
_OPTIONS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--no-pdf-header-footer",
    # The page loads nothing; nor shall the browser itself ask any host.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
_AS_ROOT = ("--no-sandbox",)
_LONGEST = 120
_HEAD = 1_000
# Chromium writes the title of the page first: as it is, or as UTF-16 in hex digits.
_TITLE = "Screening of "
_TITLES = (
    f"/Title ({_TITLE}".encode(),
    f"/Title <FEFF{_TITLE.encode('utf-16-be').hex().upper()}".encode(),
)


def _is_own(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(_HEAD)
    return any(title in head for title in _TITLES)


PRINTED = Maker("`hygiene report`", "--pdf", _is_own)
"""Who writes such a file."""


def find_browser() -> str:
    """Return the path of a browser that prints.

    Raises:
        MissingBrowserError: There is none on the path.
    """
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if found is None:
        raise MissingBrowserError
    return found


def print_pdf(page: Path, pdf: Path) -> None:
    """Print an HTML page to `pdf`, which is written whole or not at all.

    Raises:
        InputError: `pdf` is something else, or cannot be written.
        MissingBrowserError: There is no browser that prints.
        HygieneError: The browser did not print.
    """
    check_file(pdf, PRINTED)
    browser = find_browser()
    with (
        tempfile.TemporaryDirectory(prefix="hygiene-") as profile,
        new_file(pdf) as new,
    ):
        command = [
            browser,
            *_OPTIONS,
            *(_AS_ROOT if _is_root() else ()),
            f"--user-data-dir={profile}",
            f"--print-to-pdf={new}",
            page.resolve().as_uri(),
        ]
        try:
            subprocess.run(  # noqa: S603 - a browser of the machine, our own page
                command, capture_output=True, check=True, timeout=_LONGEST
            )
        except (OSError, subprocess.SubprocessError):
            raise _unprinted(browser) from None
        if not new.stat().st_size:
            raise _unprinted(browser)


def _unprinted(browser: str) -> HygieneError:
    name = Path(browser).name
    return HygieneError(
        f"'{name}' did not print the page. Open report.html in a browser and print it "
        "there."
    )


def _is_root() -> bool:
    """Whether this is a system's root, for whom Chromium has no sandbox."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
