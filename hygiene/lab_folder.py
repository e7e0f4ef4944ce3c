"""A lab folder: one with the notebooks and a campaign beside each other.

A notebook that was set out is the user's own from then on: nothing is overwritten.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from hygiene.errors import InputError
from hygiene.resources import sample_campaign, shipped_folder

NOTEBOOKS = "notebooks"
_CAMPAIGN = "campaign.toml"
_SAMPLE = "sample_data"
_CODE = shutil.ignore_patterns("*.py", "shapes", "__pycache__")
_PAST = "past"
# What only the sample has: contacts of the first notebook, the week of the fifth.
_OF_THE_SAMPLE = {
    **dict.fromkeys(
        ("kept_contact", "removed_contact"), "None  # a contact id; None: the first one"
    ),
    "known_at": "None  # what is known, in the campaign's zone; None: its as_of",
    "since": "None  # the messages to look at: from here; None: the first",
    "until": "None  # until before here; None: the last",
}


@dataclass(frozen=True, slots=True)
class LabFolder:
    """What was set out.

    Attributes:
        folder: The folder.
        campaign: The campaign file that the notebooks read, below the folder.
        written: The notebooks that were put there, by name.
        left: Those that were there already, and stay as they are.
    """

    folder: Path
    campaign: Path
    written: tuple[str, ...]
    left: tuple[str, ...]

    def __str__(self) -> str:
        """Return what lies where."""
        count = f"{len(self.written)} notebook(s) put into {NOTEBOOKS}/"
        lines = [f"{self.folder}: {count}; new ones read {self.campaign}."]
        if self.left:
            lines.append(f"Left as they were: {', '.join(self.left)}.")
        return "\n".join(lines)


def set_out(folder: Path) -> LabFolder:
    """Put the notebooks into a folder, and the sample campaign if it has none.

    Args:
        folder: A folder, made when it is missing. Its `campaign.toml` is what the
            notebooks read, if there is one.

    Raises:
        InputError: The folder cannot be written to.
    """
    try:
        return _set_out(folder)
    except OSError as error:
        raise InputError(
            f"'{folder}' cannot hold the notebooks ({error.strerror}). "
            "Name a folder that you may write to."
        ) from None


def _set_out(folder: Path) -> LabFolder:
    notebooks = folder / NOTEBOOKS
    notebooks.mkdir(parents=True, exist_ok=True)
    campaign = Path(_CAMPAIGN)
    if not (folder / campaign).exists():
        campaign = Path(_SAMPLE, _CAMPAIGN)
        if not (folder / campaign).exists():
            shutil.copytree(sample_campaign().parent, folder / _SAMPLE, ignore=_CODE)
    written, left = [], []
    for source in sorted(shipped_folder(NOTEBOOKS).glob("*.ipynb")):
        target = notebooks / source.name
        if target.exists():
            left.append(source.name)
            continue
        target.write_text(_reading(source, campaign), encoding="utf-8")
        written.append(source.name)
    return LabFolder(folder, campaign, tuple(written), tuple(left))


def _reading(source: Path, campaign: Path) -> str:
    """Return a notebook whose parameters name the campaign, and no other's contacts."""
    notebook = json.loads(source.read_text(encoding="utf-8"))
    is_sample = campaign.parts[0] == _SAMPLE
    past = campaign.parent / _PAST / campaign.name if is_sample else campaign
    given = {
        "campaign_file": f'"../{campaign.as_posix()}"',
        "past_campaign_file": f'"../{past.as_posix()}"',
        **({} if is_sample else _OF_THE_SAMPLE),
    }
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            lines = "".join(cell["source"]).splitlines(keepends=True)
            cell["source"] = [_set(line, given) for line in lines]
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _set(line: str, given: Mapping[str, str]) -> str:
    """Return the line of a parameter with its value; another line as it is."""
    name = line.partition(" = ")[0]
    end = "\n" if line.endswith("\n") else ""
    return f"{name} = {given[name]}{end}" if name in given else line
