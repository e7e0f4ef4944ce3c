"""Measure snapshots: creating, verifying, replaying and comparing, and their size.

    python -m benchmarks.snapshots [--contacts 1000000] [--folder DIR]

Every command is a process of its own; the operating system's accounting gives wall
and CPU seconds and peak memory, starting Python included.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.__main__ import measure
from benchmarks.world import write_world

_ABOUT = """\
[controller]
name = "Northpay"
contact = "privacy team"
[retention]
until = 2032-12-31
key_destroy_after = 2032-12-31
rule = "six years"
legal_ground = "GDPR art. 5(2)"
[pseudonymisation]
custodian = "data protection office"
"""
_WHO = ["--identity", "audit@example.com"]


def commands(campaign: Path, folder: Path) -> dict[str, list[str]]:
    """Return the commands by name, in the order in which they are run."""
    out, keys, store = folder / "out", folder / "keys", str(folder / "snapshots")
    about = folder / "about.toml"
    about.write_text(_ABOUT)
    create = [
        *("create", store, f"{campaign}={out}", "--timezone", "Europe/London"),
        *("--about", str(about), "--key-file", str(keys / "pseudonym.key")),
        *("--signing-key", str(keys / "signing.key"), *_WHO, "--quarter"),
    ]
    snapshot = {
        "keys": ["keys", str(keys), *_WHO],
        "create": [*create, "2026Q4"],
        "create, compared with the one before": [*create, "2026Q4-r2"],
        "verify --quick": ["verify", store, "--quick"],
        "verify --full": ["verify", store],
        "verify --replay": ["verify", store, "--replay"],
        "replay": ["replay", store, "2026Q4"],
        "compare": ["compare", store, "2026Q4", "2026Q4-r2"],
    }
    hygiene = [sys.executable, "-m", "hygiene"]
    return {
        "screen": [*hygiene, "screen", str(campaign), "--out", str(out)],
        **{name: [*hygiene, "snapshot", *rest] for name, rest in snapshot.items()},
    }


def main() -> None:
    """Write a world, run every command once, and print what it cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.folder) as made:
        folder = Path(made)
        campaign = write_world(folder / "world", given.contacts)
        for name, command in commands(campaign, folder).items():
            cost = measure(command)
            print(
                f"{name:<38}{cost.wall:>7.1f} s wall {cost.cpu:>7.1f} s CPU "
                f"{cost.memory:>6.2f} GB",
                flush=True,
            )
        for path in sorted((folder / "snapshots/2026Q4/data").iterdir()):
            print(f"{path.name:<38}{path.stat().st_size / 1e6:>7.1f} MB")


if __name__ == "__main__":
    main()
