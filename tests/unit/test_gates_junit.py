"""JUnit: the file has the shape that CI servers read, and says what the gate says."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from hygiene.errors import InputError
from hygiene.gates.junit import junit_xml, write_junit
from tests.unit.gate_results import (
    FAILED,
    MISSED,
    PASSED,
    UNSURE,
    WAIVED,
    WARNED,
    everything,
    gate,
)

# What Jenkins' junit-10.xsd allows, as far as it is used here: element to children
# and attributes.
ALLOWED = {
    "testsuites": ({"testsuite"}, {"name", "time", "tests", "failures", "errors"}),
    "testsuite": (
        {"testcase", "system-out"},
        {"name", "tests", "failures", "errors", "skipped", "time"},
    ),
    "testcase": (
        {"skipped", "error", "failure", "system-out"},
        {"name", "classname", "time"},
    ),
    "failure": (set(), {"message", "type"}),
    "error": (set(), {"message", "type"}),
    "skipped": (set(), {"message"}),
    "system-out": (set(), set()),
}


def parsed(result):
    return ET.fromstring(junit_xml(result))  # noqa: S314 - made a moment ago


def case(root, title):
    return root.find(f"testsuite/testcase[@name='{title}']")


def test_the_file_has_the_shape_that_servers_read():
    for element in parsed(everything(notes=("a",))).iter():
        children, attributes = ALLOWED[element.tag]
        assert {child.tag for child in element} <= children
        assert set(element.keys()) <= attributes
        needed = attributes if element.tag in {"testsuite", "testcase"} else set()
        assert needed <= set(element.keys())


def test_suites_are_in_order_and_their_counts_add_up():
    root = parsed(everything())
    names = [suite.get("name") for suite in root]
    assert names == ["gate", "kept", "incoming", "does not apply"]
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        for count, tag in (
            ("failures", "failure"),
            ("errors", "error"),
            ("skipped", "skipped"),
        ):
            assert int(suite.get(count)) == len(suite.findall(f"testcase/{tag}"))
    totals = [root.get(name) for name in ("tests", "failures", "errors")]
    assert totals == ["8", "1", "1"]


def test_a_failed_check_is_a_failure_with_the_sentence():
    failed = replace(FAILED, cannot_see="The rest.")
    failure = case(parsed(gate(failed)), "All is b.").find("failure")
    assert failure.get("message") == "All is b. 1,200 found. Drop it."
    assert failure.get("type") == "expect_b"
    assert failure.text.splitlines() == [
        "All is b. 1,200 found. Drop it.",
        "Why: Promise 2.",
        "Does not look at: The rest.",
    ]


def test_a_check_that_could_not_be_made_is_an_error():
    unsure = replace(UNSURE, why="")
    error = case(parsed(gate(unsure)), "All is d.").find("error")
    assert error.get("message") == error.text == UNSURE.sentence()


def test_what_does_not_apply_is_skipped():
    skipped = case(parsed(everything()), "expect_n").find("skipped")
    assert skipped.get("message") == "There is no n."


def test_a_waived_check_passes_loudly():
    root = parsed(gate(WAIVED))
    assert (root.get("failures"), root.get("errors")) == ("0", "0")
    said = f"WAIVED: {WAIVED.sentence()}"
    assert case(root, "All is e.").find("system-out").text == said
    assert WAIVED.sentence() in root.find("testsuite[@name='kept']/system-out").text


def test_a_warning_passes_and_is_told():
    root = parsed(gate(WARNED))
    assert root.get("failures") == "0"
    said = "WARNING: All is <c>. 1 found."
    assert case(root, "All is <c>.").find("system-out").text == said


@pytest.mark.parametrize(
    "result",
    [
        gate(),
        gate(PASSED),
        gate(PASSED, WARNED, WAIVED),
        gate(PASSED, FAILED),
        gate(UNSURE),
        gate(PASSED, canaries=MISSED),
    ],
)
def test_the_file_is_green_exactly_when_the_gate_passed(result):
    root = parsed(result)
    green = (root.get("failures"), root.get("errors")) == ("0", "0")
    assert green is result.passed


def test_a_broken_gate_is_an_error_of_the_gate():
    root = parsed(gate(PASSED, canaries=MISSED))
    error = case(root, "The gate works, and catches what is planted.").find("error")
    assert "It missed objected, minor" in error.get("message")


def test_what_must_not_be_missed_stands_first():
    said = parsed(gate(PASSED, notes=("A waiver expired.",))).find(
        "testsuite/system-out"
    )
    assert said.text == (
        "The gate passed: 1 of 1 checks passed, 31 of 31 planted contacts caught.\n"
        "A waiver expired."
    )


def test_texts_that_xml_cannot_hold_or_that_name_somebody_are_left_out():
    odd = replace(FAILED, title="a\x00b\ud800c", remedy="ask ann@example.com")
    text = junit_xml(gate(odd, notes=("\x1b[2J",)))
    ET.fromstring(text.encode())  # noqa: S314
    assert "abc" in text
    assert "ann@example.com" not in text


def test_the_same_result_makes_the_same_file(tmp_path):
    path = tmp_path / "new" / "gate.xml"
    write_junit(everything(), path)
    first = path.read_bytes()
    write_junit(everything(), path)
    assert path.read_bytes() == first == junit_xml(everything()).encode()
    assert [file.name for file in path.parent.iterdir()] == ["gate.xml"]


def test_a_file_cannot_take_the_place_of_a_folder(tmp_path):
    with pytest.raises(InputError) as caught:
        write_junit(everything(), tmp_path)
    assert str(caught.value) == (
        f"'{tmp_path.name}' is not a file; give another --junit."
    )


@pytest.mark.parametrize("content", ["email\nann@example.com\n", "<testsuites/>"])
def test_another_file_is_left_alone(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError) as caught:
        write_junit(everything(), path)
    assert str(caught.value) == (
        "The file 'list.csv' is not one that an earlier check wrote; "
        "give another --junit."
    )
    assert path.read_text("utf-8") == content


def test_an_empty_file_is_filled_where_a_link_leads(tmp_path):
    (tmp_path / "real.xml").touch()
    (tmp_path / "link.xml").symlink_to(tmp_path / "real.xml")
    write_junit(everything(), tmp_path / "link.xml")
    assert (tmp_path / "link.xml").is_symlink()
    assert (tmp_path / "real.xml").read_text("utf-8") == junit_xml(everything())
