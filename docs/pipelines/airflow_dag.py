"""Two Airflow DAGs: a list goes out only after `hygiene` has said yes.

`newsletter_screen` makes the list with `hygiene screen`. `newsletter_check` takes a
list that another tool made and puts `hygiene check` before it. Both end in `hand_on`,
where your own sending begins; it runs only when the task before it has succeeded.

What an exit code becomes:

    0        the task succeeds, `hand_on` runs
    2 or 3   the task fails at once: a retry would get the same answer
    others   a crash: Airflow tries again, as often as `retries` says

Install `hygiene` in an environment of its own and put its command on the workers'
PATH: Airflow is installed with constraints of its own, which are not ours. Needs
Airflow 3 and its standard provider, which brings BashOperator.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

BAD_INPUT, REFUSED = 2, 3


class HygieneOperator(BashOperator):
    """Runs `hygiene`; bad input and a gate that says no fail the task for good."""

    def __init__(self, **options: Any) -> None:
        """Let BashOperator tell these two exit codes from a crash."""
        super().__init__(
            skip_on_exit_code=[BAD_INPUT, REFUSED],
            cwd="{{ params.folder }}",
            append_env=True,
            do_xcom_push=False,  # nothing of a list belongs in Airflow's database
            retries=2,
            retry_delay=timedelta(minutes=5),
            **options,
        )

    def execute(self, context: Context) -> None:
        """Run the command; a refusal fails the task instead of skipping it.

        Raises:
            AirflowFailException: The exit code was 2 or 3. Airflow does not retry it.
        """
        try:
            super().execute(context)
        except AirflowSkipException:
            raise AirflowFailException(
                "The list may not go out. What is wrong is said above; exit code 2 is "
                "for the data team, 3 for the campaign owner. A retry would not help."
            ) from None


def hand_on() -> BashOperator:
    """Return the task that hands the list on: put your own sending here."""
    return BashOperator(
        task_id="hand_on",
        bash_command='mkdir -p "$OUTBOX/$RUN" && cp "$OUT/$RUN"/kept.* "$OUTBOX/$RUN/"',
        env=PLACES,
        cwd="{{ params.folder }}",
        append_env=True,
        do_xcom_push=False,
        retries=0,  # nobody gets a message twice because a task was tried twice
        # trigger_rule stays "all_success": with any other, a refused list goes out.
    )


# Values reach the commands as environment variables, never as part of their text.
PLACES = {
    "CAMPAIGN": "{{ params.campaign }}",
    "AS_OF": "{{ params.as_of }}",
    "LIST": "{{ params.list }}",
    "OUT": "{{ params.out }}",
    "OUTBOX": "{{ params.outbox }}",
    "RUN": "{{ run_id }}",  # a folder a run: no list of another day lies in it
}
PARAMS = {
    "folder": "/srv/newsletter",  # what the paths below are relative to
    "campaign": "campaigns/newsletter.toml",
    "as_of": "now",
    "list": "exports/newsletter.csv",
    "out": "screened",
    "outbox": "outbox",
}
# A later run waits for an earlier one, and none is made up for days that have passed.
COMMON = {"params": PARAMS, "catchup": False, "max_active_runs": 1}

with DAG("newsletter_screen", schedule=None, **COMMON):
    screen = HygieneOperator(
        task_id="screen",
        bash_command='hygiene screen "$CAMPAIGN" --out "$OUT/$RUN" --as-of "$AS_OF"',
        env=PLACES,
    )
    screen >> hand_on()

with DAG("newsletter_check", schedule=None, **COMMON):
    # The copy is what is checked and what goes out, whatever becomes of the export.
    check = HygieneOperator(
        task_id="check",
        bash_command=(
            'mkdir -p "$OUT/$RUN" || exit; '
            'cp "$LIST" "$OUT/$RUN/kept.${LIST##*.}" || exit 2; '
            'hygiene check "$CAMPAIGN" --list "$OUT/$RUN/kept.${LIST##*.}" '
            '--as-of "$AS_OF" --junit "$OUT/$RUN/junit.xml"'
        ),
        env=PLACES,
    )
    check >> hand_on()
