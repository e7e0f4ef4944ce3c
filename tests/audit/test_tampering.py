"""Twenty attacks on a store: each is found by the verifier, two only with a witness."""

import shutil

import pytest

from hygiene.audit import bag, sshsig
from hygiene.audit.verifying import verify
from tests.audit.stores import copied, rebagged, signing_key

FIRST, SECOND, THIRD = "2026Q2", "2026Q3", "2026Q4"
TABLE = "data/c1_decisions.parquet"


def flip(path, at=-20):
    content = bytearray(path.read_bytes())
    content[at] ^= 4
    path.write_bytes(bytes(content))


def bit_flip(store, _made):
    flip(store / SECOND / "data/c1_consents.parquet")


def edited(store, _made):
    flip(store / SECOND / TABLE)


def edited_with_manifest(store, _made):
    folder = store / SECOND
    tags = (folder / bag.TAG_MANIFEST).read_bytes(), (folder / bag.INFO).read_bytes()
    flip(folder / TABLE)
    rebagged(folder, None)
    (folder / bag.TAG_MANIFEST).write_bytes(tags[0])


def edited_with_manifests(store, _made):
    flip(store / SECOND / TABLE)
    rebagged(store / SECOND, None)


def signed_by_another(store, made):
    flip(store / SECOND / TABLE)
    rebagged(store / SECOND, signing_key(store.parent, "other"))
    assert made.key


def signed_for_something_else(store, made):
    flip(store / SECOND / TABLE)
    rebagged(store / SECOND, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sshsig, "NAMESPACE", "git")
        signature = made.key.sign((store / SECOND / bag.TAG_MANIFEST).read_bytes())
    (store / SECOND / bag.SIGNATURE).write_bytes(signature)


def file_deleted(store, _made):
    (store / SECOND / TABLE).unlink()


def file_added(store, _made):
    (store / SECOND / "data/more.json").write_text("{}")


def file_added_beside(store, _made):
    (store / SECOND / "notes.txt").write_text("read me")


def old_one_for_new(store, _made):
    shutil.rmtree(store / SECOND)
    shutil.copytree(store / FIRST, store / SECOND)


def link_for_file(store, made):
    (store / SECOND / TABLE).unlink()
    (store / SECOND / TABLE).symlink_to(made.store / SECOND / TABLE)


def middle_deleted(store, _made):
    shutil.rmtree(store / SECOND)


def newest_deleted(store, _made):
    shutil.rmtree(store / THIRD)
    forget_heads(store)


def insider_signs_again(store, made):
    flip(store / SECOND / TABLE)
    rebagged(store / SECOND, made.key)


def insider_rewrites_everything(store, made):
    """The earliest is edited, and every later one made to follow it."""
    run = store / FIRST / "data/run.json"
    run.write_bytes(run.read_bytes().replace(b'"threads": ', b'"threads": 1'))
    head = ""
    for name in (FIRST, SECOND, THIRD):
        for path in (bag.INFO, "data/snapshot.json"):
            text = (store / name / path).read_text()
            old = made.heads[(FIRST, SECOND, THIRD).index(name) - 1]
            (store / name / path).write_text(text.replace(old, head or old))
        rebagged(store / name, made.key)
        head = bag.sha256((store / name / bag.TAG_MANIFEST).read_bytes())
    forget_heads(store)


def forget_heads(store):
    (store / "heads.txt").unlink()


def info_edited(store, _made):
    path = store / SECOND / bag.INFO
    path.write_text(path.read_text().replace("2026-09-20", "2026-09-21"))


def path_in_manifest(store, _made):
    path = store / SECOND / bag.MANIFEST
    path.write_text(path.read_text() + f"{'0' * 64}  ../../etc/hostname\n")
    listed = {n: bag.sha256((store / SECOND / n).read_bytes()) for n in bag.TAGS}
    (store / SECOND / bag.TAG_MANIFEST).write_bytes(bag.tag_manifest(listed))


def signature_stripped(store, _made):
    (store / SECOND / bag.SIGNATURE).unlink()


