"""Keys are secrets in files of one's own; pseudonyms are true HMACs."""

import hashlib
import hmac
import os
import pickle
from copy import deepcopy

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hygiene as hy
from hygiene.audit.keys import read_key, read_secret, write_new_key
from hygiene.audit.pids import Kind, PseudonymKey

SECRET = bytes(range(32))
KEY = PseudonymKey(SECRET)


@given(st.sampled_from(Kind), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_pseudonym_is_half_of_an_hmac(kind, text):
    message = f"{kind.value}\0{text}".encode()
    whole = hmac.new(SECRET, message, hashlib.sha256).hexdigest()
    assert KEY.pid(kind, text) == whole[:32]
    assert KEY.pids(kind, pl.Series([None, text])).to_list() == [None, whole[:32]]


def test_equal_texts_of_two_kinds_have_two_pseudonyms():
    assert len({KEY.pid(kind, "a") for kind in Kind}) == len(Kind)


def test_a_key_shows_and_stores_nothing_of_itself():
    for shown in (repr(KEY), str(KEY), f"{KEY}"):
        assert shown == "PseudonymKey(kid='4aca64578b2be59a')"
    for send in (pickle.dumps, deepcopy):
        with pytest.raises(TypeError, match="never pickled"):
            send(KEY)
    assert not hasattr(KEY, "__dict__")


def test_the_self_test_tells_keys_apart():
    other = PseudonymKey(bytes(range(1, 33)))
    assert KEY.self_test == KEY.pid(Kind.EMAIL, "selftest@example.invalid")
    assert KEY.self_test != other.self_test
    assert KEY.kid != other.kid


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("web_form", True),
        ("northpay", True),
        ("v2.1 of 2026-05", True),
        ("asked by ann@example.com", False),
        ("call 07700900123", False),
    ],
)
def test_free_text_that_may_name_a_person_is_veiled(text, stays):
    assert (KEY.veiled(text) == text) is stays
    assert KEY.veil(pl.Series([text, None])).to_list() == [KEY.veiled(text), None]


def test_a_new_key_is_its_owners_alone(tmp_path):
    secret = write_new_key(tmp_path / "k")
    assert (tmp_path / "k").stat().st_mode & 0o777 == 0o600
    assert read_key(tmp_path / "k") == secret
    with pytest.raises(hy.InputError, match=r"^'k' exists; a key is never replaced\.$"):
        write_new_key(tmp_path / "k")
    assert read_key(tmp_path / "k") == secret


GOOD = "".join(f"{number * 7 % 256:02x}" for number in range(32))


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (GOOD, 0o644, "can be read by others; make it yours alone (chmod 600)."),
        (GOOD, 0o640, "can be read by others; make it yours alone (chmod 600)."),
        ("", 0o600, "is empty or too large for a key."),
        (
            GOOD[:-2],
            0o600,
            "does not hold a key of 32 bytes in lower-case hexadecimal.",
        ),
        (GOOD.upper(), 0o600, "does not hold a key of 32 bytes in lower-case hexadec"),
        (GOOD + "\n\n", 0o600, "does not hold a key of 32 bytes in lower-case hexadec"),
        (
            " " + GOOD,
            0o600,
            "does not hold a key of 32 bytes in lower-case hexadecimal",
        ),
        ("00" * 32, 0o600, "holds a key that is not random."),
    ],
)
def test_what_is_no_key_is_refused(tmp_path, content, mode, said):
    path = tmp_path / "k"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(hy.InputError) as refusal:
        read_key(path)
    assert str(refusal.value).startswith(f"The key file 'k' {said}")
    assert not content or content.strip() not in str(refusal.value)


def test_links_folders_and_nothing_are_no_keys(tmp_path):
    write_new_key(tmp_path / "k")
    (tmp_path / "link").symlink_to(tmp_path / "k")
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "nothing", ".", "pipe"):
        with pytest.raises(hy.InputError, match=r"^The key file"):
            read_secret(tmp_path / name)
