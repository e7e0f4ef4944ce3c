"""A slip of the pen in a case is an error, and what a case leaves out is filled in."""

import re

import pytest

from tests.golden import reader
from tests.golden.reader import FOLDER, read_cases

DEFAULTS = reader._load("defaults.toml")
CASE = {
    "id": "X",
    "title": "t",
    "story": "s",
    "citation": "c",
    "expect": [{"decision": "remove", "reason": "unknown_origin"}],
}


def read(**more):
    return reader._read_case(CASE | more, DEFAULTS, {})


@pytest.mark.parametrize(
    ("slip", "message"),
    [
        ({"storry": "s"}, "X: unknown storry"),
        (
            {"consents": [{"occured_at": "2026-01-01"}]},
            "X, consents: unknown occured_at",
        ),
        ({"expect": [{"decison": "keep"}]}, "X: unknown decison"),
        ({"expect": []}, "X: expect needs one outcome for each audience row"),
        (
            {"expect": [{"contact": "bob"}]},
            "X: expect is not in the order of the audience",
        ),
    ],
)
def test_a_slip_of_the_pen_is_refused(slip, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read(**slip)


def test_evidence_is_about_the_first_person_on_the_campaigns_channel():
    case = read(
        audience=[{"phone": "020 7946 0001"}],
        campaign={"channel": "sms"},
        consents=[{"event_id": "1"}, {"event_id": "2", "contact_id": "jane"}],
        suppressions=[{"suppression_id": "3"}],
    )
    assert case.tables["consents"][0]["address"] == "020 7946 0001"
    assert case.tables["consents"][0]["channel"] == "sms"
    assert "address" not in case.tables["consents"][1]
    assert case.tables["suppressions"][0]["value"] == "020 7946 0001"


def test_what_an_outcome_leaves_out_is_expected_to_be_empty():
    assert read().expected == [
        {
            "contact": "jane",
            "decision": "remove",
            "reason": "unknown_origin",
            "reasons": ["unknown_origin"],
            "basis": None,
            "basis_evidence": None,
            "blocked_by": [],
            "flags": [],
        }
    ]


def test_the_list_of_what_is_not_expressible_agrees_with_the_cases():
    text = (FOLDER.parent / "not_expressible.md").read_text("utf-8")
    none, part = text.split("## Expressed in part")
    expressed = {re.sub(r"[a-z]$", "", case.id) for case in read_cases()}
    assert expressed.isdisjoint(re.findall(r"C\d-\d{3}", none))
    assert expressed.issuperset(re.findall(r"^\| (C\d-\d{3})", part, re.MULTILINE))
