"""Generated pages are up to date, and links lead somewhere."""

import re
import subprocess
import sys

import pytest

from tests.contracts.files import ROOT, repository_files

PAGES = [path for path in repository_files() if path.suffix == ".md"]
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|#|mailto:)([^)#\s]+)")


def test_generated_pages_are_up_to_date():
    result = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_to_files(page):
    targets = LINK.findall(page.read_text("utf-8"))
    broken = [item for item in targets if not (page.parent / item).exists()]
    assert broken == []
