"""Proposals: a campaign file from a folder, refused until a person has decided."""

import polars as pl
import pytest

import hygiene as hy
from hygiene.recognition.content import contents_of
from hygiene.recognition.proposal import propose
from hygiene.sources.formats.spec import Format, Part

DECISIONS = {
    'id = ""': 'id = "news"',
    'controller = ""': 'controller = "northpay"',
    'purpose = ""': 'purpose = "marketing.newsletter"',
    'as_of = ""': "as_of = 2026-11-24T09:00:00Z",
    'timezone = ""': 'timezone = "Europe/London"',
    'policy = ""': 'policy = "uk"',
}
REFUSALS = """\
The campaign file campaign.toml cannot be used:
- [campaign]: 'timezone' is blank.
- [campaign]: 'id' is blank.
- [campaign]: 'controller' is blank.
- [campaign]: 'purpose' is blank.
- [campaign]: 'policy' is blank."""
CONSENT = "email,marketing.newsletter,northpay,given"


def exports(folder):
    """Write the files of a small company, in a folder beside the campaign file."""
    folder.mkdir()
    files = {
        "audience.csv": (
            "E-Mail,Country Code,Customer ID\n"
            "ann@example.com,GB,1\nbob@example.com,GB,2\nkim@example.com,GB,3\n"
        ),
        "consents.csv": (
            "event id,email,channel,purpose,controller,action,created at\n"
            f"e1,ann@example.com,{CONSENT},24/09/2026 10:00\n"
            f"e2,bob@example.com,{CONSENT},01/10/2026\n"
        ),
        "bounces.csv": "email,created\nbob@example.com,1767225600\n",
        "orders.csv": (
            "Order ID,Email,Amount,Currency,Status,Accepts Marketing,Created at\n"
            "1,kim@example.com,9.99,GBP,paid,yes,2026-10-01\n"
        ),
        "notes.csv": "Remark,Colour\nfine,red\n",
        "README.md": "Nothing.",
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def decided(proposal, but=""):
    text = proposal.text
    for placeholder, decision in DECISIONS.items():
        assert text.count(placeholder) == 1
        if placeholder != but:
            text = text.replace(placeholder, decision)
    proposal.path.write_text(text, encoding="utf-8")


def test_round_trip(tmp_path):
    """A folder becomes a file that is refused, then decided, then screened."""
    proposal = hy.init(exports(tmp_path / "exports"), tmp_path / "campaign.toml")
    with pytest.raises(hy.InputError) as error:
        hy.screen(proposal.path)
    assert str(error.value) == REFUSALS
    decided(proposal)
    with hy.screen(proposal.path) as screening:
        found = screening.decisions.select("decision", "reason").collect().rows()
    assert found == [
        ("keep", None),
        ("remove", "hard_bounced"),
        ("remove", "unknown_origin"),
    ]


@pytest.mark.parametrize("placeholder", DECISIONS)
def test_no_decision_may_be_left_out(tmp_path, placeholder):
    """Each placeholder alone is refused, by its name."""
    proposal = hy.init(exports(tmp_path / "exports"), tmp_path / "campaign.toml")
    decided(proposal, but=placeholder)
    with pytest.raises(hy.InputError) as error:
        hy.screen(proposal.path)
    assert f"'{placeholder.partition(' ')[0]}'" in error.value.problems[0]


def test_what_is_written(tmp_path):
    """Format, columns, styles and ages as the files show them."""
    text = hy.init(exports(tmp_path / "exports"), tmp_path / "campaign.toml").text
    tables = text[text.index("[tables.audience]") :]
    assert (
        tables
        == """\
[tables.audience]
path = "exports/audience.csv"
columns = { contact_id = "Customer ID", email = "E-Mail", country = "Country Code" }

[[tables.consents]]
path = "exports/consents.csv"
columns = { event_id = "event id", address = "email", occurred_at = "created at" }
dates = "day_first"
as_at = 2026-10-01T00:00:00

[[tables.suppressions]]
path = "exports/bounces.csv"
format = "sendgrid"
as_at = 2026-01-01T00:00:00.000000Z

# DECIDE: what "exports/notes.csv" is, if it belongs here. The file does not say.
# It is of no known format.

# DECIDE: what "exports/orders.csv" is, if it belongs here. The file does not say.
# It could be:
#   canonical (audience): possible, a column of contact points
"""
    )


def test_what_is_to_be_decided(tmp_path):
    """Every mark is listed, for the person who reads the terminal."""
    proposal = hy.init(exports(tmp_path / "exports"), tmp_path / "campaign.toml")
    assert len(proposal.to_decide) == 8
    first = str(proposal).splitlines()[:2]
    assert first == [
        "campaign.toml is written. Decide, then screen:",
        "- a name for this campaign.",
    ]


def test_nothing_is_overwritten(tmp_path):
    """A file that is there stays as it is."""
    (tmp_path / "campaign.toml").write_text("mine")
    with pytest.raises(hy.InputError) as error:
        hy.init(exports(tmp_path / "exports"), tmp_path / "campaign.toml")
    assert str(error.value) == "'campaign.toml' is there already; give another --out."
    assert (tmp_path / "campaign.toml").read_text() == "mine"


def test_a_folder_without_tables(tmp_path):
    """Nothing is written for nothing."""
    (tmp_path / "README.md").write_text("Nothing.")
    with pytest.raises(hy.InputError, match=r"^There is no file with a table here\.$"):
        hy.init(tmp_path, tmp_path / "campaign.toml")
    assert not (tmp_path / "campaign.toml").exists()


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    """The others are proposed all the same."""
    folder = exports(tmp_path / "exports")
    (folder / "broken.csv").write_bytes(b"a,b\0\0")
    proposal = hy.init(folder, tmp_path / "campaign.toml")
    assert proposal.to_decide[-1] == (
        "what to do with a file that cannot be read. "
        "'broken.csv' holds zero bytes, the first in line 1: it is damaged, or no "
        "text. Export it again."
    )


def proposed(tmp_path, name, text, known):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return propose(list(contents_of(tmp_path / name)), known, tmp_path)


def test_what_a_system_leaves_open(tmp_path):
    """Zone, part, digest, what was hashed, and what the file cannot say."""
    hashed = Format(
        "hashed", "Hashed lists", kind="csv", source="-",
        timezone="declare", is_hashed=True,
        parts=(
            Part(
                "list", "suppressions", files=("*list*",), needs=("hash", "when"),
                columns={"value": "hash", "effective_from": "when"},
                declare=("reason",),
            ),
        ),
    )  # fmt: skip
    text = proposed(
        tmp_path, "x.csv", f"hash,when\n{'a' * 32},2026-01-01\n", {"hashed": hashed}
    )
    assert (
        text[text.index("[[tables") :]
        == """\
[[tables.suppressions]]
path = "x.csv"
format = "hashed"
part = "list"
# DECIDE: the zone in which "x.csv" was made, e.g. "UTC".
timezone = ""
digest = "md5"
# DECIDE: what was hashed in "x.csv": "lowercase" or "mailbox"; ask who made it.
normalisation = ""
# DECIDE: what "x.csv" cannot say: reason.
constants = { reason = "" }
as_at = 2026-01-01T00:00:00
"""
    )


def test_times_that_can_be_read_in_two_ways(tmp_path):
    """The style is left to a person, and no age is taken from it."""
    text = proposed(
        tmp_path, "c.csv",
        "event_id,address,channel,purpose,controller,action,occurred_at\n"
        f"e1,ann@example.com,{CONSENT},03/04/2026\n",
        {},
    )  # fmt: skip
    assert (
        text[text.index("[[tables") :]
        == """\
[[tables.consents]]
path = "c.csv"
# DECIDE: how its times are written, e.g. "day_first".
dates = ""
"""
    )


@pytest.mark.parametrize("name", ["orders.csv", "payments_2026.csv", "consents.csv"])
def test_dealings_are_never_proposed_as_consents(tmp_path, name):
    """Not even by a format that reads a consent out of an export of orders."""
    shop = Format(
        "shop", "Orders", kind="csv", source="-",
        parts=(Part("all", "consents", needs=("Email", "Order Total", "Opted in")),),
    )  # fmt: skip
    text = proposed(
        tmp_path, name,
        "Email,Order Total,Opted in\nann@example.com,9,yes\n", {"shop": shop},
    )  # fmt: skip
    assert "[[tables.consents]]" not in text


def test_two_audiences_are_left_to_a_person(tmp_path):
    """One table, one audience: which it is nobody else can say."""
    for name in ("audience_a", "audience_b"):
        pl.DataFrame({"email": ["a@example.com"]}).write_csv(tmp_path / f"{name}.csv")
    text = hy.init(tmp_path, tmp_path / "campaign.toml").text
    assert "\n[tables.audience]\n" not in text
    assert text.count("\n# [tables.audience]\n") == 2
    assert text.count('whether "audience_') == 2
    assert "DECIDE: which file is the audience, one entry [tables.audience]." in text