def line_ends(store, _made):
    for path in (store / SECOND).glob("*.txt"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


def folder_added(store, _made):
    (store / SECOND / "data/more").mkdir()


def whole_folder_a_link(store, made):
    shutil.rmtree(store / SECOND)
    (store / SECOND).symlink_to(made.store / SECOND)


def tag_manifest_deleted(store, _made):
    (store / SECOND / bag.TAG_MANIFEST).unlink()


WHEN = (
    "When the snapshots were made: a signature does not say; time stamps are not read."
)
WITNESS = (
    "That no newest snapshot was deleted and none made anew with the real key: "
    "no head was given."
)
ATTACKS = {
    bit_flip: (1, "'data/c1_consents.parquet' is not as it was signed."),
    edited: (1, "'data/c1_decisions.parquet' is not as it was signed."),
    edited_with_manifest: (1, "a tag file is not as the tag manifest says."),
    edited_with_manifests: (1, "it is not signed by a key that may sign"),
    signed_by_another: (1, "it is not signed by a key that may sign"),
    signed_for_something_else: (1, "it is not signed by a key that may sign"),
    file_deleted: (3, "'data/c1_decisions.parquet' is missing."),
    file_added: (1, "'data/more.json' was added."),
    file_added_beside: (1, "'notes.txt' was added."),
    old_one_for_new: (1, "the folder holds a snapshot of another name."),
    link_for_file: (1, "'data/c1_decisions.parquet' is no file."),
    middle_deleted: (1, "'2026Q4' follows '2026Q3', which is not in line before it."),
    newest_deleted: (0, ""),
    insider_signs_again: (1, "'2026Q4' names another tag manifest of '2026Q3'"),
    insider_rewrites_everything: (0, ""),
    info_edited: (1, "a tag file is not as the tag manifest says."),
    path_in_manifest: (1, "a tag file is not spelt as snapshots are."),
    signature_stripped: (1, "it is not signed."),
    line_ends: (1, "a tag file is not as the tag manifest says."),
    folder_added: (1, "'data/more' was added."),
    whole_folder_a_link: (1, "it is not a folder."),
    tag_manifest_deleted: (1, "'2026Q4' follows '2026Q3', which is not in line"),
}


def signers(made):
    return made.store / "allowed_signers"


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_is_found(attack, made, tmp_path):
    store = copied(made.store, tmp_path)
    attack(store, made)
    alone = verify(store, signers=signers(made))
    code, sentence = ATTACKS[attack]
    assert alone.exit_code == code, str(alone)
    assert sentence in str(alone)
    witnessed = verify(
        store,
        signers=signers(made),
        level="quick" if code == 0 else "full",
        expect_head=made.heads[-1],
        expect_count=3,
    )
    assert witnessed.exit_code in {1, 3}
    if code == 0:
        assert "the newest snapshot does not have the head that was given" in str(
            witnessed
        )


def test_the_store_itself_verifies(made):
    result = verify(
        made.store,
        signers=signers(made),
        level="replay",
        expect_head=made.heads[-1],
        expect_count=3,
    )
    assert result.exit_code == 0
    assert [*result.heads.values()] == made.heads


def test_what_is_not_proved_is_said(made):
    """Promise 10: the list that nobody may shorten unawares."""
    given = verify(made.store, signers=signers(made), expect_head=made.heads[-1])
    always = [
        WHEN,
        "That the tables given to the toolkit were the true ones.",
        "That somebody had not consented: what matches nobody is not stored.",
    ]
    replayed = "That the decisions follow from the tables: they were not made again."
    assert given.not_proved == [*always, replayed]
    alone = verify(made.store, level="quick")
    assert alone.not_proved == [
        *always,
        WITNESS,
        "That the right people signed: who may sign was read from the store.",
        "That the files are as they were signed: they were not read.",
        replayed,
    ]


def test_nothing_is_proved_of_a_broken_store(made, tmp_path):
    store = copied(made.store, tmp_path)
    bit_flip(store, made)
    result = verify(store)
    assert result.proved == []
    assert str(result).startswith("NOT VERIFIED: something is not as it was signed.\n")
