"""One JupyterLab and one browser for all of these tests."""

import os
from pathlib import Path

import pytest

from hygiene.printing import find_browser
from tests.browser.jupyter import FLAGS, Notebook, lab


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    with lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_browser(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def pictures(tmp_path_factory):
    """Return where screenshots go: a folder that is named, to look at them, or none."""
    named = os.environ.get("HYGIENE_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def opened(browser, jupyter):
    """Return a function that opens a notebook in a theme."""
    contexts = []

    def open_notebook(name, theme):
        jupyter.choose(theme)
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        return Notebook(context.new_page(), jupyter).open(name)

    yield open_notebook
    for context in contexts:
        context.close()
