"""Every single edit of a snapshot is found: a bit, a byte more, one less, an end."""

import random
import shutil

import pytest

from hygiene.audit import bag
from hygiene.audit.bag_checks import check_names, check_tags
from hygiene.audit.content_checks import check_payload
from hygiene.audit.redactions import Redactions
from hygiene.audit.signers import read_signers
from hygiene.audit.verification import Verification

SIGNED = (*bag.TAGS, bag.TAG_MANIFEST, bag.SIGNATURE)


EXTRA = (b"\n", b" ", b"0", b"\x00")


def edits(content, places):
    """Yield what a content becomes by one edit of each kind at each place.

    Which bit flips and which byte comes in changes from place to place.
    """
    for at in places:
        head, tail = content[:at], content[at:]
        if tail:
            yield head + bytes([tail[0] ^ 1 << at % 8]) + tail[1:]
            yield head + tail[1:]
            yield head
        yield head + EXTRA[at % 4] + tail


def is_found(folder, signers):
    result = Verification()
    checked = check_tags(folder, "2026Q2", signers, result)
    if checked:
        check_names(checked, "2026Q2", result)
        check_payload(checked, Redactions(), result, replay=False)
    return bool(result.findings)


def undetected(folder, path, places, signers):
    """Return how many edits were made, and which of them nothing was said of."""
    content = path.read_bytes()
    made, missed = 0, []
    for edited in edits(content, places):
        if edited == content:
            continue
        path.write_bytes(edited)
        made += 1
        if not is_found(folder, signers):
            missed.append((path.name, len(edited)))
    path.write_bytes(content)
    return made, missed


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made.store / "2026Q2", tmp_path / "2026Q2")
    return tmp_path / "2026Q2"


@pytest.fixture
def signers(made):
    return read_signers((made.store / "allowed_signers").read_text())


def test_no_edit_of_the_signature_goes_unseen(folder, signers):
    path = folder / bag.SIGNATURE
    size = path.stat().st_size
    made, missed = undetected(folder, path, range(0, size + 1, 2), signers)
    assert made > 600
    assert missed == []
    assert not is_found(folder, signers)


def test_a_sample_of_the_edits_of_every_file_is_seen(folder, signers):
    drawn = random.Random(20261126)  # noqa: S311 - the same places every time
    total = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        places = sorted({0, size, *(drawn.randrange(size) for _ in range(13))})
        made, missed = undetected(folder, path, places, signers)
        assert missed == []
        total += made
    assert total > 900


@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_no_edit_of_any_file_goes_unseen(folder, signers, part):
    total = 0
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        size = path.stat().st_size
        places = range(size * part // 8, size * (part + 1) // 8 + 1)
        made, missed = undetected(folder, path, places, signers)
        assert missed == []
        total += made
    assert total > 20_000
