"""`hygiene explain`: one contact on the command line, named by nobody's address."""

import json

import pytest

from tests.e2e.commands import run
from tests.unit.world import HEAD, written

ANN = "ann.canary@example.com"
TABLES = """
[tables.audience]
path = "audience.csv"
[tables.consents]
path = "consents.csv"
[tables.suppressions]
path = "suppressions.csv"
"""
CONSENT = "email,marketing.news,northpay,given,2026-05-01T10:00:00Z"


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """Return a campaign of Ann, who unsubscribed, and of a row without a reason."""
    return written(
        tmp_path_factory.mktemp("campaign"),
        HEAD + TABLES,
        audience_csv=f"contact_id,email\n7,{ANN}\n8,bob@example.com\n",
        consents_csv=(
            "event_id,address,channel,purpose,controller,action,occurred_at\n"
            f"{ANN},{ANN},{CONSENT}\ne2,bob@example.com,{CONSENT}\n"
            f"e3,eve.canary@example.com,{CONSENT}\n"
        ),
        suppressions_csv=(
            "suppression_id,value,reason,effective_from\n"
            f"s1,{ANN},unsubscribed,2026-05-10\n"
        ),
    )


def test_explain(campaign):
    """The decision, what would change it, the records, every rule; all masked."""
    done = run("explain", campaign, ANN)
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.split("\n")
    assert lines[0].startswith("a•••@e•••.com and the campaign 'june'")
    assert lines[1:3] == [
        "Row 0 is removed:",
        "  unsubscribed: The person unsubscribed and has not consented anew.",
    ]
    assert "What alone would make it mailable: a consent for marketing.news" in lines[4]
    assert "canary" not in done.stdout


def test_explain_by_contact_id_and_for_another_moment(campaign):
    """Before she unsubscribed, Ann was kept."""
    done = run("explain", campaign, "7", "--as-of", "2026-05-09T09:00:00Z")
    assert (
        "\nRow 0 is kept on the ground 'consent', proven by record (with" in done.stdout
    )


def test_explain_as_json(campaign):
    """The same for a program; what looks like an address is withheld."""
    done = run("explain", campaign, ANN, "--json")
    found = json.loads(done.stdout)
    assert found["contact"] == "a•••@e•••.com"
    assert found["decisions"][0]["reasons"] == ["unsubscribed"]
    assert found["remedies"][0]["after"] == "2026-05-10T22:59:59.999999+00:00"
    assert "canary" not in done.stdout


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        (
            "eve.canary@example.com",
            "Records are held about it all the same (consents: 1).",
        ),
        ("zoe.canary@example.com", "No record is held about it either."),
    ],
)
def test_a_stranger(campaign, asked, held):
    """A contact that the audience does not have ends with 2 and a clear sentence."""
    done = run("explain", campaign, asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == (
        "Error: The audience has no contact with this address or contact id, so "
        f"nothing was decided about it. {held} "
        "Look it up as it stands in the audience file.\n"
    )
