"""Provoked errors, each with its whole message: what, where, how to put it right."""

from datetime import UTC, datetime

import polars as pl
import pytest

import hygiene as hy
from hygiene.errors import InputError
from hygiene.tables import table_named
from tests.unit.world import (
    ANN,
    AS_OF,
    BOB,
    HEAD,
    campaign,
    dealing,
    event,
    people,
    rows,
    screen,
    send,
    suppression,
    written,
)

SECRET = "zoe@example.org"
UNUSABLE = "audience (in memory) cannot be used as the audience:\n- "
NOT_TEXT = "not text; read it as text, so that an id such as 7 does not become 7.0."
BROKEN = (
    "The {0} table has {1} row(s) that break its contract (see `hygiene tables {0}`); "
    "nothing was screened.\n- {0} (in memory): "
)


def _one(table, record):
    return lambda: screen(people(ANN), tables={table: rows(record)})


def _screened(audience, **changes):
    return lambda: screen(audience, **changes)


PROVOKED = {
    "nothing given": (
        hy.screen,
        "Give a campaign file, or campaign=Campaign(...) and tables.",
    ),
    "both given": (
        lambda: hy.screen("c.toml", campaign=campaign()),
        "Give a campaign file, or a campaign and tables, not both.",
    ),
    "no audience": (
        lambda: hy.screen(campaign=campaign(), consents=rows(event())),
        "A screening needs an audience table.",
    ),
    "audience of no file": (_screened([]), "The audience table names no file."),
    "missing contact point": (
        _screened(pl.DataFrame({"Email": [ANN], "name": ["x"]})),
        (
            f"{UNUSABLE}column 'email' is missing; a campaign by email reads it. "
            "Did you mean 'Email'?"
        ),
    ),
    "first row as a header": (
        _screened(pl.DataFrame({f"email.{SECRET}": [ANN], "07700900123": [""]})),
        f"{UNUSABLE}column 'email' is missing; a campaign by email reads it.",
    ),
    "another channel": (
        _screened(people(ANN), channel="voice"),
        f"{UNUSABLE}column 'phone' is missing; a campaign by voice reads it.",
    ),
    "float contact id": (
        _screened(people(ANN, contact_id=[7.0])),
        f"{UNUSABLE}column 'contact_id' is Float64, {NOT_TEXT}",
    ),
    "binary address": (
        _screened(pl.DataFrame({"email": [ANN.encode()]})),
        f"{UNUSABLE}column 'email' is Binary, {NOT_TEXT}",
    ),
    "a removed file": (
        _screened(people(ANN, reason=["x"])),
        (
            f"{UNUSABLE}column 'reason' has the name of a column of the removed file; "
            "rename it (or is this a removed file?)"
        ),
    ),
    "a reserved name": (
        _screened(people(ANN, _hygiene_row=[1])),
        f"{UNUSABLE}column names that begin with '_hygiene_' are the toolkit's own.",
    ),
    "files that differ": (
        _screened([people(ANN), people(BOB, source=["web"])]),
        "The files of the audience differ in their columns.",
    ),
    "repeated id": (
        lambda: screen(
            people(ANN), tables={"suppressions": rows(*[suppression()] * 2)}
        ),
        BROKEN.format("suppressions", 2)
        + "'suppression_id' is not unique in the table (2 row(s), first at row 1)",
    ),
    "an address for a code": (
        _one("relationships", dealing(role=SECRET)),
        BROKEN.format("relationships", 1)
        + "'role' is not one of 'controller', 'processor'. (1 row(s), first at row 1)",
    ),
    "an address for a time": (
        _one("sends", send(sent_at=SECRET)),
        BROKEN.format("sends", 1)
        + "'sent_at' is not an ISO 8601 time, or does not exist in its zone "
        "(clock change); where a file writes times otherwise, say how, e.g. dates = "
        '"day_first" (1 row(s), first at row 1)',
    ),
    "nobody": (
        _one("consents", event(address="")),
        BROKEN.format("consents", 1)
        + "'address' and contact_id are both missing (1 row(s), first at row 1)",
    ),
    "public domain": (
        _one("suppressions", suppression(match="domain", value="gmail.com")),
        BROKEN.format("suppressions", 1)
        + "'value' is a public mailbox domain; suppressing it would remove strangers "
        "(say allow_public_domains = true if that is meant) (1 row(s), first at row 1)",
    ),
    "evidence without a column": (
        lambda: screen(
            people(ANN), tables={"sends": rows(send()).rename({"sent_at": "sent at"})}
        ),
        (
            "sends (in memory) cannot be used as the sends table:\n"
            "- column 'sent_at' is missing. Did you mean 'sent at'?"
        ),
    ),
    "evidence of another type": (
        lambda: screen(
            people(ANN),
            tables={"suppressions": rows(suppression()).with_columns(contact_id=7.0)},
        ),
        (
            "suppressions (in memory) cannot be used as the suppressions table:\n"
            "- column 'contact_id' is Float64, not text."
        ),
    ),
    "a stranger": (
        lambda: screen(people(ANN)).explain(SECRET),
        (
            "The audience has no contact with this address or contact id, so nothing "
            "was decided about it. No record is held about it either. "
            "Look it up as it stands in the audience file."
        ),
    ),
    "an unknown table": (
        lambda: table_named("send"),
        (
            "There is no table 'send'. Did you mean 'sends'? The tables are "
            "'audience', 'consents', 'relationships', 'suppressions', 'sends', "
            "'wordings', 'decisions'."
        ),
    ),
    "by_country without countries": (
        lambda: hy.screen(
            campaign=campaign(), policy="by_country", audience=people(ANN)
        ),
        (
            "The campaign 'june' cannot be used:\n"
            "- 'policy_by_country' goes with policy = \"by_country\"."
        ),
    ),
    "another as_of that never was": (
        lambda: hy.screen(
            campaign=campaign(),
            as_of=datetime(2026, 3, 29, 1, 30),  # noqa: DTZ001 - the hour is skipped
            audience=people(ANN),
        ),
        "The campaign 'june': 2026-03-29 01:30:00 does not exist in Europe/London",
    ),
}


