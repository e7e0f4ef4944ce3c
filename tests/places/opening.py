"""Opening an address as a campaign does."""

from pathlib import Path

import pytest

from hygiene.errors import InputError
from hygiene.sources.opening import open_table
from hygiene.sources.reading import Reading


def opened(address, table="audience", folder=Path(), **said):
    return open_table(address, table, folder, Reading(**said))


def rows(address, table="audience", folder=Path(), **said):
    (source,) = opened(address, table, folder, **said)
    return source.frame.collect()


def refusal(address, table="audience", folder=Path(), **said):
    with pytest.raises(InputError) as raised:
        opened(address, table, folder, **said)
    return str(raised.value)
