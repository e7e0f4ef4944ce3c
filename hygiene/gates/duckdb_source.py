"""DuckDB as a data source of Great Expectations: one open connection, never written to.

Great Expectations does not support DuckDB. Through the public SQLAlchemy dialect every
query comes back empty, because a rollback on closing drops DuckDB's pending result,
so that some expectations pass on wrong data. This dialect neither begins nor ends
transactions, which is all that it takes.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, Literal

import duckdb
import sqlalchemy as sa
from great_expectations.compatibility import pydantic
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.data_context.abstract_data_context import (
    AbstractDataContext,
)
from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
from great_expectations.execution_engine.sqlalchemy_execution_engine import (
    SqlAlchemyExecutionEngine,
)
from sqlalchemy.dialects import postgresql, registry
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.pool import StaticPool

from hygiene.errors import InputError

NAME: Final = "hygiene_duckdb"
"""The type of the data source; its own, in case Great Expectations adds `duckdb`."""

_Config = dict[str, Any]

_TYPES: dict[str, Any] = {
    "BIGINT": sa.BigInteger,
    "BOOLEAN": sa.Boolean,
    "INTEGER": sa.Integer,
    "TIMESTAMP WITH TIME ZONE": sa.DateTime,
    "VARCHAR": sa.String,
}
_COLUMNS = (
    "select column_name, data_type, is_nullable from duckdb_columns() "
    "where table_name = ? order by column_index"
)


class DuckDBDialect(PGDialect):
    """As much of a SQLAlchemy dialect as reading needs."""

    name = driver = "duckdb"
    default_paramstyle = "qmark"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Return the driver."""
        return duckdb

    def initialize(self, connection: Any) -> None:  # noqa: ARG002
        """Say which PostgreSQL it resembles, without asking the database."""
        self.server_version_info = (14, 0)
        self.default_schema_name = "main"

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin nothing: every statement stands alone."""

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit nothing."""

    def do_rollback(self, dbapi_connection: Any) -> None:
        """Roll nothing back: it would empty a pending result."""

    def do_ping(self, dbapi_connection: Any) -> bool:  # noqa: ARG002
        """Return that the connection lives: it is in this process."""
        return True

    def has_table(self, connection: Any, table_name: str, *_: Any, **__: Any) -> bool:
        """Return whether there is a table or view of that name."""
        return bool(_describe(connection, table_name))

    def get_columns(
        self, connection: Any, table_name: str, *_: Any, **__: Any
    ) -> list[Any]:
        """Return the columns of a table or view."""
        return [
            {
                "name": name,
                "type": _TYPES.get(kind, sa.types.NullType)(),
                "nullable": bool(nullable),
                "default": None,
                "autoincrement": False,
                "comment": None,
            }
            for name, kind, nullable in _describe(connection, table_name)
        ]

    def get_table_names(self, connection: Any, *_: Any, **__: Any) -> list[str]:
        """Return the names of all tables."""
        return _names(connection, "select table_name from duckdb_tables()")

    def get_view_names(self, connection: Any, *_: Any, **__: Any) -> list[str]:
        """Return the names of all views that are not DuckDB's own."""
        return _names(
            connection, "select view_name from duckdb_views() where not internal"
        )

    def get_schema_names(self, *_: Any, **__: Any) -> list[str]:
        """Return the only schema."""
        return ["main"]


registry.register(NAME, __name__, "DuckDBDialect")


class DuckDBEngine(SqlAlchemyExecutionEngine):
    """The engine of Great Expectations, told which regular expressions work."""

    def __init__(self, **settings: Any) -> None:
        """Pass for PostgreSQL where Great Expectations asks for a dialect module."""
        super().__init__(**settings)
        self.dialect_module = types.SimpleNamespace(  # type: ignore[assignment]
            __name__="duckdb", dialect=postgresql.dialect
        )


class HygieneDuckDBDatasource(SQLDatasource):
    """A data source over a connection that is already open; see `connected`."""

    type: Literal["hygiene_duckdb"] = NAME  # type: ignore[assignment]
    connection_string: str = f"{NAME}://"
    _connection: Any = pydantic.PrivateAttr(None)

    def open(
        self, context: AbstractDataContext, connection: duckdb.DuckDBPyConnection
    ) -> BatchDefinition[Any]:
        """Return the view `kept` of a connection as a batch that a context can read."""
        self._connection = connection
        table = self.add_table_asset("kept", table_name="kept")
        batch = table.add_batch_definition_whole_table("kept")
        self._data_context = context
        context.data_sources.all().set_datasource(name=self.name, ds=self)
        return batch

    def dict(self, **settings: Any) -> _Config:
        """Return what a project saves: a plain SQL data source.

        A project that names a type of ours could not be opened where this package is
        not imported; it names us when it is saved, or killed, while a list is open.
        """
        plain = {"type": "sql", "connection_string": f"{NAME}://"}
        return {**super().dict(**settings), **plain}

    @property
    def execution_engine_type(self) -> Any:
        """Return the engine's class."""
        return DuckDBEngine

    def _create_engine(self) -> Any:
        connection = self._connection
        return sa.create_engine(
            f"{NAME}://", creator=lambda: _Shared(connection), poolclass=StaticPool
        )

    def get_execution_engine(self) -> Any:
        """Return the engine over the open connection."""
        if self._execution_engine is None:
            self._execution_engine = DuckDBEngine(
                engine=self.get_engine(), create_temp_table=False
            )
        return self._execution_engine


@contextmanager
def connected(
    context: AbstractDataContext, connection: duckdb.DuckDBPyConnection
) -> Iterator[BatchDefinition[Any]]:
    """Let a context read the list in a sandbox, for a while.

    Raises:
        InputError: It reads another list already.
    """
    if isinstance(context.data_sources.all().get(NAME), HygieneDuckDBDatasource):
        raise InputError(
            "This context of Great Expectations reads a list already; "
            "leave that `with` block before you open another list in it."
        )
    batch = HygieneDuckDBDatasource(name=NAME).open(context, connection)
    try:
        yield batch
    finally:
        context.data_sources.delete(NAME)


class _Shared:
    """What the pool holds: it never closes, and each cursor reads the same database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self._connection.cursor()

    def close(self) -> None:
        """Leave the connection to whoever opened it."""

    commit = rollback = close


def _describe(connection: Any, table_name: str) -> list[tuple[str, str, bool]]:
    rows = connection.exec_driver_sql(_COLUMNS, (str(table_name),)).fetchall()
    return [tuple(row) for row in rows]


def _names(connection: Any, query: str) -> list[str]:
    return [row[0] for row in connection.exec_driver_sql(query).fetchall()]
