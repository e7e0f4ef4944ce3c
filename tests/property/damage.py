"""Damage: a good campaign, ways to break one of its files, and what must still hold."""

import csv
import io
import tomllib
from datetime import UTC, datetime
from itertools import zip_longest

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

import hygiene as hy
from hygiene.resources import package_file
from tests.oracle import World, decide

AS_OF = datetime(2026, 11, 24, 9, tzinfo=UTC)
CAMPAIGN = {
    "id": "damage",
    "controller": "northpay",
    "channel": "email",
    "purpose": "marketing.newsletter",
    "message": "marketing",
    "as_of": AS_OF,
    "timezone": "Europe/London",
    "policy": "uk",
    "permission_key": "address",
}
SCOPE = {
    "channel": "email",
    "purpose": "marketing.newsletter",
    "controller": "northpay",
}
PEOPLE = ["ann", "bob", "carol", "dave", "eve", "finn", "gina"]


def _address(person):
    domain = "example.org" if person == "eve" else "example.com"
    return f"{person}@{domain}"


def _event(person, action, at, expires=None):
    return {
        "event_id": f"{action}-{person}",
        "contact_id": None,
        "address": _address(person),
        **SCOPE,
        "action": action,
        "occurred_at": at,
        "method": "web_form",
        "expires_at": expires,
    }


def _opt_out(person, match, value, contact_id=None):
    return {
        "suppression_id": f"s-{person}",
        "match": match,
        "value": value,
        "contact_id": contact_id,
        "reason": "objected",
        "effective_from": "2026-10-01T00:00:00Z",
    }


def tables():
    """Return the tables: only Ann and Gina may be written to."""
    audience = [
        {"contact_id": f"{n:03}", "email": _address(person), "source": "shop, web"}
        for n, person in enumerate(PEOPLE)
    ]
    given = [
        _event(person, "given", "2026-05-10T09:00:00Z", "2030-01-01T00:00:00Z")
        for person in PEOPLE
        if person != "dave"
    ]
    consents = [
        *given,
        _event("dave", "given", "2026-05-10", "2026-11-01T00:00:00Z"),
        _event("bob", "withdrawn", "2026-06-01T09:00:00+01:00"),
    ]
    suppressions = [
        _opt_out("carol", "address", "Carol@Example.com"),
        _opt_out("eve", "domain", "example.org"),
        _opt_out("finn", "address", "other@example.com", "005"),
    ]
    return {
        name: pl.DataFrame(rows, infer_schema_length=None)
        for name, rows in {
            "audience": audience,
            "consents": consents,
            "suppressions": suppressions,
        }.items()
    }


def written(frame, form):
    """Return a table as the bytes of a CSV or Parquet file."""
    file = io.BytesIO()
    if form == "csv":
        frame.write_csv(file, quote_style="necessary")
    else:
        frame.write_parquet(file, compression="uncompressed")
    return file.getvalue()


@st.composite
def damages(draw):
    """Draw a function that breaks bytes in one to three places."""
    steps = draw(
        st.lists(
            st.tuples(
                st.sampled_from(["flip", "cut", "insert", "double", "swap"]),
                st.floats(0, 1, exclude_max=True),
                st.integers(1, 40),
                st.one_of(
                    st.sampled_from(list(b'",\n\r\0;\xef\xe9 ')), st.integers(0, 255)
                ),
            ),
            min_size=1,
            max_size=3,
        )
    )

    def break_bytes(content):
        for way, where, length, byte in steps:
            content = _broken(content, way, int(where * len(content)), length, byte)
        return content

    return break_bytes


def _broken(content, way, at, length, byte):
    head, tail = content[:at], content[at:]
    changed = {
        "flip": bytes([byte]) + tail[1:],
        "cut": tail[length:],
        "insert": bytes([byte]) + tail,
        "double": tail[:length] + tail,
        "swap": tail[length : 2 * length] + tail[:length] + tail[2 * length :],
    }
    return head + changed[way]


def kept_of(folder, contents, form):
    """Screen the files; return who is kept, or None where the toolkit refuses."""
    lines = [f"[campaign]\n{_campaign()}"]
    for name, content in contents.items():
        (folder / f"{name}.{form}").write_bytes(content)
        lines.append(f'[tables.{name}]\npath = "{name}.{form}"\n')
    path = folder / "campaign.toml"
    path.write_text("".join(lines), "utf-8")
    try:
        with hy.screen(path) as screening:
            rows = screening.decisions.filter(decision="keep").collect()
            return set(rows["row"].to_list())
    except hy.HygieneError:
        return None


def _campaign():
    known = {k: v for k, v in CAMPAIGN.items() if k != "as_of"}
    lines = [f'{key} = "{value}"\n' for key, value in known.items()]
    return "".join(lines) + f"as_of = {AS_OF.isoformat()}\n"


def may_be_kept(contents, form):
    """Return whom the oracle keeps, by what Python or pyarrow reads; None: nothing."""
    try:
        read = {name: _rows(name, content, form) for name, content in contents.items()}
    except (ValueError, csv.Error, pa.ArrowException, OSError):
        return None
    policy = tomllib.loads(package_file("policies", "uk.toml").read_text("utf-8"))
    decided = decide(World(CAMPAIGN, {"uk": policy}, read))
    return {one["row"] for one in decided if one["decision"] == "keep"}


def _rows(table, content, form):
    if form == "parquet":
        return pq.read_table(pa.BufferReader(content)).to_pylist()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    header, *rows = [line for line in lines if line]
    for row in rows:
        if len(row) > len(header) or (len(row) < len(header) and table != "audience"):
            raise ValueError(table)
    return [dict(zip_longest(header, (cell or None for cell in row))) for row in rows]
