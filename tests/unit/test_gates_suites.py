"""A suite that lost, weakened or misspelt anything is refused before it is run."""

import json
import shutil

import pytest

from hygiene.errors import GateError
from hygiene.gates.registry import SUITES
from hygiene.gates.suites import read_suite
from hygiene.resources import shipped_folder

KNOWN = [*SUITES["kept"]]
FIRST = KNOWN[0]


@pytest.fixture
def folder(tmp_path):
    """Return a copy of the shipped suites that a test may spoil."""
    return shutil.copytree(shipped_folder("expectations"), tmp_path / "expectations")


def spoilt(folder, change):
    path = folder / "kept.json"
    content = json.loads(path.read_text("utf-8"))
    change(content, content["expectations"][0])
    path.write_text(json.dumps(content), "utf-8")
    return refusal(folder)


def refusal(folder):
    with pytest.raises(GateError) as caught:
        read_suite("kept", folder)
    assert caught.value.exit_code == 3
    text = str(caught.value)
    assert text.startswith("The gate is broken, so nothing is released. ")
    return text.removeprefix("The gate is broken, so nothing is released. ")


def test_the_shipped_suite_is_read_in_its_order():
    suite = read_suite("kept")
    assert [declared.type for declared in suite.expectations] == list(KNOWN)
    assert all(declared.sql.startswith("-- ") for declared in suite.expectations)


def test_a_misspelt_type_is_refused(folder):
    text = spoilt(folder, lambda _, first: first.update(type=FIRST[:-1]))
    assert f"there is no expectation '{FIRST[:-1]}'. Did you mean '{FIRST}'?" in text
    assert f"the required '{FIRST}' is missing." in text


def test_an_emptied_suite_is_refused(folder):
    text = spoilt(folder, lambda suite, _: suite["expectations"].clear())
    assert text == (
        "In kept.json: it declares no expectations, so it would pass anything."
    )


@pytest.mark.parametrize("place", range(len(KNOWN)))
def test_a_required_rule_cannot_be_left_out(folder, place):
    text = spoilt(folder, lambda suite, _: suite["expectations"].pop(place))
    assert text == f"In kept.json: the required '{KNOWN[place]}' is missing."


def test_a_rule_cannot_be_declared_twice(folder):
    text = spoilt(folder, lambda suite, first: suite["expectations"].append(first))
    assert text == f"In kept.json: '{FIRST}' is declared more than once."


WEAKENED = {
    "mostly": ({"kwargs": {"mostly": 0.9}}, "must have empty kwargs"),
    "severity": ({"severity": "warning"}, "must be 'critical'"),
    "unknown severity": ({"severity": "info"}, "must be 'critical'"),
    "no description": ({"description": " "}, "leaves its description"),
    "no meta": (
        {"meta": {"why": "x", "remedy": "x"}},
        "must have exactly 'cannot_see'",
    ),
    "waivable in words": (
        {"meta": {"why": "x", "remedy": "x", "cannot_see": "x", "waivable": "no"}},
        "must be true or false",
    ),
    "another key": ({"mostly": 0.9}, "expectation 1 must have exactly"),
}


@pytest.mark.parametrize(("change", "wording"), WEAKENED.values(), ids=WEAKENED)
def test_a_rule_cannot_be_weakened(folder, change, wording):
    assert wording in spoilt(folder, lambda _, first: first.update(change))


def test_a_suite_of_another_name_is_refused(folder):
    text = spoilt(folder, lambda suite, _: suite.update(name="other"))
    assert text == "In kept.json: its name is not 'kept'."


def test_a_suite_with_another_key_is_refused(folder):
    text = spoilt(folder, lambda suite, _: suite.update(mostly=0.5))
    assert text == (
        "kept.json must have exactly the keys 'expectations', 'meta', 'name'."
    )


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"name": 1, "name": 2}'])
def test_a_file_that_is_not_plain_json_is_refused(folder, text):
    (folder / "kept.json").write_text(text, "utf-8")
    assert refusal(folder).startswith("kept.json is not JSON: ")


def test_missing_files_are_named(folder):
    (folder / "sql" / f"{FIRST}.sql").unlink()
    assert refusal(folder) == f"{FIRST}.sql is missing or cannot be read."
    (folder / "kept.json").unlink()
    assert refusal(folder) == "kept.json is missing or cannot be read."


def test_a_promise_can_never_be_waived(folder):
    def waive(suite, _):
        for item in suite["expectations"]:
            item["meta"]["waivable"] = True

    text = spoilt(folder, waive)
    for name, rule in SUITES["kept"].items():
        said = f"'{name}' is a promise about suppression or consent: never waivable."
        assert (said in text) is rule.is_promise
