"""The gate is right even when the transform is wrong: it is broken, and caught."""

from pathlib import Path

import pytest

from tests.mutation.breaking import Edit, replacements
from tests.mutation.mutations import MUTATIONS, TOPICS
from tests.mutation.render import PAGE, baseline, line, observe, render, section
from tests.mutation.worlds import WORLDS

# What every run of the tests makes, by the shortcut: at least one of each kind.
QUICK = set(Path(__file__).with_name("quick.txt").read_text("utf-8").split())
QUICKLY = [mutation for mutation in MUTATIONS if mutation.name in QUICK]
MANY = 24


def assert_right(world, *, short):
    right = baseline(world, short=short).right
    wanted = [p.name for p in WORLDS[world].people if p.outcome == "kept"]
    assert [dict(row)["who"] for row in right.kept] == wanted
    assert right.refusal == WORLDS[world].refusal
    if not right.refusal:
        assert right.gate.passed, "\n".join(right.gate.sentences())


def assert_caught(mutation, *, short):
    found, wrong = observe(mutation, short=short)
    if mutation.effect == "lets in":
        assert found.gained, f"nobody gets in: nothing is shown {wrong.refusal}"
    if mutation.effect == "shrinks":
        assert (found.gained, found.moved) == (0, False), "declared to shrink only"
    shown = {mutation.shows} if mutation.shows else set()
    assert shown <= found.who, f"shown by {sorted(found.who)}"
    assert not wrong.gate.canaries.missed
    assert not wrong.gate.passed, "the gate lets it pass"
    assert any(wrong.gate.sentences())
    if mutation.effect != "shrinks":
        assert mutation.caught_by in wrong.failed
    expected = line(mutation, found, wrong.failed)
    assert expected in PAGE.read_text("utf-8"), (
        "run `python -m tests.mutation.render`, and read what it changes"
    )


@pytest.mark.parametrize("world", dict.fromkeys(m.world for m in QUICKLY))
def test_an_unbroken_screening_passes_by_the_shortcut(world):
    assert_right(world, short=True)


@pytest.mark.parametrize("mutation", QUICKLY, ids=lambda one: one.name)
def test_a_broken_transform_is_caught_by_the_shortcut(mutation):
    assert_caught(mutation, short=True)


@pytest.mark.slow
@pytest.mark.parametrize("world", WORLDS)
def test_an_unbroken_screening_keeps_whom_it_should_and_passes(world):
    assert_right(world, short=False)


@pytest.mark.slow
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_a_broken_transform_is_caught(mutation):
    assert_caught(mutation, short=False)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_a_mutation_changes_the_transform_as_it_is_today(mutation):
    assert len(list(replacements(mutation.changes))) > 0


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("freshness:_gone", "there is no freshness:_gone"),
        ("freshness:check_freshness", "freshness:check_freshness holds 'gone' 0 times"),
    ],
)
def test_a_mutation_of_what_is_gone_is_told(where, found):
    with pytest.raises(AssertionError, match=found):
        list(replacements((Edit(where, "gone", ""),)))


def test_the_transform_is_broken_in_many_ways():
    names = [mutation.name for mutation in MUTATIONS]
    assert len(set(names)) == len(names)
    assert set(names) >= QUICK
    assert all(any(m.name in QUICK for m in topic) for topic in TOPICS.values())
    assert sum(m.effect in {"lets in", "spoils"} for m in QUICKLY) >= MANY


def test_the_page_lists_every_mutation_in_order():
    written = section(PAGE.read_text("utf-8"))
    rows = written.splitlines(keepends=True)
    lines = {
        m.name: next(row for row in rows if row.startswith(f"| `{m.name}` |"))
        for m in MUTATIONS
    }
    assert render(lines) == written
    assert all(m.broken in lines[m.name] for m in MUTATIONS)
