"""Words that a format does not hear, and columns that are only spelt otherwise."""

import polars as pl
import pytest

import hygiene as hy
from tests.unit.world import HEAD, campaign, event

SENDGRID = "email,created\nbob@example.com,1780000000\n"


def refusal(folder, entry, name="bounces.csv", content=SENDGRID):
    (folder / "a.csv").write_text("email\nann@example.com\n")
    (folder / name).write_text(content)
    path = folder / "campaign.toml"
    tables = f'[tables.audience]\npath = "a.csv"\n[tables.suppressions]\n{entry}'
    path.write_text(f'{HEAD}{tables}\npath = "{name}"\n')
    with pytest.raises(hy.InputError) as refused:
        hy.screen(path)
    return refused.value.problems


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (
            'digest = "sha256"\nnormalisation = "lowercase"',
            (
                "[tables.suppressions]: 'digest', 'normalisation' does nothing with "
                'format = "canonical". Take it out, or name the format that is meant.'
            ),
        ),
        (
            'format = "sendgrid"\ndigest = "md5"',
            (
                "[tables.suppressions]: 'digest' does nothing with format = "
                '"sendgrid". Take it out, or name the format that is meant.'
            ),
        ),
        (
            'part = "bounces"',
            (
                "[tables.suppressions]: 'part' does nothing with format = "
                '"canonical". Take it out, or name the format that is meant.'
            ),
        ),
        (
            (
                'format = "hashed_list"\ndigest = "md5"\nnormalisation = "lowercase"\n'
                'constants = { match = "address", reason = "paused" }'
            ),
            (
                "[tables.suppressions]: 'match' is said by 'digest'; take the constant "
                "out."
            ),
        ),
        (
            (
                'format = "sendgrid"\ncolumns = { value = "email" }\n'
                'constants = { value = "x" }'
            ),
            "[tables.suppressions]: 'value' is both mapped and a constant.",
        ),
        (
            'format = "sendgrid"\nconstants = { effective_until = "2027-01-01" }',
            (
                "[tables.suppressions]: the constant 'effective_until' must be a time "
                "with its zone, such as 2026-11-24T09:00:00Z: the format has a zone of "
                "its own."
            ),
        ),
    ],
)
def test_words_that_would_do_nothing(entry, said, tmp_path):
    assert refusal(tmp_path, entry) == (said,)


@pytest.mark.parametrize("name", ["Expires_At", "expires_at ", "EXPIRES_AT"])
def test_a_column_that_is_only_spelt_otherwise(name):
    """An expiry that is not read would let an expired consent count."""
    consents = pl.DataFrame([{**event(), name: "2026-05-02"}])
    audience = pl.DataFrame({"email": ["ann@example.com"]})
    with pytest.raises(hy.InputError) as refused:
        hy.screen(audience=audience, consents=consents, campaign=campaign())
    assert refused.value.problems == (
        "'expires_at' is spelt otherwise; rename its column, or map it.",
    )


def test_other_columns_are_ignored():
    """What is no column of the contract in any spelling changes nothing."""
    consents = pl.DataFrame([{**event(), "Expiry": "2026-05-02", "note": "x"}])
    audience = pl.DataFrame({"email": ["ann@example.com"]})
    with hy.screen(
        audience=audience, consents=consents, campaign=campaign()
    ) as screening:
        assert screening.kept.collect().height == 1


def test_a_time_of_the_user_is_in_the_zone_of_the_user(tmp_path):
    """SendGrid counts seconds in UTC; the constant is read in the campaign's zone."""
    path = tmp_path / "campaign.toml"
    (tmp_path / "a.csv").write_text("email\nbob@example.com\n")
    (tmp_path / "bounces.csv").write_text(SENDGRID)
    head = HEAD.replace("2026-06-01T09:00:00Z", "2026-07-01T07:30:00Z")
    path.write_text(
        f'{head}[tables.audience]\npath = "a.csv"\n[tables.suppressions]\n'
        'path = "bounces.csv"\nformat = "sendgrid"\n'
        "constants = { effective_until = 2026-07-01T08:00:00 }\n"
    )
    with hy.screen(path) as screening:  # until 07:00 in UTC
        assert screening.decisions.collect()["reason"].to_list() == ["unknown_origin"]
