"""What a mutation is: how the transform is broken, where it shows, what catches it."""

from dataclasses import dataclass
from typing import Literal

from tests.mutation.breaking import Constant, Edit

Effect = Literal["lets in", "spoils", "hides", "shrinks"]

# The expectations that catch them.
GROUND = "expect_no_contact_without_ground"
DEALINGS = "expect_no_contact_known_only_by_dealings"
SUPPRESSED = "expect_no_suppressed_contact"
WITHDRAWN = "expect_no_withdrawn_contact"
POINT = "expect_every_kept_row_to_have_a_contact_point"
VALID = "expect_only_valid_contact_points"
ROLE = "expect_no_role_address"
DISPOSABLE = "expect_no_disposable_address"
LIMIT = "expect_no_contact_over_the_limit"
PROCESSOR = "expect_no_contact_held_only_as_processor"
TWICE = "expect_no_contact_point_twice"
BALANCE = "expect_rows_to_balance"
AS_GIVEN = "expect_rows_as_they_were_given"
COUNTS = "expect_counts_by_reason_to_add_up"
PROOF = "expect_a_record_behind_every_proof"
REASON = "expect_every_removed_row_to_have_a_reason"
KNOWN_REASON = "expect_only_known_reasons"
ORDER = "expect_reasons_in_order_of_precedence"
FRESH = "expect_tables_to_be_fresh"
REQUIRED = "expect_required_values"
CODES = "expect_known_codes"
TIMES = "expect_readable_times"
UNIQUE = "expect_unique_ids"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way to break the transform.

    Attributes:
        name: What it is called.
        broken: What the transform then does wrong, in a sentence.
        world: The world on which it shows.
        shows: A person whose row among the kept changes; blank where none does.
        caught_by: The expectation that must fail; None when nobody gets in.
        changes: What is changed in the code.
        effect: `lets in` people, `spoils` the kept rows, `hides` something about
            them or the removed rows, or only `shrinks` the list.
    """

    name: str
    broken: str
    world: str
    shows: str
    caught_by: str | None
    changes: tuple[Edit | Constant, ...]
    effect: Effect = "lets in"


def lets_in(
    name: str,
    broken: str,
    world: str,
    shows: str,
    caught_by: str,
    *changes: Edit | Constant,
) -> Mutation:
    return Mutation(name, broken, world, shows, caught_by, changes)


def spoils(
    name: str,
    broken: str,
    world: str,
    shows: str,
    caught_by: str,
    *changes: Edit | Constant,
) -> Mutation:
    return Mutation(name, broken, world, shows, caught_by, changes, "spoils")


def shrinks(
    name: str, broken: str, world: str, shows: str, *changes: Edit | Constant
) -> Mutation:
    return Mutation(name, broken, world, shows, None, changes, "shrinks")


def hides(
    name: str, broken: str, caught_by: str, *changes: Edit | Constant
) -> Mutation:
    return Mutation(name, broken, "newsletter", "", caught_by, changes, "hides")