@pytest.mark.parametrize("case", PROVOKED)
def test_the_whole_message(case):
    """The message is exactly this, and no personal value is in it."""
    provoke, message = PROVOKED[case]
    with pytest.raises(InputError) as raised:
        provoke()
    assert str(raised.value) == message
    assert SECRET not in message
    assert raised.value.exit_code == 2


def test_a_mapped_column_that_is_missing(tmp_path):
    """A mistyped mapping of the contact id cannot silently match nobody."""
    toml = (
        f'{HEAD}[tables.audience]\npath = "a.csv"\ncolumns = {{ contact_id = "no" }}\n'
    )
    path = written(tmp_path, toml, a_csv=f"email,num\n{ANN},7\n")
    with pytest.raises(InputError) as raised:
        hy.screen(path)
    assert str(raised.value) == (
        "a.csv cannot be used as the audience:\n"
        "- 'contact_id' is mapped to a column that the file lacks."
    )


def test_a_file_without_a_header(tmp_path):
    """The first row of a headless file is no suggestion and no message."""
    toml = (
        f'{HEAD}[tables.audience]\npath = "a.csv"\n'
        '[tables.suppressions]\npath = "s.csv"\n'
    )
    headless = f"value.one@example.org,{SECRET},reason@example.org\n"
    path = written(tmp_path, toml, a_csv=f"email\n{ANN}\n", s_csv=headless)
    with pytest.raises(InputError) as raised:
        hy.screen(path)
    assert str(raised.value) == (
        "s.csv cannot be used as the suppressions table:\n"
        "- column 'suppression_id' is missing.\n"
        "- column 'value' is missing.\n"
        "- column 'reason' is missing.\n"
        "- column 'effective_from' is missing."
    )


def test_a_changed_audience_file(tmp_path):
    """Rows that no longer match their decisions are not handed out."""
    path = tmp_path / "a.csv"
    path.write_text(f"email\n{ANN}\n", encoding="utf-8")
    made = screen(path)
    path.write_text(f"email\n{BOB}\n{ANN}\n", encoding="utf-8")
    for frame in ("kept", "removed"):
        with pytest.raises(InputError) as raised:
            getattr(made, frame)
        assert str(raised.value) == (
            "'a.csv' changed after it was screened. Screen it again."
        )


def test_as_of_is_the_one_that_is_given():
    """`screen(as_of=...)` replaces the campaign's instant."""
    earlier = datetime(2026, 4, 1, tzinfo=UTC)
    made = hy.screen(
        campaign=campaign(), as_of=earlier, audience=people(ANN), consents=rows(event())
    )
    assert (made.campaign.as_of, campaign().as_of) == (earlier, AS_OF)
    assert made.decisions.collect()["decision"].to_list() == ["remove"]
