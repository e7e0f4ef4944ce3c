"""The expectations of the gate, as Great Expectations knows them.

What each one says stands in `expectations/<suite>.json`, what it means in
`expectations/sql/<type>.sql`. A class here gives the two a type, and says without
which part of a subject the question cannot be asked.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.expectation import BatchExpectation

_QUERY, _COUNT = "unexpected_rows_query", "unexpected_rows_query.row_count"


class ExpectNoRows(BatchExpectation):
    """Succeed exactly when the rule's view has no row; one COUNT(*) is all it runs.

    Great Expectations formats a query's braces and binds its colons, so it is given
    the name of a view and never the rule itself.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = (_COUNT,)
    needs: ClassVar[frozenset[str]] = frozenset()

    def _get_success_kwargs(self) -> dict[str, Any]:
        view = f"select * from {self.expectation_type}"  # noqa: S608 - a class name
        return {**super()._get_success_kwargs(), _QUERY: view}

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        found = metrics[_COUNT]
        return {"success": found == 0, "result": {"observed_value": found}}


class ExpectEveryKeptRowToHaveAContactPoint(ExpectNoRows):
    """Every kept row has a contact point."""


class ExpectOnlyValidContactPoints(ExpectNoRows):
    """Every contact point can be reached."""


class ExpectNoContactPointTwice(ExpectNoRows):
    """No contact point is on the list twice."""


class ExpectKeptContactPointsFromTheAudience(ExpectNoRows):
    """Every kept contact point stands in the audience, at least as often."""

    needs = frozenset({"audience"})


class ExpectRowsToBalance(ExpectNoRows):
    """Kept and removed rows are as many as the audience has."""

    needs = frozenset({"audience", "removed_rows"})


class ExpectNoContactWithoutGround(ExpectNoRows):
    """Nobody is kept without a ground that the policy names."""

    needs = frozenset({"marketing"})


class ExpectNoContactKnownOnlyByDealings(ExpectNoRows):
    """Nobody is kept who is known by transactions alone."""

    needs = frozenset({"marketing"})


class ExpectNoContactHeldOnlyAsProcessor(ExpectNoRows):
    """Nobody is kept whose data are held for another controller alone."""

    needs = frozenset({"marketing"})


class ExpectNoSuppressedContact(ExpectNoRows):
    """Nobody is kept whom a suppression names."""


class ExpectNoWithdrawnContact(ExpectNoRows):
    """Nobody is kept who withdrew or refused consent last."""

    needs = frozenset({"marketing"})


class ExpectNoRoleAddress(ExpectNoRows):
    """No mailbox of a function stands for an individual."""

    needs = frozenset({"marketing"})


class ExpectNoDisposableAddress(ExpectNoRows):
    """No disposable mailbox is kept where the campaign removes them."""

    needs = frozenset({"marketing"})


class ExpectNoContactOverTheLimit(ExpectNoRows):
    """Nobody is kept who has had as many messages as the limit allows."""

    needs = frozenset({"marketing"})


RULES: dict[str, type[ExpectNoRows]] = {
    rule.expectation_type: rule
    for rule in (
        ExpectEveryKeptRowToHaveAContactPoint,
        ExpectOnlyValidContactPoints,
        ExpectNoContactPointTwice,
        ExpectKeptContactPointsFromTheAudience,
        ExpectRowsToBalance,
        ExpectNoContactWithoutGround,
        ExpectNoContactKnownOnlyByDealings,
        ExpectNoContactHeldOnlyAsProcessor,
        ExpectNoSuppressedContact,
        ExpectNoWithdrawnContact,
        ExpectNoRoleAddress,
        ExpectNoDisposableAddress,
        ExpectNoContactOverTheLimit,
    )
}
"""Every rule by its type; a suite may name no other."""
