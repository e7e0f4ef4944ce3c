"""The folder of a snapshot as a BagIt bag (RFC 8493), in its one spelling.

`sha256sum -c` and every BagIt tool read it. Where the RFC leaves a choice, one is
made here, so that a checker builds the text again and compares bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = f"{TAG_MANIFEST}.sig"
PAYLOAD = "data"
TAGS = (INFO, DECLARATION, MANIFEST)
"""What the tag manifest lists, in its order."""
OPTIONAL = (f"{TAG_MANIFEST}.2.sig", f"{TAG_MANIFEST}.tsr")
"""What may stand beside it: a second signature, a time stamp."""
NO_TAG_MANIFEST = "0" * 64
"""What the first snapshot names as the tag manifest before it."""

_DECLARED = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-f]{64})  data/([A-Za-z0-9_]+(?:\.[a-z0-9_]+)*)")
_INFO = re.compile(
    r"External-Identifier: (?P<id>[0-9A-Za-z-]+)\n"
    r"Bagging-Date: (?P<made>[0-9]{4}-[0-9]{2}-[0-9]{2})\n"
    r"Payload-Oxum: (?P<size>[0-9]+)\.(?P<files>[0-9]+)\n"
    r"Previous-Snapshot: (?P<previous>[0-9A-Za-z-]+)\n"
    r"Previous-Tagmanifest-SHA256: (?P<digest>[0-9a-f]{64})\n"
)
_NONE = "none"


@dataclass(frozen=True, slots=True)
class BagInfo:
    """What `bag-info.txt` says.

    Attributes:
        snapshot_id: The snapshot.
        made: When it was made.
        size: The bytes of its payload.
        files: The number of files of its payload.
        previous: The snapshot before it, or None.
        previous_digest: The SHA-256 of that one's tag manifest.
    """

    snapshot_id: str
    made: date
    size: int
    files: int
    previous: str | None
    previous_digest: str

    def to_text(self) -> str:
        """Return the file."""
        return (
            f"External-Identifier: {self.snapshot_id}\n"
            f"Bagging-Date: {self.made.isoformat()}\n"
            f"Payload-Oxum: {self.size}.{self.files}\n"
            f"Previous-Snapshot: {self.previous or _NONE}\n"
            f"Previous-Tagmanifest-SHA256: {self.previous_digest}\n"
        )

    @classmethod
    def parse(cls, text: str) -> BagInfo | None:
        """Return what the file says, or None when it is not spelt as we spell it."""
        found = _INFO.fullmatch(text)
        try:
            made = date.fromisoformat(found["made"]) if found else None
        except ValueError:
            return None
        if found is None or made is None:
            return None
        previous = None if found["previous"] == _NONE else found["previous"]
        size, files = int(found["size"]), int(found["files"])
        info = cls(found["id"], made, size, files, previous, found["digest"])
        return info if info.to_text() == text else None


def sha256(content: bytes) -> str:
    """Return a SHA-256 in hexadecimal.

    >>> sha256(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def bag_files(
    payload: Mapping[str, bytes],
    snapshot_id: str,
    made: date,
    previous: str | None,
    previous_digest: str,
) -> dict[str, bytes]:
    """Return every file of a bag but its signature, by its path in the folder.

    >>> files = bag_files({"a.json": b"{}"}, "2026Q1", date(2026, 4, 1), None, "0" * 64)
    >>> sorted(files)[:3]
    ['bag-info.txt', 'bagit.txt', 'data/a.json']
    """
    size = sum(len(content) for content in payload.values())
    info = BagInfo(snapshot_id, made, size, len(payload), previous, previous_digest)
    tags = {
        DECLARATION: _DECLARED,
        INFO: info.to_text().encode(),
        MANIFEST: manifest({name: sha256(data) for name, data in payload.items()}),
    }
    listed = {name: sha256(tags[name]) for name in TAGS}
    return {
        **{f"{PAYLOAD}/{name}": data for name, data in payload.items()},
        **tags,
        TAG_MANIFEST: tag_manifest(listed),
    }


def manifest(digests: Mapping[str, str]) -> bytes:
    """Return the manifest of a payload: digest and name, sorted by name."""
    lines = [f"{digests[name]}  {PAYLOAD}/{name}\n" for name in sorted(digests)]
    return "".join(lines).encode()


def tag_manifest(digests: Mapping[str, str]) -> bytes:
    """Return the tag manifest."""
    return "".join(f"{digests[name]}  {name}\n" for name in TAGS).encode()


def read_manifest(content: bytes) -> dict[str, str] | None:
    """Return the digests of a payload by name, or None when it is not ours.

    >>> read_manifest(manifest({"a.json": "0" * 64}))["a.json"] == "0" * 64
    True
    >>> read_manifest(b"0" * 64 + b"  ../a" + bytes([10])) is None
    True
    """
    found = {}
    for line in content.decode("utf-8", "replace").split("\n")[:-1]:
        matched = _LINE.fullmatch(line)
        if matched is None:
            return None
        found[matched[2]] = matched[1]
    return found if manifest(found) == content else None


def is_declaration(content: bytes) -> bool:
    """Return whether `bagit.txt` is the one that we write."""
    return content == _DECLARED
