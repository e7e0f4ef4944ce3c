"""One file, whole or not at all."""

import pytest

from hygiene.errors import InputError
from hygiene.folders import write_file


def test_a_file_is_written_with_the_folders_above_it(tmp_path):
    path = tmp_path / "a" / "b.xml"
    write_file(path, "é")
    assert path.read_bytes() == "é".encode()
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch):
    path = tmp_path / "b.xml"
    write_file(path, "old")

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(InputError) as caught:
        write_file(path, "new")
    assert str(caught.value) == (
        "'b.xml' cannot be written: No space left on device. Nothing was changed."
    )
    assert path.read_text("utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["b.xml"]


def test_a_folder_above_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "a").write_text("a file", "utf-8")
    with pytest.raises(InputError, match=r"^'b.xml' cannot be written: "):
        write_file(tmp_path / "a" / "b.xml", "new")
