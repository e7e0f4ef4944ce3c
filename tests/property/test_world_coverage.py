"""The drawn worlds reach every reason and every ground, or they prove little."""

import pytest

from tests.oracle.reasons import PRECEDENCE
from tests.strategies.coverage import count

pytestmark = pytest.mark.slow

BASES = ("consent", "soft_opt_in", "existing_customer", "opt_out", "service_message")


@pytest.fixture(scope="module")
def counts():
    return count(600)


@pytest.mark.parametrize("reason", PRECEDENCE)
def test_reason_is_the_primary_one_somewhere(reason, counts):
    assert counts["primary"][reason] > 0


@pytest.mark.parametrize("basis", BASES)
def test_basis_keeps_someone_somewhere(basis, counts):
    assert counts["basis"][basis] > 0


def test_opt_outs_are_lifted_somewhere(counts):
    assert counts["lifted"]["rows"] > 0
