"""Real servers, started once for these tests, and an environment without secrets."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.places import servers


@pytest.fixture(scope="session")
def postgresql_server():
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    folder.chmod(0o755)
    try:
        with servers.postgresql(folder) as database:
            yield database
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory):
    with servers.s3(tmp_path_factory.mktemp("swift")) as store:
        yield store


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    """Take away what the machine itself says of stores and databases."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "PG", "PYICEBERG_")):
            monkeypatch.delenv(name)


@pytest.fixture
def database(postgresql_server, monkeypatch):
    """The PostgreSQL server, with its user and password in the environment."""
    for name, value in postgresql_server.environment.items():
        monkeypatch.setenv(name, value)
    return postgresql_server


@pytest.fixture
def store(s3_server, monkeypatch):
    """The S3 server, with its endpoint and credentials in the environment."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return s3_server
