"""A folder with the sample campaign, and what an example may not leave in it."""

import os
import re
import shutil
import subprocess
import sysconfig

from tests.contracts.files import ROOT

PIPELINES = ROOT / "docs" / "pipelines"
SAMPLE = ROOT / "sample_data"
AS_OF = "2026-11-24T09:00:00Z"
LATE = "2026-12-01T09:00:00Z"  # a week later the bounces are too old: exit code 3
CANARY = "q7canary7q@example.com"
ENDED = 300  # seconds after which a run counts as hung

# The sample has nobody without one of these; messages have neither.
PERSONAL = re.compile(r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+|\bNP-\d{6}\b")


def copy_sample(folder):
    """Copy the sample campaign to `folder`, where an example runs."""
    without = shutil.ignore_patterns("story")
    shutil.copytree(SAMPLE, folder / "sample_data", ignore=without)
    return folder


def spoil_input(folder):
    """Give a table of the sample a row that cannot be read: exit code 2."""
    path = folder / "sample_data" / "suppressions_crm.csv"
    text = path.read_text("utf-8")
    names = text.splitlines()[0].split(",")
    row = {"suppression_id": "spoilt", "match": CANARY, "value": CANARY}
    path.write_text(f"{text}{','.join(row.get(name, '') for name in names)}\n", "utf-8")


def environment(**more):
    """Return the environment of a pipeline that has `hygiene` on its PATH."""
    path = os.pathsep.join([sysconfig.get_path("scripts"), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "AS_OF": AS_OF, **more}


def run(*command, cwd, **more):
    """Run a command as a pipeline would."""
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=environment(**more),
        check=False,
        capture_output=True,
        text=True,
        timeout=ENDED,
    )


def personal(*texts):
    """Return what stands in the texts that may stand in no log."""
    return sorted({found for text in texts for found in PERSONAL.findall(text)})


def files(folder):
    """Return the names of the files in `folder`, hidden ones and all."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
