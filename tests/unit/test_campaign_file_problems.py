"""Campaign files that cannot be used, and what is said of each."""

import pytest

from hygiene.campaign_file import read_campaign_file
from hygiene.errors import InputError, listed
from hygiene.sources.formats.registry import formats
from tests.unit.world import AS_OF, HEAD, written

AUDIENCE = '[tables.audience]\npath = "a.csv"\n'
SENDS = '[tables.sends]\npath = "a.csv"\n'
A_TIME = (
    "a time must be ISO 8601 with a time of day, such as 2026-11-24T09:00:00Z; "
    "a date alone does not say when."
)
A_DURATION = (
    "A duration is a whole number and a unit (h, d, w, mo, y), "
    "such as '48h', '7d' or '24mo'."
)
A_ZONE = "'timezone' is not an IANA zone such as 'Europe/London'."


def read(folder, toml, **keywords):
    return read_campaign_file(written(folder, toml, a_csv="email\n"), **keywords)


def problems(folder, toml, **keywords):
    with pytest.raises(InputError) as raised:
        read(folder, toml, **keywords)
    head, *lines = str(raised.value).split("\n")
    assert head == "The campaign file campaign.toml cannot be used:"
    return [line.removeprefix("- ") for line in lines]


def test_the_command_line_may_be_the_only_one_to_say_when(tmp_path):
    """A file without `as_of` is whole once someone says it."""
    toml = HEAD.replace("as_of = 2026-06-01T09:00:00Z\n", "") + AUDIENCE
    assert read(tmp_path, toml, as_of=AS_OF).campaign.as_of == AS_OF
    assert problems(tmp_path, toml) == [
        "[campaign]: 'as_of' is missing; say it there or with --as-of."
    ]


