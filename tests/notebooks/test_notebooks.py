"""Every notebook runs from top to bottom, and does no more than tell a story."""

import ast
import re
from pathlib import Path

import nbformat
import polars as pl
import pytest
from nbclient import NotebookClient

import hygiene
from hygiene.lab_folder import set_out
from tests.e2e.world import campaign_file

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_CELL = 15
ADDRESS = re.compile(r"[\w.+-]+@[\w-]")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_cells(path):
    notebook = nbformat.read(path, as_version=4)
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return [re.sub(r"(?m)^[%!].*$", "pass", source) for source in sources]


def test_there_are_notebooks():
    assert NOTEBOOKS


EXECUTED = [
    pytest.param(path, id=path.stem, marks=pytest.mark.notebook) for path in NOTEBOOKS
]


@pytest.fixture(scope="module", params=EXECUTED)
def executed(request):
    """Return a notebook that ran from top to bottom in a kernel of its own."""
    notebook = nbformat.read(request.param, as_version=4)
    client = NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}}
    )
    return client.execute()


def outputs(notebook):
    """Return every output of the code cells."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [output for cell in code for output in cell.outputs]


def shown(notebook):
    """Return every text that is kept below a cell, those of widgets too."""
    for output in outputs(notebook):
        data = [output.text] if "text" in output else output.get("data", {}).values()
        yield from map(str, data)
    yield str(notebook.metadata.get("widgets", ""))


def test_notebook_runs_without_a_complaint(executed):
    kinds = {(output.output_type, output.get("name")) for output in outputs(executed)}
    assert kinds <= {("execute_result", None), ("stream", "stdout")}


def test_notebook_shows_its_pictures_once(executed):
    pictures = [
        output.data["image/png"]
        for output in outputs(executed)
        if "image/png" in output.get("data", {})
    ]
    assert pictures
    assert len(pictures) == len(set(pictures))


def test_notebook_shows_no_address(executed):
    assert [text for text in shown(executed) if ADDRESS.search(text)] == []


def test_notebook_ends_in_a_checked_statement(executed):
    last = [cell for cell in executed.cells if cell.cell_type == "code"][-1]
    statements = ast.parse(last.source).body
    assert any(isinstance(statement, ast.Assert) for statement in statements)
    assert "".join(output.text for output in last.outputs).strip()


@every_notebook
def test_first_code_cell_holds_the_parameters(path):
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == cells[:1]
    statements = ast.parse(tagged[0].source).body
    assert statements
    for statement in statements:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


@every_notebook
def test_notebook_names_its_kernel(path):
    metadata = nbformat.read(path, as_version=4).metadata
    assert metadata.kernelspec.name == "python3"
    assert metadata.language_info.name == "python"


def test_first_screening_says_what_the_sample_data_says():
    notebook = nbformat.read(FOLDER / "01_first_screening.ipynb", as_version=4)
    (parameters,) = [cell for cell in notebook.cells if cell.metadata.get("tags")]
    given = {
        statement.targets[0].id: ast.literal_eval(statement.value)
        for statement in ast.parse(parameters.source).body
    }
    with hygiene.screen(hygiene.sample_campaign()) as screening:
        assert screening.summary()["counts"]["audience"] == 5_000
        kept = screening.explain(given["kept_contact"])
        removed = screening.explain(given["removed_contact"])
        longest = screening.waterfall()["step"].to_list()[1:3]
    # The text tells that both unsubscribed, and what each did afterwards.
    assert kept.decisions["decision"].to_list() == ["keep"]
    assert removed.decisions["reason"].to_list() == ["unsubscribed"]
    assert story(kept) == ["unsubscribed", "given"]
    assert story(removed) == ["unsubscribed", "contract"]
    assert longest == ["processor_only", "transaction_only"]


def test_why_this_contact_says_what_the_sample_data_says():
    with hygiene.screen(hygiene.sample_campaign()) as screening:
        assert screening.near_misses().contacts == 0
        removed = screening.decisions.filter(pl.col("decision") == "remove").collect()
        most = removed.sort(pl.col("reasons").list.len(), descending=True).head(1)
        found = screening.explain(most["contact_id"].item())
        single = removed.filter(pl.col("reasons") == ["unsubscribed"]).head(1)
        one_reason = screening.explain(single["contact_id"].item())
    # The text tells that much stands against one, and that a consent frees the other.
    assert found.remedies["way"].unique().to_list() == ["together"]
    assert one_reason.remedies.select("way", "kind").rows() == [("alone", "consent")]


def story(explanation):
    """Return what happened from the opt-out on, payments left out."""
    what = explanation.records["what"].to_list()
    return [word for word in what[what.index("unsubscribed") :] if word != "payment"]


@every_notebook
def test_cells_are_short(path):
    assert [cell for cell in code_cells(path) if cell.count("\n") >= LONGEST_CELL] == []


@every_notebook
def test_logic_stays_in_the_package(path):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for cell in code_cells(path):
        assert not any(isinstance(node, kinds) for node in ast.walk(ast.parse(cell)))


@every_notebook
def test_only_the_public_interface_is_imported(path):
    for cell in code_cells(path):
        for node in ast.walk(ast.parse(cell)):
            names = [alias.name for alias in getattr(node, "names", [])]
            modules = [getattr(node, "module", None), *names]
            assert not any(str(module).startswith("hygiene.") for module in modules)


@pytest.mark.slow
def test_every_notebook_runs_on_a_campaign_of_ones_own(tmp_path):
    """A few contacts, and nothing in them that the sample's story is about."""
    campaign_file(tmp_path)
    set_out(tmp_path)
    for path in sorted((tmp_path / "notebooks").glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        resources = {"metadata": {"path": str(path.parent)}}
        NotebookClient(notebook, timeout=120, resources=resources).execute()
