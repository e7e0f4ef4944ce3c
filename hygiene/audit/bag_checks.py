"""Checks of one snapshot's folder: who signed it, and whether it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hygiene.audit import bag
from hygiene.audit.disk import is_folder, read_file
from hygiene.audit.signers import Signer
from hygiene.audit.sshsig import signer_of
from hygiene.audit.verification import Kind, Verification


@dataclass(frozen=True, slots=True)
class Checked:
    """A folder whose tag files are as they were signed.

    Attributes:
        path: The folder.
        info: What `bag-info.txt` says.
        manifest: File below `data` to its SHA-256 as signed.
        signer: Who signed.
    """

    path: Path
    info: bag.BagInfo
    manifest: dict[str, str]
    signer: Signer


def check_tags(
    folder: Path, name: str, signers: list[Signer], result: Verification
) -> Checked | None:
    """Check who signed a folder's tag manifest, and that its tag files are these.

    Args:
        folder: The folder.
        name: The name that it should have.
        signers: Who may sign.
        result: Where findings are noted.
    """
    tags = {one: read_file(folder / one) for one in (*bag.TAGS, bag.TAG_MANIFEST)}
    absent = [one for one, content in tags.items() if content is None]
    if absent:
        kind = Kind.CHANGED if any((folder / one).exists() for one in absent) else None
        sentences = [f"'{one}' is missing or is no file." for one in absent]
        result.found(kind or Kind.MISSING, name, *sentences)
        return None
    content = {one: data for one, data in tags.items() if data is not None}
    listed = {one: bag.sha256(content[one]) for one in bag.TAGS}
    if content[bag.TAG_MANIFEST] != bag.tag_manifest(listed):
        result.found(Kind.CHANGED, name, "a tag file is not as the tag manifest says.")
        return None
    info = bag.BagInfo.parse(content[bag.INFO].decode("utf-8", "replace"))
    manifest = bag.read_manifest(content[bag.MANIFEST])
    if not bag.is_declaration(content[bag.DECLARATION]) or not info or manifest is None:
        result.found(Kind.CHANGED, name, "a tag file is not spelt as snapshots are.")
        return None
    if info.snapshot_id != name:
        result.found(Kind.CHANGED, name, "the folder holds a snapshot of another name.")
    signer = _signer(folder, content[bag.TAG_MANIFEST], signers, info)
    if signer is None:
        result.found(Kind.CHANGED, name, *_unsigned(folder))
        return None
    for problem in _second(folder, content[bag.TAG_MANIFEST], signers, info, signer):
        result.found(Kind.CHANGED, name, problem)
    return Checked(folder, info, manifest, signer)


def check_names(checked: Checked, name: str, result: Verification) -> None:
    """Check that nothing stands in the folder but what was signed, and all of that."""
    allowed = {*bag.TAGS, bag.TAG_MANIFEST, bag.SIGNATURE, bag.PAYLOAD, *bag.OPTIONAL}
    there = {path.name for path in checked.path.iterdir()}
    added = sorted(there - allowed)
    result.found(Kind.CHANGED, name, *(f"'{one}' was added." for one in added))
    payload = checked.path / bag.PAYLOAD
    if not is_folder(payload):
        result.found(Kind.CHANGED, name, "'data' is not a folder.")
        return
    files = {path.name for path in payload.iterdir()}
    for one in sorted(files - set(checked.manifest)):
        result.found(Kind.CHANGED, name, f"'data/{one}' was added.")
    for one in sorted(set(checked.manifest) - files):
        result.found(Kind.MISSING, name, f"'data/{one}' is missing.")


def _signer(
    folder: Path, message: bytes, signers: list[Signer], info: bag.BagInfo
) -> Signer | None:
    counting = [signer for signer in signers if signer.counts(info.made)]
    armoured = read_file(folder / bag.SIGNATURE)
    raw = signer_of(armoured or b"", message, [signer.raw for signer in counting])
    return next((signer for signer in counting if signer.raw == raw), None)


def _unsigned(folder: Path) -> Iterator[str]:
    if read_file(folder / bag.SIGNATURE) is None:
        yield "it is not signed."
    else:
        yield "it is not signed by a key that may sign, for what a snapshot is."


def _second(
    folder: Path,
    message: bytes,
    signers: list[Signer],
    info: bag.BagInfo,
    first: Signer,
) -> Iterator[str]:
    """Yield what is wrong with the signature of a second person, if there is one."""
    name = bag.OPTIONAL[0]
    if not (folder / name).exists() and not (folder / name).is_symlink():
        return
    others = [
        one.raw for one in signers if one.counts(info.made) and one.raw != first.raw
    ]
    if signer_of(read_file(folder / name) or b"", message, others) is None:
        yield f"'{name}' is not a signature of another key that may sign."
