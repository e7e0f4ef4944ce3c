"""Signatures are those of OpenSSH, byte for byte, in one spelling alone."""

import subprocess
from datetime import UTC, date, datetime

import pytest

import hygiene as hy
from hygiene.audit import sshsig
from hygiene.audit.keys import write_secret
from hygiene.audit.signers import Signer, read_signers, signer_line

WHO = "audit@example.com"
MESSAGE = b"what was decided\n"


def ssh_keygen(*arguments, **options):
    return subprocess.run(
        ["ssh-keygen", *map(str, arguments)],
        capture_output=True,
        check=False,
        **options,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    assert (
        ssh_keygen("-q", "-t", "ed25519", "-N", "", "-f", folder / "k").returncode == 0
    )
    key = sshsig.read_signing_key(folder / "k", WHO)
    (folder / "allowed").write_text(signer_line(WHO, key.public))
    return folder, key


def test_the_signature_is_the_one_that_openssh_makes(made):
    folder, key = made
    (folder / "m").write_bytes(MESSAGE)
    ssh_keygen("-Y", "sign", "-f", folder / "k", "-n", sshsig.NAMESPACE, folder / "m")
    assert (folder / "m.sig").read_bytes() == key.sign(MESSAGE)
    assert (
        sshsig.fingerprint(key.public)
        in ssh_keygen("-lf", folder / "k").stdout.decode()
    )


def test_openssh_accepts_a_signature_of_ours_with_a_key_of_ours(tmp_path):
    private, public = sshsig.new_signing_key("audit key")
    write_secret(tmp_path / "k", private)
    key = sshsig.read_signing_key(tmp_path / "k", WHO)
    assert public.split()[1] == sshsig.public_line(key.public).split()[1]
    (tmp_path / "allowed").write_text(signer_line(WHO, key.public))
    (tmp_path / "s").write_bytes(key.sign(MESSAGE))
    verify = (
        "-Y",
        "verify",
        "-f",
        tmp_path / "allowed",
        "-I",
        WHO,
        "-s",
        tmp_path / "s",
    )
    good = ssh_keygen(*verify, "-n", sshsig.NAMESPACE, input=MESSAGE)
    assert good.returncode == 0, good.stderr
    assert ssh_keygen(*verify, "-n", "git", input=MESSAGE).returncode != 0


def test_every_altered_signature_is_refused(made):
    """Each bit, each byte left out or added, and other spellings of the same base64."""
    _, key = made
    good = key.sign(MESSAGE)
    assert sshsig.signer_of(good, MESSAGE, [key.public]) == key.public
    altered = [good[:at] + good[at + 1 :] for at in range(len(good))]
    altered += [
        good[:at] + bytes([good[at] ^ 1 << bit]) + good[at + 1 :]
        for at in range(len(good))
        for bit in range(8)
    ]
    altered += [
        good[:at] + extra + good[at:]
        for at in range(len(good) + 1)
        for extra in (b"\n", b" ", b"=", b"A")
    ]
    altered += [good.replace(b"\n", b"\r\n"), good + b"\n", b"", b"\n" * 5]
    assert len(altered) > 3_000
    assert {
        sshsig.signer_of(one, MESSAGE, [key.public]) for one in set(altered) - {good}
    } == {None}


def test_another_message_key_or_namespace_is_refused(made, monkeypatch):
    _, key = made
    good = key.sign(MESSAGE)
    assert sshsig.signer_of(good, MESSAGE + b"!", [key.public]) is None
    assert sshsig.signer_of(good, MESSAGE, [bytes(32)]) is None
    assert sshsig.signer_of(good, MESSAGE, []) is None
    assert sshsig.signer_of(good, MESSAGE, [bytes(32), key.public]) == key.public
    monkeypatch.setattr(sshsig, "NAMESPACE", "git")
    assert sshsig.signer_of(good, MESSAGE, [key.public]) is None


def test_what_is_no_signing_key_is_refused(tmp_path):
    ssh_keygen("-q", "-t", "ed25519", "-N", "secret", "-f", tmp_path / "locked")
    ssh_keygen("-q", "-t", "ecdsa", "-N", "", "-f", tmp_path / "other")
    write_secret(tmp_path / "text", b"no key\n")
    for name in ("locked", "other", "text"):
        with pytest.raises(hy.InputError) as refusal:
            sshsig.read_signing_key(tmp_path / name, WHO)
        assert str(refusal.value) == (
            f"'{name}' is not an Ed25519 key of OpenSSH without a passphrase "
            "(ssh-keygen -t ed25519)."
        )


def test_a_signing_key_shows_its_fingerprint_alone(made):
    _, key = made
    assert repr(key) == f"SigningKey('{WHO}', {sshsig.fingerprint(key.public)})"


LINE = sshsig.public_line(bytes(range(32)))
RAW = bytes(range(32))


@pytest.mark.parametrize(
    ("line", "signers"),
    [
        (f"{WHO} {LINE}", [Signer(WHO, RAW)]),
        (f"{WHO} {LINE} a comment", [Signer(WHO, RAW)]),
        (signer_line(WHO, RAW), [Signer(WHO, RAW)]),
        (f'{WHO} namespaces="git" {LINE}', []),
        (f'{WHO} namespaces="git,{sshsig.NAMESPACE}" {LINE}', [Signer(WHO, RAW)]),
        (
            f'{WHO} valid-after="20260101",valid-before="202604010930Z" {LINE}',
            [
                Signer(
                    WHO,
                    RAW,
                    datetime(2026, 1, 1, tzinfo=UTC),
                    datetime(2026, 4, 1, 9, 30, tzinfo=UTC),
                )
            ],
        ),
        ("# nobody\n\n", []),
    ],
)
def test_allowed_signers_are_read_as_openssh_reads_them(line, signers):
    assert read_signers(line) == signers


@pytest.mark.parametrize(
    "line",
    [
        f"{WHO}",
        f"{WHO} cert-authority {LINE}",
        f'{WHO} valid-after="soon" {LINE}',
        f'{WHO} valid-after="20261340" {LINE}',
        f"*@example.com {LINE}",
        f"{WHO} {LINE[:-4]}",
        f"{WHO} ssh-rsa {LINE.split()[1]}",
    ],
)
def test_a_line_that_is_not_understood_stops(line):
    with pytest.raises(hy.InputError, match=r"^Line 2 of the allowed signers is unrea"):
        read_signers(f"# signers\n{line}\n")


def test_a_signer_counts_from_and_until():
    at = [datetime(2026, 1, 2, 15, tzinfo=UTC), datetime(2026, 1, 4, tzinfo=UTC)]
    signer = Signer(WHO, RAW, *at)
    counts = [signer.counts(date(2026, 1, day)) for day in range(1, 6)]
    assert counts == [False, True, True, False, False]
