"""Checking: the gate alone, or in a project of one's own, over any tool's list."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hygiene.deciding import read_tables
from hygiene.gates.result import GateResult
from hygiene.gating import gate_list, list_subject
from hygiene.inputs import Inputs, from_file

if TYPE_CHECKING:
    from hygiene.gates.project import Context, Definitions


def check(
    campaign_file: str | Path,
    list_file: str | Path,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> GateResult:
    """Return what the gate says about a list, against the tables of a campaign.

    The list may come from any tool. What it does not say of a contact (id, country,
    source, subscriber type) is taken from the audience; where the audience knows
    several people under one address, all of them must be allowed.

    Args:
        campaign_file: A TOML file (contract section 3).
        list_file: The list, in any form of a table; only the contact points are needed,
            under the name that the campaign file or the contract has for them.
        as_of: The instant to check for; replaces the campaign's.
        known_at: The instant up to which records had reached us.

    Returns:
        The result; `passed` says whether the list may go out.

    Raises:
        InputError: The campaign, a table or the list cannot be used.
        StaleTableError: A table is older than the campaign allows.
        GateError: The gate itself is broken.

    Examples:
        >>> import polars as pl
        >>> from hygiene.resources import sample_campaign
        >>> path = Path(tempfile.mkdtemp()) / "list.csv"
        >>> pl.DataFrame({"email": ["stranger@example.com"]}).write_csv(path)
        >>> check(sample_campaign(), path).passed
        False
    """
    with _opened(campaign_file, as_of, known_at) as (inputs, work):
        result = gate_list(inputs, Path(list_file), work)
        return replace(result, notes=(*result.notes, *inputs.notes))


@contextmanager
def gate_in(
    context: Context,
    campaign_file: str | Path,
    list_file: str | Path,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
) -> Iterator[Definitions]:
    """Let a Great Expectations project of one's own run our suites over a list.

    Inside the block the project has our data source and validation definitions;
    afterwards it keeps the suites, and what a checkpoint stored. Results hold counts
    alone, whatever their format. Waivers do not count here, and a checkpoint's
    `success` is False even when a mere warning failed: ask for the severity.

    Args:
        context: The project, ephemeral or with files.
        campaign_file: A TOML file (contract section 3).
        list_file: The list, as for `check`.
        as_of: The instant to check for; replaces the campaign's.
        known_at: The instant up to which records had reached us.

    Yields:
        A validation definition for each suite that has expectations which apply.

    Raises:
        InputError: The campaign, a table or the list cannot be used, or the project
            reads another list already.
        StaleTableError: A table is older than the campaign allows.
        GateError: The gate itself is broken: an expectation cannot be answered, or
            missed a contact that was planted for it.

    Examples:
        >>> import great_expectations as gx
        >>> import polars as pl
        >>> from hygiene.resources import sample_campaign
        >>> path = Path(tempfile.mkdtemp()) / "list.csv"
        >>> pl.DataFrame({"email": ["stranger@example.com"]}).write_csv(path)
        >>> project = gx.get_context(mode="ephemeral")
        >>> with gate_in(project, sample_campaign(), path) as ours:
        ...     [one.name for one in ours]
        ['hygiene_incoming', 'hygiene_kept', 'hygiene_sends']
    """
    # Three seconds and 300 MB: imported only where a list is really checked.
    from hygiene.gates.project import definitions_in

    with _opened(campaign_file, as_of, known_at) as (inputs, work):
        subject = list_subject(inputs, Path(list_file), work)
        with definitions_in(context, subject, inputs.campaign, work) as definitions:
            yield definitions


@contextmanager
def _opened(
    campaign_file: str | Path, as_of: datetime | None, known_at: datetime | None
) -> Iterator[tuple[Inputs, Path]]:
    """Give the inputs of a campaign and a folder for a while; refuse bad tables."""
    inputs = from_file(campaign_file, as_of, known_at)
    with tempfile.TemporaryDirectory(prefix="hygiene-") as folder:
        work = Path(folder)
        # Bad tables are refused as a screening refuses them; the gate reads them anew.
        read_tables(inputs, work)
        yield inputs, work
