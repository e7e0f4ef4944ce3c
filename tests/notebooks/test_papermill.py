"""The notebook of a quarter as a report: papermill runs it with other parameters."""

import subprocess
import sys

import nbformat
import pytest

from hygiene import audit
from tests.audit.stores import KEY, add, signing_key
from tests.notebooks.test_notebooks import ADDRESS, FOLDER

pytestmark = pytest.mark.notebook


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    """Return a folder with a store of two quarters, and the second one's report."""
    folder = tmp_path_factory.mktemp("papermill")
    signing = signing_key(folder)
    store = folder / "snapshots"
    heads = [add(store, quarter, signing).head for quarter in (1, 2)]
    (folder / "pseudonym.key").write_text(bytes(range(32)).hex())
    (folder / "pseudonym.key").chmod(0o600)
    given = {
        "store": store,
        "quarter": "2026Q3",
        "key_file": folder / "pseudonym.key",
        "signers": store / "allowed_signers",
        "expect_head": heads[-1],
        "out": folder / "pack",
        "seed": "of the auditor",
    }
    parameters = [part for name, value in given.items() for part in ("-p", name, value)]
    notebook = FOLDER / "06_quarterly_audit.ipynb"
    command = [sys.executable, "-m", "papermill", notebook, folder / "2026Q3.ipynb"]
    done = subprocess.run(
        [*map(str, [*command, *parameters]), "--no-progress-bar", "--cwd", str(FOLDER)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


def test_the_pack_is_the_one_that_the_parameters_ask_for(reported):
    store, again = reported / "snapshots", reported / "again"
    head = audit.verify(store, level="quick").heads["2026Q3"]
    signers = store / "allowed_signers"
    options = {"seed": "of the auditor", "signers": signers, "expect_head": head}
    made = audit.pack(store, "2026Q3", again, **options)
    for name in made.files:
        assert (reported / "pack" / name).read_bytes() == (again / name).read_bytes()


def test_the_report_is_of_the_store_and_names_nobody(reported):
    notebook = nbformat.read(reported / "2026Q3.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    outputs = [output for cell in code for output in cell.outputs]
    assert {output.output_type for output in outputs} <= {"execute_result", "stream"}
    shown = "\n".join(
        str(output.get("text", output.get("data", {}))) for output in outputs
    )
    assert "2026Q3: verified, replayed, packed" in shown
    assert "compared with 2026Q2" in shown
    assert "kept" in shown
    assert not ADDRESS.search(shown)
    assert KEY.kid not in shown
    assert sorted(path.name for path in (reported / "snapshots").iterdir()) == [
        ".lock",
        "2026Q2",
        "2026Q3",
        "allowed_signers",
        "heads.txt",
    ]
