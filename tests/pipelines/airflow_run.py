"""Run one DAG of docs/pipelines with `dag.test()`; runs in Airflow's own environment.

Reads {"dag", "conf"} from stdin and writes {"run", "state", "tasks"} to the file that
the first argument names. Its output is Airflow's log.
"""

import json
import os
import socket
import sys
from datetime import timedelta
from pathlib import Path


def stay_here():
    """Let nothing in this process, or forked from it, leave the machine."""

    def guard(connect):
        def guarded(self, address):
            inside = self.family == socket.AF_UNIX or address[0] in {"127.0.0.1", "::1"}
            if not inside:
                sys.exit("Airflow reached for the network.")
            return connect(self, address)

        return guarded

    for name in ("connect", "connect_ex"):
        setattr(socket.socket, name, guard(getattr(socket.socket, name)))


def main():
    stay_here()
    from airflow.utils.db import initdb

    asked = json.load(sys.stdin)
    initdb()

    from airflow.dag_processing.dagbag import BundleDagBag

    folder = os.environ["AIRFLOW__CORE__DAGS_FOLDER"]
    bag = BundleDagBag(folder, bundle_path=Path(folder), bundle_name="dags-folder")
    if bag.import_errors:
        sys.exit(str(bag.import_errors))
    dag = bag.dags[asked["dag"]]
    for task in dag.tasks:
        task.retry_delay = timedelta(0)  # the tests do not wait for a second try
    run = dag.test(run_conf=asked["conf"])
    tasks = {
        item.task_id: {"state": item.state, "tries": item.try_number}
        for item in run.get_task_instances()
    }
    said = {"run": run.run_id, "state": run.state, "tasks": tasks}
    Path(sys.argv[1]).write_text(json.dumps(said), "utf-8")


if __name__ == "__main__":
    main()
