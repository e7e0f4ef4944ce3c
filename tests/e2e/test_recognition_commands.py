"""`hygiene inspect` and `hygiene init` on the command line."""

import json

from click.testing import CliRunner

from hygiene.cli.main import cli

LIST = "email,reason\nann@example.com,gone\n"


def run(*arguments):
    return CliRunner().invoke(cli, [str(argument) for argument in arguments])


def test_inspect(tmp_path):
    """A few lines a file, and no address."""
    (tmp_path / "a.csv").write_text(LIST)
    result = run("inspect", tmp_path / "a.csv")
    assert result.exit_code == 0
    assert result.output == (
        "a.csv\n"
        "  canonical (audience): possible, a column of contact points\n"
        "  csv, utf-8, comma-separated, LF line ends, with a header, 1 row, "
        "2 columns\n"
        "  email   addresses (could be email, address, value): 1 filled; "
        "all can be read as email\n"
        "          addresses\n"
        "  reason  text (could be reason): 1 filled\n"
    )


def test_inspect_as_json(tmp_path):
    """The same for a program."""
    (tmp_path / "a.csv").write_text(LIST)
    result = run("inspect", "--json", tmp_path / "a.csv")
    (found,) = json.loads(result.output)["files"]
    assert found["matches"][0]["table"] == "audience"
    assert [column["name"] for column in found["columns"]] == ["email", "reason"]
    assert "ann" not in result.output


def test_inspect_refuses_in_one_sentence(tmp_path):
    """A file that cannot be read at all ends with 2."""
    (tmp_path / "a.csv").write_bytes(b"\0\1")
    result = run("inspect", tmp_path / "a.csv")
    assert result.exit_code == 2
    assert result.output == (
        "Error: 'a.csv' holds zero bytes, the first in line 1: it is damaged, or no "
        "text. Export it again.\n"
    )


def test_init(tmp_path):
    """The file is written once, and never again."""
    (tmp_path / "audience.csv").write_text(LIST)
    out = tmp_path / "campaign.toml"
    result = run("init", tmp_path, "--out", out)
    assert result.exit_code == 0
    assert result.output.startswith("campaign.toml is written. Decide, then screen:\n")
    assert 'path = "audience.csv"' in out.read_text()
    again = run("init", tmp_path, "--out", out)
    assert again.exit_code == 2
    assert again.output == (
        "Error: 'campaign.toml' is there already; give another --out.\n"
    )
