"""What importing hygiene costs, and what it must not load."""

import subprocess
import sys

import pytest

HEAVY = (
    *("duckdb", "great_expectations", "matplotlib", "pandas", "sqlalchemy"),
    *(
        "IPython",
        "cryptography",
        "ipywidgets",
        "adbc_driver_manager",
        "deltalake",
        "obstore",
        "pyiceberg",
    ),
)


def python(*arguments):
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=False
    )


def loaded_by(statement):
    code = f"import sys\n{statement}\nprint(*sorted(sys.modules))"
    result = python("-W", "error", "-c", code)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


@pytest.mark.parametrize("module", ["hygiene", "hygiene.cli.main"])
def test_import_loads_nothing_heavy(module):
    assert loaded_by(f"import {module}").intersection(HEAVY) == set()


def test_import_of_the_library_does_not_load_the_command_line():
    assert "click" not in loaded_by("import hygiene")


def test_every_public_name_is_there():
    loaded_by("import hygiene\nfor name in hygiene.__all__: getattr(hygiene, name)")


def test_module_can_be_run():
    result = python("-m", "hygiene", "--help")
    assert result.returncode == 0, result.stderr
    assert "screen" in result.stdout
    assert result.stderr == ""


def test_help_loads_nothing_heavy():
    result = python("-X", "importtime", "-m", "hygiene", "--help")
    loaded = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
    assert loaded.intersection(HEAVY) == set()
