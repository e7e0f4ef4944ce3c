"""Writing, redacting, damaging and mending in any order: verifying tells the truth."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from hygiene import audit
from hygiene.errors import InputError
from tests.audit.stores import CAROL, KEY, add, signing_key
from tests.unit.world import ANN, BOB

PEOPLE = st.sampled_from([ANN, BOB, CAROL])
AT = datetime(2027, 3, 1, 9, tzinfo=UTC)
VERIFIED, REDACTED = 0, 4


class Store(RuleBasedStateMachine):
    """A store, and what a register beside it would know of it.

    `held` has a pair for each snapshot and person in it; `head` is what a witness has.
    """

    def __init__(self):
        super().__init__()
        self.folder = Path(mkdtemp())
        self.store = self.folder / "snapshots"
        self.key = signing_key(self.folder)
        self.held, self.ids, self.redacted = set(), [], 0
        self.head = None

    def teardown(self):
        shutil.rmtree(self.folder)

    @initialize()
    def it_begins(self):
        self.add(1, "2026Q2")

    def add(self, quarter, snapshot_id):
        self.head = add(self.store, quarter, self.key, snapshot_id=snapshot_id).head
        self.ids.append(snapshot_id)
        self.held |= {(snapshot_id, one) for one in (ANN, BOB, CAROL)}

    @precondition(lambda self: len(self.ids) < 3)
    @rule()
    def the_next_quarter_comes(self):
        quarter = len(self.ids) + 1
        self.add(quarter, f"2026Q{quarter + 1}")

    @precondition(lambda self: len(self.ids) == 3)
    @rule()
    def the_last_is_corrected(self):
        self.add(3, "2026Q4-r2")

    @rule(data=st.data(), person=PEOPLE)
    def a_person_leaves(self, data, person):
        snapshot_id = data.draw(st.sampled_from(self.ids))
        if (snapshot_id, person) in self.held:
            self.redact(snapshot_id, person)
            self.held.remove((snapshot_id, person))
            self.redacted += 1
            return
        with pytest.raises(InputError, match="holds no row of this person"):
            self.redact(snapshot_id, person)

    def redact(self, snapshot_id, person):
        audit.redact(
            self.store,
            snapshot_id,
            person,
            key=KEY,
            signing_key=self.key,
            at=AT,
            by_role="data protection officer",
            why="request 12",
        )

    @rule(data=st.data())
    def a_byte_flips_and_is_mended(self, data):
        path = data.draw(st.sampled_from(self.files()))
        good = path.read_bytes()
        place = data.draw(st.integers(0, len(good) - 1))
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert audit.verify(self.store).exit_code not in {VERIFIED, REDACTED}
        path.write_bytes(good)

    @rule(data=st.data())
    def a_file_goes_and_comes_back(self, data):
        path = data.draw(st.sampled_from(self.files()))
        good = path.read_bytes()
        path.unlink()
        assert audit.verify(self.store).exit_code not in {VERIFIED, REDACTED}
        path.write_bytes(good)

    @precondition(lambda self: len(self.ids) > 1)
    @rule()
    def the_newest_goes_and_comes_back(self):
        newest, aside = self.store / self.ids[-1], self.folder / "aside"
        newest.rename(aside)
        assert not self.verified().is_verified
        aside.rename(newest)

    def files(self):
        """Return every file that a signature covers."""
        found = [
            path
            for name in (*self.ids, "redactions")
            for path in (self.store / name).rglob("*")
            if path.is_file()
        ]
        return sorted(found)

    def verified(self):
        return audit.verify(
            self.store, expect_head=self.head, expect_count=len(self.ids)
        )

    @invariant()
    def it_verifies_as_it_should(self):
        if self.ids:
            expected = REDACTED if self.redacted else VERIFIED
            assert self.verified().exit_code == expected

    @invariant()
    def it_finds_whom_it_holds(self):
        for person in (ANN, BOB, CAROL) if self.ids else ():
            found = audit.person(self.store, person, key=KEY)
            where = {one["snapshot"] for one in found.rows}
            assert where == {name for name, one in self.held if one == person}


def run(examples):
    effort = settings(max_examples=examples, stateful_step_count=6, deadline=None)
    run_state_machine_as_test(Store, settings=effort)


def test_any_order_of_a_few_steps():
    run(2)


@pytest.mark.slow
def test_any_order_of_steps_at_length():
    run(60)
