"""Quiet: Great Expectations works without a word, and leaves the process as it was."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = "great_expectations"
_ENVIRONMENT = {"GX_ANALYTICS_ENABLED": "false", "SF_PARTNER": None}


@contextmanager
def quiet() -> Iterator[None]:
    """Silence logs, warnings and progress, and switch telemetry off, for a while.

    It logs a whole traceback for one bad query, and a message may quote a cell.
    """
    import tqdm  # type: ignore[import-untyped]

    # Its modules set levels of their own: what they log is caught on the way up.
    logger, sink = logging.getLogger(_LOGGER), logging.NullHandler()
    propagate, interval = logger.propagate, tqdm.tqdm.monitor_interval
    before = {name: os.environ.get(name) for name in _ENVIRONMENT}
    logger.propagate = False
    logger.addHandler(sink)
    tqdm.tqdm.monitor_interval = 0
    _set_environment(_ENVIRONMENT)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        _set_environment(before)
        tqdm.tqdm.monitor_interval = interval
        logger.removeHandler(sink)
        logger.propagate = propagate


def _set_environment(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
