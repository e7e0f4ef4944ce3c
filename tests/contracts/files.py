"""The files of the repository, as git sees them."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@cache
def repository_files():
    """Return every file that is, or could be, committed; all files without git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout.decode()
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [
            path
            for path in ROOT.rglob("*")
            if not any(
                part.startswith(".") or part == "__pycache__"
                for part in path.relative_to(ROOT).parts[:-1]
            )
        ]
    return sorted(path for path in paths if path.is_file())


@cache
def texts():
    """Return (name, text) of every file that is UTF-8 text."""
    found = []
    for path in repository_files():
        try:
            found.append((str(path.relative_to(ROOT)), path.read_text("utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def product_files():
    """Return the Python files of the package."""
    return sorted((ROOT / "hygiene").rglob("*.py"))


def hits(pattern, names=lambda _name: True, allowed=lambda _match: False):
    """Return `file:line: match` for each place where the pattern is found."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts()
        if names(name)
        for match in pattern.finditer(text)
        if not allowed(match)
    ]