@pytest.mark.parametrize(
    ("was", "now", "lines"),
    [
        ('id = "june"\n', "", ["[campaign]: 'id' is missing."]),
        ('"june"', '" "', ["[campaign]: 'id' is blank."]),
        ('"june"', "7", ["[campaign]: 'id' must be text."]),
        (
            'id = "june"',
            'id = "june"\nchanel = "sms"',
            ["[campaign] has an unknown key 'chanel'. Did you mean 'channel'?"],
        ),
        (
            'channel = "email"\n',
            "",
            ["[campaign]: 'channel' must be one of 'email', 'sms', 'voice', 'post'."],
        ),
        (
            'channel = "email"',
            'channel = "Email"',
            ["[campaign]: 'channel' must be one of 'email', 'sms', 'voice', 'post'."],
        ),
        ("2026-06-01T09:00:00Z", "2026-06-01", [f"[campaign]: 'as_of': {A_TIME}"]),
        ("2026-06-01T09:00:00Z", '"2026-06-01"', [f"[campaign]: 'as_of': {A_TIME}"]),
        (
            "2026-06-01T09:00:00Z",
            "2026-03-29T01:30:00",
            [
                (
                    "[campaign]: 'as_of': 2026-03-29 01:30:00 does not exist in "
                    "Europe/London"
                )
            ],
        ),
        ('"Europe/London"', '"localtime"', [f"[campaign]: {A_ZONE}"]),
        ('timezone = "Europe/London"\n', "", ["[campaign]: 'timezone' is missing."]),
        (
            'policy = "uk"',
            'policy = "ukk"',
            [
                (
                    "There is no policy 'ukk'. Did you mean 'uk'? Packaged policies "
                    "are 'strict', 'uk'; anything else is a path."
                )
            ],
        ),
        (
            'policy = "uk"',
            'policy = "uk"\ncategories = "payments"',
            ["[campaign]: 'categories' must be a list."],
        ),
        (
            'policy = "uk"',
            'policy = "uk"\ncategories = [1]',
            ["[campaign]: 'categories' must be a list of texts."],
        ),
    ],
)
def test_a_campaign_section_that_cannot_be_used(was, now, lines, tmp_path):
    """Each slip in [campaign] is named, with what was meant where that is known."""
    assert was in HEAD
    assert problems(tmp_path, HEAD.replace(was, now) + AUDIENCE) == lines


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ("", ["[tables.audience] is missing."]),
        (
            '[tables]\naudiences = { path = "a.csv" }\n',
            [
                "[tables] has an unknown key 'audiences'. Did you mean 'audience'?",
                "[tables.audience] is missing.",
            ],
        ),
        ("[tables]\naudience = []\n", ["[tables.audience] names no file."]),
        (
            "[tables]\naudience = 'a.csv'\n",
            ["[tables.audience] must be a table with a 'path'."],
        ),
        (
            AUDIENCE.replace("[", "[[").replace("]", "]]") * 2,
            ["[tables.audience] is one table; give its files as one entry."],
        ),
        (AUDIENCE + "[tables.sends]\n", ["[tables.sends]: 'path' is missing."]),
        (
            AUDIENCE + '[tables.sends]\npath = "gone.csv"\n',
            ["[tables.sends]: There is no file 'gone.csv'."],
        ),
        (
            AUDIENCE + "[tables.sends]\npath = []\n",
            ["[tables.sends]: The sends table names no file."],
        ),
        (
            AUDIENCE + SENDS + 'fromat = "canonical"\n',
            ["[tables.sends] has an unknown key 'fromat'. Did you mean 'format'?"],
        ),
        (
            AUDIENCE + SENDS + 'format = "sendgird"\n',
            [
                (
                    "[tables.sends]: there is no format 'sendgird'. Did you mean "
                    f"'sendgrid'? The formats are {listed(['canonical', *formats()])}."
                )
            ],
        ),
        (
            AUDIENCE + SENDS + 'max_age = "2 days"\n',
            [f"[tables.sends]: 'max_age': {A_DURATION}"],
        ),
        (
            AUDIENCE + SENDS + "as_at = 2026-05-31\n",
            [f"[tables.sends]: 'as_at': {A_TIME}"],
        ),
        (AUDIENCE + SENDS + 'timezone = "London"\n', [f"[tables.sends]: {A_ZONE}"]),
        (
            AUDIENCE + SENDS + 'on_bad_rows = "drop"\n',
            ["[tables.sends]: 'on_bad_rows' must be one of 'error', 'remove'."],
        ),
        (
            AUDIENCE + SENDS + 'allow_public_domains = "yes"\n',
            ["[tables.sends]: 'allow_public_domains' must be true or false."],
        ),
        (
            AUDIENCE + SENDS + "columns = { address = 7 }\n",
            [
                "[tables.sends]: 'columns' maps each name to one text.",
            ],
        ),
        (
            AUDIENCE + SENDS + 'constants = { channel = ["email"], purpose = {} }\n',
            [
                "[tables.sends]: the constant 'channel' must be a single value.",
                "[tables.sends]: the constant 'purpose' must be a single value.",
            ],
        ),
        (
            AUDIENCE + "[limits]\nmax_sends = 3\n",
            ["[limits]: 'max_sends' and 'per' are both needed."],
        ),
        (
            AUDIENCE + '[limits]\nmax_sends = "3"\nper = "7d"\n',
            [
                "[limits]: 'max_sends' must be a whole number.",
                "[limits]: 'max_sends' and 'per' are both needed.",
            ],
        ),
        (
            AUDIENCE + '[addresses]\nrole = "drop"\n',
            ["[addresses]: 'role' must be one of 'remove', 'flag', 'ignore'."],
        ),
        (
            AUDIENCE + '[adresses]\nrole = "flag"\n',
            ["the file has an unknown key 'adresses'. Did you mean 'addresses'?"],
        ),
    ],
)
def test_the_other_sections_that_cannot_be_used(more, lines, tmp_path):
    """Each slip in the tables, limits and addresses is named."""
    missing = [] if "tables" in more else ["the section [tables] is missing."]
    assert problems(tmp_path, HEAD + more) == missing + lines


def test_a_policy_by_country_is_checked_before_anything_is_read(tmp_path):
    """Every policy that the file names must exist, not only the first row's."""
    by_country = HEAD.replace('"uk"', '"by_country"') + AUDIENCE
    toml = f'{by_country}[policy_by_country]\nGB = "uk"\nDE = "gone"\ndefault = "uk"\n'
    assert problems(tmp_path, toml) == [
        (
            "There is no policy 'gone'. Packaged policies are 'strict', 'uk'; "
            "anything else is a path."
        )
    ]


def test_problems_of_every_section_are_listed_together(tmp_path):
    """One run shows everything that is to be put right."""
    toml = HEAD.replace("email", "fax") + AUDIENCE + '[addresses]\nrole = "x"\n[x]\n'
    assert len(problems(tmp_path, toml)) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "There is no campaign file 'campaign.toml'."),
        (
            b"x = \n",
            "campaign.toml is not a TOML file: Invalid value (at line 1, column 5)",
        ),
        (b"#" * 1_000_001, "campaign.toml is larger than 1 MB; is it a campaign file?"),
    ],
)
def test_files_that_are_no_campaign_files(content, message, tmp_path):
    """What cannot be parsed at all is one sentence, without the folder."""
    path = tmp_path / "campaign.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError) as raised:
        read_campaign_file(path)
    assert str(raised.value) == message
