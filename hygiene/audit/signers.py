"""Who may sign: the file `allowed_signers` of OpenSSH, as far as snapshots need it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hygiene.audit.sshsig import NAMESPACE, public_line, raw_key
from hygiene.errors import InputError

_OPTION = re.compile(r'(namespaces|valid-after|valid-before)="([^"]*)"')
_IDENTITY = re.compile(r"[A-Za-z0-9._@+-]+")
_MOMENT = re.compile(r"[0-9]{8}(?:[0-9]{4}(?:[0-9]{2})?)?Z?")
_KIND = "ssh-ed25519"


@dataclass(frozen=True, slots=True)
class Signer:
    """One line: who, which key, and when it counts.

    Attributes:
        identity: The principal.
        raw: The public key.
        after: The first instant at which it counts, or None.
        before: The instant from which it counts no more, or None.
    """

    identity: str
    raw: bytes
    after: datetime | None = None
    before: datetime | None = None

    def counts(self, day: date) -> bool:
        """Return whether the key counts at some time of a day (UTC)."""
        begin = datetime.combine(day, time(), UTC)
        return (self.after is None or self.after < begin + timedelta(days=1)) and (
            self.before is None or begin < self.before
        )


def signer_line(identity: str, raw: bytes) -> str:
    """Return the line that lets a key sign snapshots.

    Raises:
        InputError: The identity is not one word.

    >>> signer_line("audit@example.com", bytes(32))[:57]
    'audit@example.com namespaces="audience-audit-snapshot" ss'
    """
    if not _IDENTITY.fullmatch(identity):
        raise InputError("An identity is one word, such as audit@example.com.")
    return f'{identity} namespaces="{NAMESPACE}" {public_line(raw)}\n'


def read_signers(text: str) -> list[Signer]:
    """Return the signers of a file; lines for other namespaces are left out.

    Raises:
        InputError: A line cannot be read; it is named by its number.
    """
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            signer = _signer(line)
            if signer is None:
                raise InputError(f"Line {number} of the allowed signers is unreadable.")
            found += [signer] if signer.raw else []
    return found


def _signer(line: str) -> Signer | None:
    """Return what a line says; a key without bytes signs something else."""
    identity, *words = line.split()
    options = words.pop(0) if words and words[0] != _KIND else ""
    found = dict(_OPTION.findall(options))
    spelt = ",".join(f'{name}="{value}"' for name, value in found.items())
    raw = raw_key(words[1]) if words[:1] == [_KIND] and len(words) > 1 else None
    if not _IDENTITY.fullmatch(identity) or spelt != options or raw is None:
        return None
    if NAMESPACE not in found.get("namespaces", NAMESPACE).split(","):
        return Signer(identity, b"")
    try:
        after, before = (
            _moment(found.get("valid-after")),
            _moment(found.get("valid-before")),
        )
    except ValueError:
        return None
    return Signer(identity, raw, after, before)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    if not _MOMENT.fullmatch(text):
        raise ValueError("not a time of OpenSSH")
    digits = text.removesuffix("Z").ljust(14, "0")
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
