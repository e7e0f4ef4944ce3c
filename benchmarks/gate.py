"""Measure what the gate costs, as a share of the whole screening and alone.

    python -m benchmarks.gate [--contacts 1000000] [--folder DIR]

One process decides, writes the lists and asks the gate, and says what each part took; a
second one asks the gate alone about the kept list, so that its peak memory is its own.
Quote the shares: seconds depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.world import write_world

_WHOLE = """\
import resource, sys, time
from pathlib import Path
import hygiene as hy

def spent():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.perf_counter(), used.ru_utime + used.ru_stime

began = spent()
screening = hy.screen(sys.argv[1])
decided = spent()
result = screening.check()
checked = spent()
assert result.passed, result
gate = [one - other for one, other in zip(checked, decided)]
rest = [one - other for one, other in zip(decided, began)]
for name, wall, cpu in (("decide", *rest), ("write lists, gate", *gate)):
    print(f"{name:<20}{wall:>9.1f} s{cpu:>9.1f} CPU s")
share = [100 * one / (one + other) for one, other in zip(gate, rest)]
print(f"{'share of the gate':<20}{share[0]:>9.1f} %{share[1]:>9.1f} %")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
print(f"{'peak of all':<20}{peak:>9.2f} GB")
screening.kept.sink_parquet(sys.argv[2])
"""
_ALONE = """\
import resource, sys, tempfile, time
from pathlib import Path
from hygiene.gating import gate_list
from hygiene.inputs import from_file

began = time.perf_counter()
with tempfile.TemporaryDirectory() as work:
    result = gate_list(from_file(sys.argv[1]), Path(sys.argv[2]), Path(work))
took = time.perf_counter() - began
used = resource.getrusage(resource.RUSAGE_SELF)
cpu, peak = used.ru_utime + used.ru_stime, used.ru_maxrss / 1e6
print(f"{'gate alone':<20}{took:>9.1f} s{cpu:>9.1f} CPU s{peak:>9.2f} GB")
print(result.headline())
"""


def main() -> None:
    """Generate the world and run both processes in turn."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="hygiene-benchmark-"))
    campaign = folder / "campaign.toml"
    if not campaign.exists():
        campaign = write_world(folder, chosen.contacts)
    kept = folder / "kept.parquet"
    for script in (_WHOLE, _ALONE):
        command = [sys.executable, "-c", script, str(campaign), str(kept)]
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - ours
            sys.exit("The benchmark failed.")
    if chosen.folder is None:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
