"""The explorer: what a selection holds, and the widgets that make one."""

import sys
from datetime import date

import polars as pl
import pytest

import hygiene as hy
from hygiene.explorer.contacts import (
    KEPT,
    MOST_SOURCES,
    REMOVED,
    UNDATED,
    Contacts,
    Selection,
)
from tests.unit.world import (
    ANN,
    BOB,
    dealing,
    event,
    people,
    rows,
    screen,
    suppression,
)

CARA, DORA, ELSA = "cara@example.com", "dora@example.com", "elsa@example.com"
SOURCES = ["shop", "shop", "fair", None, "fan@example.net", "shop"]
PROCESSED = {"role": "processor", "controller": "a shop"}


@pytest.fixture(scope="module")
def screening():
    """Ann and Cara are kept, Bob unsubscribed, Dora only paid, Elsa is unknown."""
    audience = people(
        ANN,
        BOB,
        CARA,
        DORA,
        ELSA,
        None,
        contact_id=["1", "2", "3", "4", "=5", "six@example.com"],
        source=SOURCES,
    )
    consents = [
        # In London it is the first of May.
        event(occurred_at="2026-04-30T23:30:00Z"),
        # Dealt with since, but the proof is what counts.
        event(event_id="e2", address=CARA, occurred_at="2025-12-31"),
        event(event_id="e3", address=BOB, occurred_at="2026-01-10T10:00:00Z"),
    ]
    dealings = [
        dealing(address=DORA, occurred_at="2026-02-01T10:00:00Z", **PROCESSED),
        dealing(
            relationship_id="r2",
            address=DORA,
            occurred_at="2026-03-31T22:30:00Z",
            **PROCESSED,
        ),
        dealing(
            relationship_id="r3",
            address=DORA,
            occurred_at="2026-06-02T10:00:00Z",
            **PROCESSED,
        ),
        dealing(relationship_id="r4", address=CARA, **PROCESSED),
    ]
    lists = [
        suppression(value=BOB, effective_from="2026-03-01"),
        suppression(suppression_id="s2", value=BOB, effective_from="2026-04-02"),
    ]
    tables = {"consents": consents, "relationships": dealings, "suppressions": lists}
    made = screen(audience, tables={k: rows(*v) for k, v in tables.items()})
    with made:
        yield made


@pytest.fixture(scope="module")
def contacts(screening):
    return Contacts(screening._decided)


def found(contacts, **selection):
    """Return the rows that a selection holds."""
    frame = contacts.selected(Selection(**selection)).frame
    return frame.select("row").collect()["row"].to_list()


def test_a_contact_is_dated_by_the_record_that_decides(contacts):
    """Latest of what stands against it; its proof; latest known consent or dealing."""
    frame = contacts.selected(Selection()).frame.select("state", "day").collect()
    assert frame.rows() == [
        ("kept", date(2026, 5, 1)),
        ("unsubscribed", date(2026, 4, 2)),
        ("kept", date(2025, 12, 31)),
        ("processor_only", date(2026, 3, 31)),
        ("unknown_origin", None),
        ("address_missing", None),
    ]


def test_what_can_be_chosen_and_how_many_that_are(contacts):
    assert contacts.choices("reason") == {
        KEPT: 2,
        REMOVED: 4,
        "address_missing": 1,
        "processor_only": 1,
        "unknown_origin": 1,
        "unsubscribed": 1,
    }
    assert contacts.choices("source") == {
        "shop": 3,
        "(looks like an address)": 1,
        "(none given)": 1,
        "fair": 1,
    }
    assert list(contacts.choices("period").items()) == [
        ("2026", 3),
        ("2026 Q2", 2),
        ("2026 Q1", 1),
        ("2025", 1),
        ("2025 Q4", 1),
        (UNDATED, 2),
    ]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        ({}, [0, 1, 2, 3, 4, 5]),
        ({"reason": KEPT}, [0, 2]),
        ({"reason": REMOVED}, [1, 3, 4, 5]),
        ({"reason": "unsubscribed"}, [1]),
        ({"source": "shop"}, [0, 1, 5]),
        ({"source": "(none given)"}, [3]),
        ({"period": "2026"}, [0, 1, 3]),
        ({"period": "2026 Q2"}, [0, 1]),
        ({"period": UNDATED}, [4, 5]),
        ({"reason": REMOVED, "source": "shop", "period": "2026"}, [1]),
        ({"reason": "paused"}, []),
    ],
)
def test_a_selection_holds_its_contacts(contacts, selection, expected):
    assert found(contacts, **selection) == expected


