"""A real JupyterLab, and a notebook in a page of it."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

from tests.contracts.files import ROOT

STARTED, RAN = 120, 300  # seconds
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
]


class Lab:
    """A running JupyterLab over a folder that `hygiene lab` set out."""

    def __init__(self, port, home):
        self.address = f"http://127.0.0.1:{port}"
        self.folder = home / "lab"
        self._settings = home / "settings"

    def choose(self, theme):
        """Choose the theme, and let every cell be in the page, in sight or not."""
        for name, values in {
            "apputils-extension/themes": {"theme": THEMES[theme]},
            "notebook-extension/tracker": {"windowingMode": "none"},
        }.items():
            path = self._settings / "@jupyterlab" / f"{name}.jupyterlab-settings"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(values))

    def wait_for_kernel(self, notebook):
        """Wait until the kernel of a notebook is heard and has nothing to do."""
        ends = time.monotonic() + STARTED
        while time.monotonic() < ends:
            with _asked(f"{self.address}/api/sessions") as answer:
                sessions = json.load(answer)
            kernels = [one["kernel"] for one in sessions if notebook in one["path"]]
            states = [(one["execution_state"], one["connections"]) for one in kernels]
            if states and all(one == ("idle", 1) for one in states):
                return
            time.sleep(0.2)
        raise AssertionError(f"The notebook has no idle kernel: {states}")

    def url(self, notebook):
        """Return where a notebook is, in a workspace of its own."""
        return (
            f"{self.address}/lab/workspaces/{notebook}/tree/notebooks/{notebook}.ipynb"
        )


@contextmanager
def lab(home):
    """Start `hygiene lab`, as a user does, with a home of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "hygiene", "lab", str(home / "lab")),
        *("--no-browser", "--allow-root", f"--ServerApp.port={port}"),
        *("--ServerApp.port_retries=0", "--IdentityProvider.token="),
    ]
    environment = {
        **os.environ,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "PYTHONPATH": str(ROOT),
    }
    with (
        (home / "lab.log").open("wb") as log,
        subprocess.Popen(
            command, cwd=home, env=environment, stdout=log, stderr=log
        ) as process,
    ):
        try:
            _wait(process, port, home / "lab.log")
            yield Lab(port, home)
        finally:
            process.terminate()


def _asked(address):
    return urllib.request.urlopen(address, timeout=5)  # noqa: S310 - loopback


def _wait(process, port, log):
    ends = time.monotonic() + STARTED
    while time.monotonic() < ends and process.poll() is None:
        try:
            with _asked(f"http://127.0.0.1:{port}/api"):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")


class Notebook:
    """A notebook in a page: what a user does to it, and what it then shows."""

    def __init__(self, page, lab):
        self.page = page
        self._lab = lab
        self.complaints = []
        page.on("console", self._listen)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, name):
        """Open a notebook and wait for its kernel."""
        self.page.goto(self._lab.url(name))
        self.page.locator(".jp-NotebookPanel").wait_for(timeout=STARTED * 1000)
        self._lab.wait_for_kernel(name)
        return self

    def run_all(self):
        """Choose Run → Run All Cells, and wait until each cell has run."""
        self.page.get_by_role("menuitem", name="Run", exact=True).click()
        self.page.get_by_text("Run All Cells", exact=True).click()
        self.page.wait_for_function(_DONE, timeout=RAN * 1000)

    @property
    def errors(self):
        """Return what cells printed as errors."""
        found = self.page.locator('[data-mime-type="application/vnd.jupyter.stderr"]')
        return found.all_inner_texts()

    def part(self, name):
        """Return a part of the explorer."""
        return self.page.locator(f".hygiene-explorer-{name}")

    def shot(self, path, width, part=None):
        """Take a picture of the whole notebook, however long it is, or of a part."""
        size = self.page.viewport_size
        self.page.set_viewport_size({**size, "width": width})
        height = self.page.evaluate(_HEIGHT)
        self.page.set_viewport_size({"width": width, "height": int(height) + 200})
        self.page.evaluate(_TO_THE_TOP)
        self.page.wait_for_timeout(1000)
        (part or self.page).screenshot(path=path)
        self.page.set_viewport_size(size)

    def _listen(self, message):
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location.get('url')})")


_DONE = """
() => {
  const prompts = [...document.querySelectorAll(
    '.jp-CodeCell .jp-InputArea-prompt')].map(one => one.textContent.trim());
  return prompts.length > 0 && prompts.every(one => /^\\[\\d+\\]:$/.test(one));
}
"""
_TO_THE_TOP = """
() => document.querySelectorAll('.jp-WindowedPanel-outer').forEach(
  one => one.scrollTo(0, 0))
"""
_HEIGHT = """
() => Math.max(...[...document.querySelectorAll(
  '.jp-WindowedPanel-outer, .jp-Notebook')].map(one => one.scrollHeight))
"""
