"""Measure `hygiene screen` on both engines against hand-written SQL, in one run.

    python -m benchmarks [--contacts 1000000] [--rounds 3] [--folder DIR]

Every command is a process of its own; the operating system's accounting of each
gives wall and CPU seconds and peak memory. The rival (rival.sql, DuckDB) computes
`decision` and the primary `reason` alone; its answer must equal ours on every row.
Quote the ratios: seconds depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.world import write_world

_HERE = Path(__file__).parent
_DECIDE = """\
import sys, tempfile
from pathlib import Path
from hygiene.deciding import decide
from hygiene.inputs import from_file
decide(from_file(sys.argv[1]), Path(tempfile.mkdtemp(dir=sys.argv[2])), sys.argv[3],
       lambda stage, rows: None)
"""


@dataclass(frozen=True)
class Cost:
    """What one process cost."""

    wall: float
    cpu: float
    memory: float


def measure(command: list[str]) -> Cost:
    """Run a command and return what it cost; a failure ends the benchmark."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if status != 0:
        sys.exit(f"{command[0]} ... ended with status {status}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6)


def commands(campaign: Path, out: Path) -> dict[str, list[str]]:
    """Return the commands to compare, by name."""
    python = sys.executable
    screen = [python, "-m", "hygiene", "screen", str(campaign), "--out"]
    return {
        "rival: DuckDB SQL": [python, str(_HERE / "rival.py"), str(campaign.parent)],
        "decide, streaming": [
            python, "-c", _DECIDE, str(campaign), str(out), "streaming",
        ],
        "decide, in-memory": [
            python, "-c", _DECIDE, str(campaign), str(out), "in-memory",
        ],
        "screen, streaming": [*screen, str(out / "s"), "--engine", "streaming"],
        "screen, in-memory": [*screen, str(out / "m"), "--engine", "in-memory"],
    }  # fmt: skip


def differences(folder: Path, out: Path) -> int:
    """Return on how many rows our decision or reason differs from the rival's."""
    ours = pl.scan_parquet(out / "s" / "decisions.parquet")
    rival = pl.scan_parquet(folder / "rival.parquet").select(
        pl.col("row").cast(pl.UInt64), theirs="decision", why="reason"
    )
    joined = ours.join(rival, on="row", how="full", validate="1:1")
    same = pl.col("decision").eq_missing(pl.col("theirs")) & pl.col(
        "reason"
    ).eq_missing(pl.col("why"))
    return int(joined.select((~same).sum()).collect().item())


def main() -> None:
    """Generate the world, run every command in turn, and print the medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="hygiene-benchmark-"))
    out = folder / "out"
    out.mkdir(parents=True, exist_ok=True)
    campaign = write_world(folder, chosen.contacts)
    to_run = commands(campaign, out)
    costs: dict[str, list[Cost]] = {name: [] for name in to_run}
    for _ in range(chosen.rounds):
        for name, command in to_run.items():
            costs[name].append(measure(command))
    report(costs, chosen.contacts)
    print(f"rows that differ from the rival: {differences(folder, out)}")
    if chosen.folder is None:
        shutil.rmtree(folder)


def report(costs: dict[str, list[Cost]], contacts: int) -> None:
    """Print the median of each command and its ratio to the rival, round by round."""
    rival = costs["rival: DuckDB SQL"]
    median = statistics.median
    heads = ("wall s", "CPU s", "peak GB", "wall ratio", "CPU ratio")
    print(
        f"{contacts:,} contacts, {os.cpu_count()} cores, {len(rival)} rounds, medians"
    )
    print(f"{'':20}" + "".join(f"{head:>12}" for head in heads))
    for name, runs in costs.items():
        pairs = list(zip(runs, rival, strict=True))
        figures = (
            median(run.wall for run in runs),
            median(run.cpu for run in runs),
            median(run.memory for run in runs),
            median(run.wall / other.wall for run, other in pairs),
            median(run.cpu / other.cpu for run, other in pairs),
        )
        print(f"{name:<20}" + "".join(f"{figure:>12.2f}" for figure in figures))


if __name__ == "__main__":
    main()
