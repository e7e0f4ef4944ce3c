"""The wheel with its core dependencies alone. Run by `make wheel-test`."""

import importlib.metadata
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.core


def run(*command):
    return subprocess.run(
        [sys.executable, "-I", "-m", "hygiene", *command],
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_is_the_installed_package_that_is_tested():
    hygiene = importlib.import_module("hygiene")
    assert "site-packages" in Path(hygiene.__file__).parts


def test_core_dependencies_bring_in_none_of_the_extras():
    extras = (
        *("great_expectations", "duckdb", "sqlalchemy", "matplotlib", "pandas"),
        *("obstore", "adbc_driver_manager", "deltalake", "pyiceberg"),
    )
    assert [name for name in extras if importlib.util.find_spec(name)] == []


def test_types_are_shipped():
    root = Path(importlib.util.find_spec("hygiene").origin).parent
    assert (root / "py.typed").is_file()


def test_licence_is_shipped():
    files = importlib.metadata.files("audience-hygiene")
    assert any(file.name == "LICENSE" for file in files)


def test_version_is_that_of_the_distribution():
    result = run("--version")
    assert result.returncode == 0, result.stderr
    assert importlib.metadata.version("audience-hygiene") in result.stdout


@pytest.mark.parametrize("command", [["--help"], ["tables"], ["tables", "consents"]])
def test_command_works_without_extras(command):
    result = run(*command)
    assert result.returncode == 0, result.stderr
    assert result.stdout
    assert result.stderr == ""
