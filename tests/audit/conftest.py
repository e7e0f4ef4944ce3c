"""One store of three quarters for every test of snapshots."""

from types import SimpleNamespace

import pytest

from tests.audit.stores import add, signing_key


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Return the store, the key that signed it, and the heads in order."""
    folder = tmp_path_factory.mktemp("audit")
    key = signing_key(folder)
    store = folder / "snapshots"
    heads = [add(store, quarter, key).head for quarter in (1, 2, 3)]
    return SimpleNamespace(store=store, key=key, heads=heads, folder=folder)
