"""`VERIFY.md` as it is written, with coreutils and OpenSSH alone."""

import json
import re
import shutil
import subprocess

import duckdb
import pytest

from tests.audit import test_tampering as tampering
from tests.audit.stores import copied

TOOLS = ("cut", "ls", "sha256sum", "sort", "ssh-keygen", "tail")
BLOCK = re.compile(r"```(sh|sql)\n(.*?)```", re.DOTALL)


def blocks(folder):
    return dict(BLOCK.findall((folder / "data/VERIFY.md").read_text()))


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """Return a folder with the named tools and nothing else."""
    folder = tmp_path_factory.mktemp("bin")
    for name in TOOLS:
        (folder / name).symlink_to(shutil.which(name))
    return folder


def follow(folder, tools):
    shell = shutil.which("sh")
    return subprocess.run(
        [shell, "-c", blocks(folder)["sh"]],
        cwd=folder,
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("number", range(3))
def test_the_guide_verifies_a_snapshot(made, tools, number):
    done = follow(made.store / f"2026Q{number + 2}", tools)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == made.heads[number]
    assert 'Good "audience-audit-snapshot" signature' in done.stdout


FOUND = (
    *("bit_flip", "edited", "edited_with_manifest", "edited_with_manifests"),
    *("signed_by_another", "signed_for_something_else", "file_deleted", "file_added"),
    *("file_added_beside", "link_for_file", "info_edited", "signature_stripped"),
    *("path_in_manifest", "line_ends", "folder_added"),
)


@pytest.mark.parametrize("name", FOUND)
def test_the_guide_finds_what_it_can(made, tools, tmp_path, name):
    store = copied(made.store, tmp_path)
    guide = blocks(store / "2026Q3")["sh"]
    getattr(tampering, name)(store, made)
    done = follow(store / "2026Q3", tools)
    assert guide == blocks(store / "2026Q3")["sh"]
    assert done.returncode != 0


def test_the_guide_finds_that_the_one_before_was_changed(made, tools, tmp_path):
    store = copied(made.store, tmp_path)
    tampering.insider_signs_again(store, made)
    assert follow(store / "2026Q4", tools).returncode != 0


def test_the_sql_of_the_guide_gives_the_signed_hashes(made, monkeypatch):
    folder = made.store / "2026Q3"
    monkeypatch.chdir(folder)
    record = json.loads((folder / "data/snapshot.json").read_text())
    expected = [output["lth1"] for output in record["outputs"]]
    queries = blocks(folder)["sql"].split(";\n")
    found = [duckdb.sql(query).fetchall()[0][0] for query in queries if query.strip()]
    assert found == expected
    assert len(found) == 7
