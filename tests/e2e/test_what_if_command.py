"""`hygiene what-if`: what it prints, and what it refuses in a sentence."""

import json

import pytest

from tests.e2e.commands import run
from tests.unit.world import HEAD, event, rows, send, suppression, written

TABLES = "".join(
    f'\n[tables.{table}]\npath = "{table}.csv"\n'
    for table in ("audience", "consents", "suppressions", "sends")
)
EMAILS = ("ann@example.com", "bob@example.com", "cara@example.com")


@pytest.fixture(scope="module")
def campaign(tmp_path_factory):
    """Ann consented, Bob did and paused, Cara is unknown; Ann had one message."""
    consents = rows(event(), event(event_id="e2", address=EMAILS[1]))
    return written(
        tmp_path_factory.mktemp("what_if"),
        HEAD + TABLES,
        audience_csv="\n".join(["email", *EMAILS, ""]),
        consents_csv=consents.write_csv(),
        suppressions_csv=rows(
            suppression(value=EMAILS[1], reason="paused")
        ).write_csv(),
        sends_csv=rows(send()).write_csv(),
    )


def test_the_changes_as_json(campaign):
    """Those alone, as the help says; who stays where they are is not among them."""
    done = run("what-if", campaign, "--without", "paused", "--json")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == [
        {"before": "paused", "after": "kept", "contacts": 1}
    ]


def test_a_limit_is_asked_about_by_its_keys(campaign):
    asked = ("--set", "limits.max_sends=1", "--set", "limits.per=7d")
    done = run("what-if", campaign, *asked)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:2] == [
        (
            "With limits.max_sends = 1, limits.per = '7d': 0 contacts would be kept "
            "instead of 1 (-1); 1 would change."
        ),
        "           1  kept → frequency_cap",
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "--set policy=strict"),
        ((), "--without paused"),
        (("--without", "nope"), "Those that can be switched off are 'deceased', "),
        (("--without", "processor_only"), "switching it off gives nobody a ground"),
        (
            ("--set", "policy=strict", "--set", "policy=uk"),
            "--set gives 'policy' twice.",
        ),
        (
            ("--set", "without=paused"),
            "A rule is left out with --without, not with --set.",
        ),
        (("--set", "self=1"), "'self' is no key that can be changed."),
        (("--set", "categories="), "'categories' must be a list of names"),
        (
            ("--set", "limits=3"),
            "'limits' is a table; its keys are 'limits.max_sends', 'limits.per'.",
        ),
        (("--set", "limits.max_sends=3"), "limits has no 'per'."),
        (
            ("--set", "limits.max_sends=x", "--set", "limits.per=7d"),
            "'limits': 'max_sends' must be a whole number.",
        ),
        (
            ("--set", "limits.per=soon", "--set", "limits.max_sends=3"),
            "'limits': 'per'",
        ),
        (("--set", "addresses=flag"), "'addresses' is a table; its keys are"),
        (("--set", "timezone=UTC"), "'timezone' cannot be changed: the tables were"),
        (
            ("--set", "policy_by_country=default"),
            "'policy_by_country' goes with policy",
        ),
        (
            ("--set", "policy=by_country", "--set", "policy_by_country=default"),
            "'policy_by_country' must be a table of countries.",
        ),
    ],
)
def test_what_cannot_be_asked(campaign, asked, said):
    """A sentence and exit code 2, and never a crash."""
    done = run("what-if", campaign, *asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