@pytest.mark.parametrize("name", ["reason", "source", "period"])
def test_the_number_beside_a_choice_is_the_number_it_holds(contacts, name):
    for choice, count in contacts.choices(name).items():
        assert len(found(contacts, **{name: choice})) == count


def test_the_picture_is_of_the_source_and_period_whatever_the_reason(contacts):
    selected = contacts.selected(Selection("unsubscribed", "shop", "2026"))
    assert selected.steps().rows() == [
        ("audience", 2, 2),
        ("unsubscribed", 1, 1),
        ("kept", 1, 1),
    ]
    bars = {line[0].text: line[2] for line in selected.picture().tables[0].lines}
    tones = {step: bar.tone for step, bar in bars.items()}
    assert tones == {"audience": "quiet", "unsubscribed": "bad", "kept": "good"}
    assert (bars["unsubscribed"].start, bars["unsubscribed"].share) == (0.5, 0.5)


def test_reasons_that_were_not_chosen_are_pale(contacts):
    selected = contacts.selected(Selection("unsubscribed"))
    tones = {line[0].text: line[2].tone for line in selected.picture().tables[0].lines}
    assert tones["unsubscribed"] == "bad"
    assert tones["processor_only"] == "quiet"


def test_a_selection_of_nobody_can_be_shown(contacts):
    selected = contacts.selected(Selection(source="nowhere"))
    assert selected.sentence() == "0 of 6 contacts: 0 kept, 0 removed."
    assert "0 of 0 contacts" in selected.picture().html()
    assert str(selected) == "nowhere\n0 contacts = 0 kept + 0 removed"


def test_rows_are_masked_but_within_the_block(contacts):
    selected = contacts.selected(Selection(period="2026 Q2"))
    lines = [
        "  0  1  a•••@e•••.com  kept          shop  2026-05-01",
        "  1  2  b•••@e•••.com  unsubscribed  shop  2026-04-02",
    ]
    assert str(selected).splitlines()[2:] == lines
    assert "a•••@e•••.com" in selected._repr_html_()
    with hy.reveal():
        assert ANN in selected._repr_html_()
    assert ANN not in selected._repr_html_()


def test_only_the_head_is_shown():
    emails = [f"a{number}@example.com" for number in range(40)]
    audience = people(*emails, source=[f"s{number:02}" for number in range(40)])
    with screen(audience) as made:
        selected = Contacts(made._decided).selected(Selection())
        assert len(selected.rows().lines) == 10
        assert selected.counts() == {"audience": 40, "kept": 0, "removed": 40}


def test_rare_sources_share_a_name():
    number = MOST_SOURCES + 3
    emails = [f"a{place}@example.com" for place in range(number + 1)]
    sources = [f"s{place:02}" for place in range(number)]
    with screen(people(*emails, source=["s52", *sources])) as made:
        choices = Contacts(made._decided).choices("source")
    assert len(choices) == MOST_SOURCES + 1
    assert (choices["s52"], choices["(others)"]) == (2, 3)


def test_an_export_holds_numbers_ids_and_reasons(contacts, tmp_path):
    path = contacts.selected(Selection(reason=REMOVED)).write(tmp_path / "x.csv")
    assert path.read_text("utf-8").splitlines() == [
        (
            "row,audience_file,audience_row,contact_id,decision,reason,reasons,source,"
            "day"
        ),
        "1,audience (in memory),2,2,remove,unsubscribed,unsubscribed,shop,2026-04-02",
        (
            "3,audience (in memory),4,4,remove,processor_only,processor_only,"
            "(none given),2026-03-31"
        ),
        (
            "4,audience (in memory),5,'=5,remove,unknown_origin,unknown_origin,"
            "(looks like an address),"
        ),
        (
            "5,audience (in memory),6,(withheld: looks like an address or a number),"
            "remove,address_missing,address_missing,shop,"
        ),
    ]


