"""Cells: a file is a system's only where its cells look like the system's columns."""

import pytest

import hygiene as hy

DIGEST = "a" * 64
ADDRESSES = "a@example.com\nb@example.com\n"


def named(folder, name, text):
    """Return each format that a file could have, and how sure that is."""
    (folder / name).write_text(text, encoding="utf-8")
    (facts,) = hy.inspect(folder / name).files
    return {match.format: match.confidence for match in facts.matches}


@pytest.mark.parametrize(
    ("name", "text", "formats"),
    [
        ("x.csv", "a@example.com,BOUNCE\n", {"amazon_ses": "likely"}),
        ("x.csv", "a@example.com,bounce\nb@example.com,paid\n", {}),
        ("x.csv", "a@example.com,\nb@example.com,\n", {"cloudflare": "possible"}),
        ("x.csv", "a@example.com,Ann Poe\n", {}),
        ("x.csv", "BOUNCE,a@example.com\n", {}),
        ("x.csv", "Remark,Colour\nfine,red\n", {}),
        ("x.csv", "1001,a@example.com,9.99\n1002,b@example.com,5\n", {}),
        ("x.csv", "a@example.com,2027-01-01,all\n", {"cloudflare": "possible"}),
        ("cloudflare.csv", "a@example.com,2027-01-01\n", {"cloudflare": "likely"}),
        ("x.txt", ADDRESSES, {"plain_list": "possible"}),
        ("x.txt", f"{DIGEST}\n{DIGEST}\n", {"hashed_list": "likely"}),
        ("x.txt", "02079460018\n", {"plain_list": "possible", "tps": "possible"}),
        ("x.txt", "Ann Poe\nBob Moe\n", {}),
        ("x.csv", "email,country\na@example.com,GB\n", {"canonical": "possible"}),
        (
            "x.csv", "email,status,updated_at\na@example.com,paid,2026-01-01\n",
            {"canonical": "possible"},
        ),
        (
            "x.csv", "email,created\na@example.com,1767225600\n",
            {"sendgrid": "likely", "canonical": "possible"},
        ),
        (
            "bounce_spam.csv", "email,created\na@example.com,1767225600\n",
            {"sendgrid": "likely", "canonical": "possible"},
        ),
    ],
)  # fmt: skip
def test_cells_tell_what_a_file_could_be(tmp_path, name, text, formats):
    """An address first and codes second; digests, numbers and addresses by the line."""
    assert named(tmp_path, name, text) == formats


def test_ids_are_never_shown_as_codes(tmp_path):
    """A number may be a code of a system and the id of a person."""
    (tmp_path / "x.csv").write_text("contact_id,email\n1,a@example.com\n")
    (facts,) = hy.inspect(tmp_path / "x.csv").files
    assert [column.holds for column in facts.columns] == ["text", "addresses"]
    assert facts.columns[0].details == ()
