"""Signatures as OpenSSH makes and checks them (SSHSIG, Ed25519).

What is written here is byte for byte what `ssh-keygen -Y sign` writes, and exactly one
spelling of a signature is accepted. The key pair's mathematics is `cryptography`'s.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hygiene.audit.keys import read_secret
from hygiene.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

NAMESPACE = "audience-audit-snapshot"
_KIND = b"ssh-ed25519"
_MAGIC, _HASH = b"SSHSIG", b"sha512"
_LINE, _RAW, _SIGNATURE = 70, 32, 64
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and who it speaks for; it shows its fingerprint alone."""

    _key: Ed25519PrivateKey
    identity: str

    def __repr__(self) -> str:
        """Return the identity and the fingerprint."""
        return f"SigningKey({self.identity!r}, {fingerprint(self.public)})"

    @property
    def public(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self._key.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Return the armoured signature of a message."""
        return _armoured(self.public, self._key.sign(_to_be_signed(message)))


def read_signing_key(path: str | Path, identity: str) -> SigningKey:
    """Return the Ed25519 key in an OpenSSH private key file of mode 0600.

    Raises:
        InputError: The file cannot be used, or it has a passphrase.
        MissingExtraError: `cryptography` is not installed.
    """
    serialization, ed25519 = _cryptography()
    path = Path(path)
    try:
        key = serialization.load_ssh_private_key(read_secret(path), password=None)
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        raise InputError(
            f"'{path.name}' is not an Ed25519 key of OpenSSH without a passphrase "
            "(ssh-keygen -t ed25519)."
        )
    return SigningKey(key, identity)


def new_signing_key(comment: str) -> tuple[bytes, str]:
    """Return a new private key as OpenSSH stores it, and its public line."""
    serialization, ed25519 = _cryptography()
    key = ed25519.Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    return private, f"{public_line(key.public_key().public_bytes_raw())} {comment}"


def public_line(raw: bytes) -> str:
    """Return a public key as `allowed_signers` writes it.

    >>> public_line(bytes(32))[:28]
    'ssh-ed25519 AAAAC3NzaC1lZDI1'
    """
    blob = _string(_KIND) + _string(raw)
    return f"{_KIND.decode()} {base64.b64encode(blob).decode()}"


def raw_key(text: str) -> bytes | None:
    """Return the raw key in the base64 part of a public line, if it is Ed25519.

    >>> raw_key(public_line(bytes(32)).split()[1]) == bytes(32)
    True
    """
    try:
        blob = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    raw = blob[-_RAW:]
    return raw if blob == _string(_KIND) + _string(raw) else None


def fingerprint(raw: bytes) -> str:
    """Return the fingerprint of a public key, as `ssh-keygen -l` shows it."""
    digest = hashlib.sha256(_string(_KIND) + _string(raw)).digest()
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')}"


def signer_of(armoured: bytes, message: bytes, trusted: list[bytes]) -> bytes | None:
    """Return which of the trusted keys signed a message, or None.

    The armour is built again from the key and the signature, and must be equal.

    Raises:
        MissingExtraError: `cryptography` is not installed.
    """
    _, ed25519 = _cryptography()
    from cryptography.exceptions import InvalidSignature

    try:
        blob = base64.b64decode(b"".join(armoured.split(b"\n")[1:-2]), validate=True)
    except (binascii.Error, ValueError):
        return None
    signature = blob[-_SIGNATURE:]
    for raw in trusted:
        if armoured != _armoured(raw, signature):
            continue
        try:
            key = ed25519.Ed25519PublicKey.from_public_bytes(raw)
            key.verify(signature, _to_be_signed(message))
        except InvalidSignature:
            continue
        return raw
    return None


def _cryptography() -> tuple[Any, Any]:
    """Return the two modules that are used, loaded when they are needed."""
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError:
        raise MissingExtraError("Signing and checking signatures", "audit") from None
    return serialization, ed25519


def _string(content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + content


def _to_be_signed(message: bytes) -> bytes:
    digest = hashlib.sha512(message).digest()
    parts = (NAMESPACE.encode(), b"", _HASH, digest)
    return _MAGIC + b"".join(_string(part) for part in parts)


def _armoured(raw: bytes, signature: bytes) -> bytes:
    public = _string(_KIND) + _string(raw)
    signed = _string(_KIND) + _string(signature)
    parts = (public, NAMESPACE.encode(), b"", _HASH, signed)
    blob = _MAGIC + struct.pack(">I", 1) + b"".join(_string(part) for part in parts)
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + _LINE] for at in range(0, len(text), _LINE)]
    return "\n".join([_BEGIN, *lines, _END, ""]).encode()