def test_an_export_holds_addresses_within_the_block_alone(contacts, tmp_path):
    selected = contacts.selected(Selection(reason="unsubscribed"))
    with hy.reveal():
        revealed = pl.read_csv(selected.write(tmp_path / "with.csv"))
    masked = pl.read_csv(selected.write(tmp_path / "without.csv"))
    assert revealed["address"].to_list() == [BOB]
    assert "address" not in masked.columns


# The widgets themselves.


@pytest.fixture
def explorer(screening):
    return screening.explore()


def test_choosing_changes_the_count_the_rows_and_the_picture(explorer):
    assert "6 of 6 contacts: 2 kept, 4 removed." in explorer.count.value
    explorer.reason.value = "unsubscribed"
    assert "1 of 6 contacts: 0 kept, 1 removed." in explorer.count.value
    assert "b•••@e•••.com" in explorer.rows.value
    assert "a•••@e•••.com" not in explorer.rows.value
    explorer.source.value = "fair"
    assert "0 of 6 contacts" in explorer.count.value
    assert "1 of 1 contacts of this source and period" in explorer.picture.value
    explorer.reason.value = ""
    explorer.period.value = "2025 Q4"
    assert "1 of 6 contacts: 1 kept, 0 removed." in explorer.count.value
    assert explorer.selection == Selection(None, "fair", "2025 Q4")
    assert repr(explorer) == ("Explorer of 'june': 1 of 6 contacts: 1 kept, 0 removed.")


def test_every_control_has_a_label_and_a_class(explorer):
    names = ("reason", "source", "period", "contact", "file")
    for name in names:
        control = getattr(explorer, name)
        assert control.description == name.capitalize()
        assert f"hygiene-explorer-{name}" in control._dom_classes
    for name in ("count", "rows", "picture", "explanation", "exported"):
        assert f"hygiene-explorer-{name}" in getattr(explorer, name)._dom_classes
    labels = [label for label, _ in explorer.reason.options]
    assert labels[:3] == ["all contacts", "kept (2)", "removed (4)"]
    assert explorer.reason.label == "all contacts"


def test_a_contact_is_explained_and_its_address_does_not_stay(explorer):
    explorer.contact.value = BOB
    assert "unsubscribed" in explorer.explanation.value
    assert explorer.contact.value == ""
    assert BOB not in explorer.explanation.value
    explorer.contact.value = "1"
    explorer.explain_button.click()
    assert "kept" in explorer.explanation.value


def test_a_contact_that_is_not_there(explorer):
    explorer.contact.value = "nobody@example.com"
    assert "The audience has no contact" in explorer.explanation.value


def test_nothing_is_revealed_in_the_widgets(screening):
    with hy.reveal():
        explorer = screening.explore()
        explorer.contact.value = ANN
        explorer.period.value = "2026"
    everything = str([widget.value for widget in values(explorer)])
    assert "a•••@e•••.com" in everything
    assert [name for name in (ANN, BOB, DORA) if name in everything] == []


def values(explorer):
    """Return the widgets that hold text."""
    names = ("count", "rows", "picture", "explanation", "exported", "contact", "file")
    return [getattr(explorer, name) for name in names]


def test_an_export_says_what_became_of_it(explorer, tmp_path):
    explorer.export_button.click()
    assert "Name a file, such as selection.csv." in explorer.exported.value
    explorer.reason.value = KEPT
    explorer.file.value = str(tmp_path / "kept.csv")
    explorer.export_button.click()
    assert "2 contacts are in &#x27;kept.csv&#x27;, without addresses." in (
        explorer.exported.value
    )
    assert ANN not in (tmp_path / "kept.csv").read_text("utf-8")
    explorer.file.value = str(tmp_path / "kept.txt")
    explorer.export_button.click()
    assert "must end in .csv" in explorer.exported.value
    with hy.reveal():
        explorer.export(tmp_path / "revealed.csv")
    assert ANN in (tmp_path / "revealed.csv").read_text("utf-8")


def test_a_notebook_gets_the_widgets_and_a_terminal_a_sentence(explorer):
    bundle = explorer._repr_mimebundle_()
    assert bundle["text/plain"] == repr(explorer)
    assert "application/vnd.jupyter.widget-view+json" in bundle


def test_without_ipywidgets_the_extra_is_named(screening, monkeypatch):
    monkeypatch.delitem(sys.modules, "hygiene.explorer.view", raising=False)
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(hy.MissingExtraError, match=r"audience-hygiene\[notebooks\]"):
        screening.explore()
