"""A database that reads tables as the gate reads them, and asks nothing of them."""

import duckdb
import polars as pl

from hygiene.gates import sandbox
from hygiene.gates.files import Opener
from hygiene.gates.spellings import teach
from hygiene.gates.suites import read_shared
from hygiene.gates.views import Views, create_table
from hygiene.sources.entries import Entry
from hygiene.sources.files import Source, open_file
from hygiene.tables import EVIDENCE

ZONES = (
    "Europe/London",
    "America/Chicago",
    "Pacific/Kiritimati",
    "America/Havana",  # its clocks change at midnight
    "Africa/Casablanca",  # and these around Ramadan
    "Pacific/Apia",  # skipped 2011-12-30
    "Asia/Kathmandu",
)
WRITERS = {
    "csv": pl.DataFrame.write_csv,
    "parquet": pl.DataFrame.write_parquet,
    "ndjson": pl.DataFrame.write_ndjson,
    "arrow": pl.DataFrame.write_ipc,
}


class Reader:
    """Reads one table at a time; it knows the days of some zones."""

    def __init__(self, work, *zones):
        self.work = work
        self.database = duckdb.connect()
        self.database.execute("set timezone = 'UTC'")
        teach(self.database)
        sandbox._define(self.database, read_shared().macros)
        create_table(self.database, "local_days", sandbox._DAYS, [])
        for zone in zones:
            self.database.register("days", sandbox._days(zone))
            self.database.execute("insert into local_days from days")
            self.database.unregister("days")

    def rows(self, table, *entries):
        """Return the rows of a table in the order of their ids."""
        self.database.execute(f"drop view if exists {table}")
        self.database.execute(f"drop table if exists planted_{table}")
        views = Views(self.database, Opener(self.database, self.work), {})
        views._evidence(EVIDENCE[table], entries, self.work)
        key = EVIDENCE[table].id_column
        found = self.database.sql(f"from {table} order by {key}, entry")
        return found.pl().to_dicts()

    def intervals(self, column, zone, form="in memory"):
        """Return (first, last) of each cell, None where it is unread, and the flaws."""
        numbers = [f"{number:04}" for number in range(len(column))]
        frame = pl.DataFrame({"wording": numbers, "invalidated_at": column})
        rows = self.rows("wordings", Entry("wordings", (self.put(frame, form),), zone))
        ends = [(r["invalidated_at_first"], r["invalidated_at_last"]) for r in rows]
        assert all((first is None) == (last is None) for first, last in ends)
        return [None if e[0] is None else e for e in ends], [r["flaws"] for r in rows]

    def put(self, frame, form, name="table"):
        """Return a frame as a source of a form."""
        if form == "in memory":
            return Source(name, frame.lazy())
        path = self.work / f"{name}.{form}"
        WRITERS[form](frame, path)
        return open_file(path)
