"""`lth1` in plain Python, row by row, and what a snapshot's table may hold."""

import hashlib
from datetime import UTC, date, datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def kind(values):
    """Return the kind of a column from its values; text where all are null."""
    for value in values:
        for letter, types in {"b": bool, "i": int, "s": str, "t": datetime}.items():
            if isinstance(value, types):
                return letter
        if isinstance(value, date):
            return "d"
    return "s"


def text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        since = value - EPOCH
        micro = since.microseconds + 1_000_000 * (since.days * 86_400 + since.seconds)
        return str(micro)
    return value.isoformat() if isinstance(value, date) else str(value)


def cell(value):
    if value is None:
        return b"~,"
    data = text(value).encode()
    return b"%d:%s," % (len(data), data)


def logical_hash(names, rows):
    """Return the hash of rows, each a tuple in the order of `names`."""
    order = sorted(range(len(names)), key=names.__getitem__)
    kinds = [kind([row[at] for row in rows]) for at in range(len(names))]
    columns = [f"{names[at]}:{kinds[at]}" for at in order]
    digests = sorted(
        hashlib.sha256(b"".join(cell(row[at]) for at in order)).hexdigest()
        for row in rows
    )
    header = "|".join(["lth1", *columns, f"n={len(rows)}"])
    return hashlib.sha256("\n".join([header, *digests, ""]).encode()).hexdigest()
