"""Write a snapshot in a process that is stopped, or whose disk fails, at each call.

Run as a script: `faulty.py kill SOURCE STORE` or `faulty.py race SOURCE STORE`. It
forks before the engine has made a thread, and prints what became of each child.
"""

import errno
import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

from hygiene.audit import creating, disk
from hygiene.audit.bag_checks import check_names, check_tags
from hygiene.audit.signers import read_signers
from hygiene.audit.verification import Verification
from hygiene.errors import HygieneError

CALLS = ("open", "write", "fsync", "mkdir", "rename", "replace", "close")


def files_of(folder):
    """Return every file of a snapshot by its path in it."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def write(source, store):
    """Write the snapshot at `source` to a store, as `create` does at its end."""
    signers = read_signers((source.parent / "allowed_signers").read_text())

    def check(folder):
        result = Verification()
        checked = check_tags(folder, source.name, signers, result)
        check_names(checked, source.name, result)
        assert not result.findings

    with disk.locked(store):
        disk.publish(store, source.name, files_of(source), check)
        creating._note(store, f"{source.name} {'0' * 64} 2026-06-20\n", signers[0])


@contextmanager
def failing_at(number, act):
    """Let the n-th call to the system do something else; yield whether it was met."""
    count, met = 0, []
    originals = {name: getattr(os, name) for name in CALLS}

    def guarded(name):
        def call(*arguments, **options):
            nonlocal count
            if name == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR):
                return originals[name](*arguments, **options)
            count += name != "close"
            if count == number and name != "close":
                met.append(name)
                act()
            return originals[name](*arguments, **options)

        return call

    for name in CALLS:
        setattr(os, name, guarded(name))
    try:
        yield met
    finally:
        for name, original in originals.items():
            setattr(os, name, original)


def full():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def broken():
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


def kill_everywhere(source, store):
    """Kill a writer at its n-th call, for every n, until one lives to the end."""
    for number in range(1, 500):
        child = os.fork()
        if not child:
            with failing_at(number, killed):
                write(source, store)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        there = (store / source.name).exists()
        said = f"{number} {os.waitstatus_to_exitcode(status)} {int(there)}\n"
        sys.stdout.write(said)
        sys.stdout.flush()
        if there and os.waitstatus_to_exitcode(status) == 0:
            return
        if there:  # killed after the rename: it is whole; the next one starts anew
            assert files_of(store / source.name) == files_of(source)
            (store / source.name).rename(store.parent / f"done-{number}")


def race(source, store):
    """Let six writers begin at once."""
    reader, writer = os.pipe()
    children = []
    for _ in range(6):
        child = os.fork()
        if not child:
            os.close(writer)
            os.read(reader, 1)
            try:
                write(source, store)
            except HygieneError as error:
                os._exit(error.exit_code)
            os._exit(0)
        children.append(child)
    os.close(writer)
    codes = [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children]
    sys.stdout.write(" ".join(map(str, sorted(codes))))


if __name__ == "__main__":
    act = {"kill": kill_everywhere, "race": race}[sys.argv[1]]
    act(Path(sys.argv[2]), Path(sys.argv[3]))
