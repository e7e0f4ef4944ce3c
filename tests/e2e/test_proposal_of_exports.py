"""A folder of real exports becomes a campaign file that screens, once decided."""

import re
import shutil

import pytest
from click.testing import CliRunner

import hygiene as hy
from hygiene.cli.main import cli
from tests.contracts.files import ROOT

SAMPLES = ROOT / "sample_data" / "formats"
EXPORTS = (
    "sendgrid/suppression_bounces.csv",
    "mailgun/complaints.csv",
    "mailchimp/unsubscribed_email_audience_export_0a1b2c3d4e.csv",
    "klaviyo/newsletter.csv",
    "stripe_payments/payments.csv",
    "hashed_list/opt_outs.txt",
)
AUDIENCE = """\
email,contact_id,country
ada@example.com,1,GB
ben@example.com,2,GB
gone@example.com,3,GB
cross@example.com,4,GB
new@example.com,5,GB
"""
DECISIONS = {
    "id": '"news"',
    "controller": '"northpay"',
    "purpose": '"marketing.newsletter"',
    "as_of": "2026-03-01T09:00:00Z",
    "timezone": '"Europe/London"',
    "policy": '"uk"',
    "role": '"processor"',
    "reason": '"unsubscribed"',
    "effective_from": '"2026-02-01"',
    "normalisation": '"lowercase"',
}


def exports(folder):
    folder.mkdir()
    for name in EXPORTS:
        shutil.copy(SAMPLES / name, folder)
    (folder / "audience.csv").write_text(AUDIENCE, encoding="utf-8")
    return folder


def decided(text, but=""):
    """Return the text with every blank filled in but those of one name."""
    return re.sub(
        r'\b(\w+) = ""',
        lambda blank: (
            blank[0] if blank[1] == but else f"{blank[1]} = {DECISIONS[blank[1]]}"
        ),
        text,
    )


def test_six_systems_and_an_audience_screen(tmp_path):
    """Every file has its entry, and everyone who is to be left out is left out."""
    proposal = hy.init(exports(tmp_path / "exports"), tmp_path / "campaign.toml")
    for name in EXPORTS:
        assert f'\npath = "exports/{name.partition("/")[2]}"\n' in proposal.text
    proposal.path.write_text(decided(proposal.text), encoding="utf-8")
    result = CliRunner().invoke(
        cli, ["screen", str(proposal.path), "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 0, result.output
    with hy.screen(proposal.path) as screening:
        found = screening.decisions.collect()
    assert found["decision"].to_list() == ["keep"] + ["remove"] * 4
    assert found["reason"].to_list()[1:4] == [
        "unsubscribed", "hard_bounced", "complained",
    ]  # fmt: skip


@pytest.mark.parametrize("name", DECISIONS)
def test_no_blank_may_be_left(tmp_path, name):
    """A single thing that is not decided stops the screening, with 2."""
    proposal = hy.init(exports(tmp_path / "exports"), tmp_path / "campaign.toml")
    assert f'{name} = ""' in proposal.text
    proposal.path.write_text(decided(proposal.text, but=name), encoding="utf-8")
    result = CliRunner().invoke(
        cli, ["screen", str(proposal.path), "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 2
    assert name in result.output
