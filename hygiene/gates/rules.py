"""The expectations of the gate, as Great Expectations knows them.

Importing this module registers them, so that a project of one's own can load our
suites too. All of them ask the same of their view; see `hygiene.gates.registry`.
"""

from __future__ import annotations

from typing import Any, ClassVar

from great_expectations.expectations.expectation import BatchExpectation

from hygiene.gates.registry import RULES

_QUERY, _COUNT = "unexpected_rows_query", "unexpected_rows_query.row_count"


class ExpectNoRows(BatchExpectation):
    """Succeed exactly when the rule's view has no row; one COUNT(*) is all it runs.

    Great Expectations formats a query's braces and binds its colons, so it is given
    the name of a view and never the rule itself. Planted contacts have negative row
    numbers; they are asked for elsewhere (`hygiene.gates.canaries`).
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = (_COUNT,)

    def _get_success_kwargs(self) -> dict[str, Any]:
        view = f"select * from {self.expectation_type} where row >= 0"  # noqa: S608 - a class name
        return {**super()._get_success_kwargs(), _QUERY: view}

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        found = metrics[_COUNT]
        return {"success": found == 0, "result": {"observed_value": found}}


def _class_name(rule: str) -> str:
    """Return `ExpectNoRows` for `expect_no_rows`, as Great Expectations undoes it."""
    return "".join(word.capitalize() for word in rule.split("_"))


EXPECTATIONS: dict[str, type[ExpectNoRows]] = {
    rule: type(_class_name(rule), (ExpectNoRows,), {"__module__": __name__})
    for rule in RULES
}
"""The class of every expectation by its type."""
