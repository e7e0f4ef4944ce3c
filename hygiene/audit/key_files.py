"""The two keys of a store: one makes pseudonyms, the other signs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hygiene.audit.keys import write_new_key, write_secret
from hygiene.audit.pids import PseudonymKey
from hygiene.audit.signers import signer_line
from hygiene.audit.sshsig import fingerprint, new_signing_key, read_signing_key
from hygiene.audit.verifying import SIGNERS

PSEUDONYM_KEY = "pseudonym.key"
SIGNING_KEY = "signing.key"


@dataclass(frozen=True, slots=True)
class KeyFiles:
    """The public names of two keys.

    Attributes:
        kid: The pseudonym key's.
        fingerprint: The signing key's, as `ssh-keygen -lf` shows it.
        signer: The line of `allowed_signers` that lets it sign.
    """

    kid: str
    fingerprint: str
    signer: str

    def __str__(self) -> str:
        """Return the names, and what to do with the keys."""
        return (
            f"Pseudonym key: {self.kid}\nSigning key:   {self.fingerprint}\n"
            f"Signer:        {self.signer.rstrip()}\n"
            "Keep the two keys with two people, each with a copy elsewhere. Who "
            "verifies needs the\nsigner's line from you, not from the store."
        )


def new_keys(folder: str | Path, identity: str) -> KeyFiles:
    """Make both keys in a folder, readable by their owner alone; none is replaced.

    Args:
        folder: Where `pseudonym.key`, `signing.key` and `allowed_signers` go.
        identity: Who the signing key speaks for, such as `audit@example.com`.

    Raises:
        InputError: One of the files exists, or the identity is not one word.
        MissingExtraError: `cryptography` is not installed.
    """
    folder = Path(folder)
    private, _ = new_signing_key(identity)
    signer_line(identity, bytes(32))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(folder / SIGNING_KEY, private)
    write_new_key(folder / PSEUDONYM_KEY)
    names = show_keys(folder, identity)
    write_secret(folder / SIGNERS, names.signer.encode(), mode=0o644)
    return names


def show_keys(folder: str | Path, identity: str) -> KeyFiles:
    """Return the public names of the keys in a folder.

    Raises:
        InputError: A key is not there or can be read by others.
        MissingExtraError: `cryptography` is not installed.
    """
    folder = Path(folder)
    signing = read_signing_key(folder / SIGNING_KEY, identity)
    return KeyFiles(
        PseudonymKey.read(folder / PSEUDONYM_KEY).kid,
        fingerprint(signing.public),
        signer_line(identity, signing.public),
    )
