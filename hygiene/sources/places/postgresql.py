"""PostgreSQL: one query, in a read-only transaction, through libpq.

Passwords come from where libpq looks for them: PGPASSWORD, PGPASSFILE, a service file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import urlencode

import pyarrow as pa

from hygiene.errors import InputError
from hygiene.sources.places.addresses import DOCS, Address, read_address
from hygiene.sources.places.copying import copy_rows
from hygiene.sources.places.fetched import Fetched, packages, required_query

OPTIONS = (
    "sslmode",
    "sslrootcert",
    "service",
    "connect_timeout",
    "target_session_attrs",
    "channel_binding",
    "application_name",
)
"""What an address may say after '?'; each means what it means to libpq."""

_WHERE = re.compile(
    r"(?:(?P<user>[\w.%-]+)@)?"
    r"(?P<hosts>(?:(?:[\w.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?,?)*)"
    r"(?:/(?P<database>[\w.%$-]*))?"
)
_WAIT = "10"

# SQLSTATE to what it says (PostgreSQL manual, appendix A); its text is never shown.
_STATES = {
    "25006": "it would change data, and only reading is allowed",
    "42501": "the user may not read what it names",
    "42601": "it is not one SQL statement",
    "42703": "it names a column that is not there",
    "42P01": "it names a table that is not there",
    "57014": "the server cancelled it, as after a time-out",
}


def fetch(given: str, _folder: Path, query: str | None) -> list[Fetched]:
    """Return a copy of what a PostgreSQL database answers to a query.

    Raises:
        InputError: The address, the connection or the query is refused.
        MissingExtraError: The driver is not installed.
    """
    address = read_address(given, OPTIONS)
    label = _label(address)
    asked = required_query(query, address.scheme)
    with packages("A PostgreSQL database", "databases"):
        from adbc_driver_manager import Error
        from adbc_driver_postgresql import dbapi
    try:
        connection = dbapi.connect(_uri(address))
    except Error as error:
        raise _unconnected(label, str(error)) from None
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("set transaction read only")
            cursor.execute(asked)
            return [Fetched(label, copy_rows(cursor.fetch_record_batch(), label))]
    except Error as error:
        raise _failed(label, error.sqlstate) from None
    except (pa.ArrowException, OSError):
        raise InputError(
            f"The query of '{label}' failed while its rows were read; nothing was "
            "screened. Try it with psql, which says why."
        ) from None


def _label(address: Address) -> str:
    """Return the address without its user and options.

    Raises:
        InputError: It is not written as an address of a database.
    """
    where = _WHERE.fullmatch(address.rest)
    if where is None:
        raise InputError(
            "A 'postgresql://' address is written postgresql://host/database, or "
            f"postgresql://user@host:port/database ({DOCS} has examples)."
        )
    return f"postgresql://{where['hosts']}/{where['database'] or ''}"


def _uri(address: Address) -> str:
    options = dict(address.options)
    if "PGCONNECT_TIMEOUT" not in os.environ:
        options.setdefault("connect_timeout", _WAIT)
    tail = f"?{urlencode(options)}" if options else ""
    return f"postgresql://{address.rest}{tail}"


def _unconnected(label: str, said: str) -> InputError:
    """Return why there is no connection; what the server said is only looked at."""
    if re.search(r"authentication|password|pg_hba|role", said):
        return InputError(
            f"'{label}' does not let this user in. Set PGUSER and PGPASSWORD, or "
            "PGPASSFILE, in the environment."
        )
    if "SSL" in said:
        return InputError(
            f"'{label}' cannot be connected to as 'sslmode' or PGSSLMODE asks."
        )
    return InputError(
        f"'{label}' cannot be connected to: no server answers there, or it has no "
        "such database."
    )


def _failed(label: str, state: str | None) -> InputError:
    known = _STATES.get(state or "", "the server refused it")
    code = f" (SQLSTATE {state})" if state else ""
    return InputError(f"The query of '{label}' failed: {known}{code}.")
