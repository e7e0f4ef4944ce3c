"""Verifying a store: every byte, every hash, the chain. Nothing is ever written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from hygiene.audit import redactions as redacted
from hygiene.audit.bag_checks import Checked, check_names, check_tags
from hygiene.audit.chain import in_line
from hygiene.audit.content_checks import check_payload
from hygiene.audit.disk import LOCK, TEMPORARY, is_folder, read_file
from hygiene.audit.failures import StoreError
from hygiene.audit.ids import SNAPSHOT_ID
from hygiene.audit.loading import links, snapshot_names
from hygiene.audit.signers import Signer, read_signers
from hygiene.audit.sshsig import fingerprint, signer_of
from hygiene.audit.verification import Kind, Verification
from hygiene.errors import InputError, listed

Level = Literal["quick", "full", "replay"]
SIGNERS = "allowed_signers"
HEADS = "heads.txt"
_HEAD = re.compile(
    rf"({SNAPSHOT_ID.pattern}) ([0-9a-f]{{64}}) [0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}( .*)?"
)
_HEXADECIMAL = re.compile(r"[0-9a-f]{64}")
_STORE = "the store"
_ALWAYS = (
    "When the snapshots were made: a signature does not say; time stamps are not read.",
    "That the tables given to the toolkit were the true ones.",
    "That somebody had not consented: what matches nobody is not stored.",
)


def verify(
    store: str | Path,
    *,
    signers: str | Path | None = None,
    level: Level = "full",
    expect_head: str | None = None,
    expect_count: int | None = None,
) -> Verification:
    """Verify every snapshot of a store, and that they follow one another.

    Args:
        store: The folder with the snapshots.
        signers: The file of those who may sign, from outside the store. By default
            the store's own, which proves less.
        level: `quick` for signatures, names and the chain; `full` for every byte,
            hash and count; `replay` to decide everything again as well.
        expect_head: The newest head that somebody was given.
        expect_count: How many snapshots there should be.

    Raises:
        StoreError: The folder is no store.
        InputError: The signers cannot be read, or the head is not one.
    """
    store = Path(store)
    names = snapshot_names(store)
    known = _signers(store, signers, names)
    if expect_head is not None and not _HEXADECIMAL.fullmatch(expect_head):
        raise InputError("A head is 64 lower-case hexadecimal digits.")
    result = Verification(not_proved=[*_ALWAYS])
    found = redacted.read_redactions(store, lambda sig, text: _trusts(sig, text, known))
    for where, problem in found.problems:
        result.found(Kind.CHANGED, where, problem)
    _check_store(store, result)
    checked = [
        one for name in names if (one := check_tags(store / name, name, known, result))
    ]
    tables = 0
    for one in checked:
        check_names(one, one.path.name, result)
        if level != "quick":
            tables += check_payload(one, found, result, replay=level == "replay")
    _check_chain(store, found, result)
    _check_witness(expect_head, expect_count, result)
    result.proved += _proved(checked, tables, level, result)
    result.not_proved += _not_proved(signers, level, expect_head)
    return result


def _signers(store: Path, given: str | Path | None, names: list[str]) -> list[Signer]:
    path = Path(given) if given is not None else store / SIGNERS
    content = path.read_bytes() if path.is_file() else None
    if content is None and given is not None:
        raise InputError(f"There is no file '{path.name}' of allowed signers.")
    if content is None and not names:
        raise StoreError(f"'{store.name}' is not a store of snapshots.")
    return read_signers((content or b"").decode("utf-8", "replace"))


def _trusts(signature: bytes, message: bytes, signers: list[Signer]) -> bool:
    return signer_of(signature, message, [one.raw for one in signers]) is not None


def _check_store(store: Path, result: Verification) -> None:
    """Check that nothing else lies in the store; what a killed writer left may."""
    ours = {SIGNERS, HEADS, LOCK, redacted.FOLDER}
    for path in sorted(store.iterdir()):
        if SNAPSHOT_ID.fullmatch(path.name):
            if not is_folder(path):
                result.found(Kind.CHANGED, path.name, "it is not a folder.")
        elif path.name not in ours and not path.name.startswith(TEMPORARY):
            result.found(Kind.CHANGED, _STORE, f"'{path.name}' does not belong there.")


def _check_chain(store: Path, found: redacted.Redactions, result: Verification) -> None:
    ordered, problems = in_line(links(store))
    result.heads = {link.snapshot_id: link.head for link in ordered}
    result.found(Kind.CHANGED, "the chain", *problems)
    for snapshot_id, head in found.heads:
        if result.heads.get(snapshot_id) != head:
            said = f"a record speaks of another '{snapshot_id}' than lies there."
            result.found(Kind.CHANGED, redacted.FOLDER, said)
    content = read_file(store / HEADS)
    for line in (content or b"").decode("utf-8", "replace").splitlines():
        named = _HEAD.fullmatch(line)
        if named is None or result.heads.get(named[1]) != named[3]:
            sentence = "a line names a head that no snapshot has."
            result.found(Kind.CHANGED, HEADS, sentence)


def _check_witness(head: str | None, count: int | None, result: Verification) -> None:
    heads = [*result.heads.values()]
    if head is not None and (not heads or heads[-1] != head):
        older = " It is that of an older one." if head in heads else ""
        said = f"the newest snapshot does not have the head that was given.{older}"
        result.found(Kind.CHANGED, "the witness", said)
    if count is not None and len(heads) != count:
        said = f"there should be {count:,} snapshots in line; there are {len(heads):,}."
        result.found(Kind.CHANGED, "the witness", said)


def _proved(
    checked: list[Checked], tables: int, level: Level, result: Verification
) -> Iterator[str]:
    """Yield what holds; nothing is claimed of a store in which something is wrong."""
    if not result.is_verified or not checked:
        return
    who = {f"{one.signer.identity} ({fingerprint(one.signer.raw)})" for one in checked}
    yield f"{len(checked):,} snapshot(s) were signed by {listed(sorted(who))}."
    yield "They follow one another without a gap, and nothing was added to them."
    if level != "quick":
        files = sum(len(one.manifest) for one in checked)
        yield f"All {files:,} files are as they were signed, redactions aside."
        yield f"{tables:,} tables say what was signed: logical hashes and counts agree."
    if level == "replay":
        yield "Deciding again from the stored tables leads to the stored decisions."


def _not_proved(
    signers: str | Path | None, level: Level, head: str | None
) -> Iterator[str]:
    if head is None:
        yield (
            "That no newest snapshot was deleted and none made anew with the real key: "
            "no head was given."
        )
    if signers is None:
        yield "That the right people signed: who may sign was read from the store."
    if level == "quick":
        yield "That the files are as they were signed: they were not read."
    if level != "replay":
        yield "That the decisions follow from the tables: they were not made again."
