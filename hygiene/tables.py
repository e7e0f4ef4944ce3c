"""The contracts of the tables: which columns they hold and how each one is read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hygiene.errors import InputError, listed, nearest
from hygiene.vocabulary import (
    ANY,
    SUPPRESSION_REASONS,
    Action,
    Blocks,
    Channel,
    Match,
    Role,
    codes,
)


class Kind(StrEnum):
    """How the values of a column are read."""

    TEXT = "text"
    CODE = "code"
    TIME = "time"
    YES_NO = "yes or no"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        name: Its canonical name.
        meaning: What it holds, in a few words.
        kind: How its values are read.
        required: Whether the column must exist and hold a value in every row.
        codes: The values that a code column may hold.
        default: What an absent or null optional value stands for, in words.
    """

    name: str
    meaning: str
    kind: Kind = Kind.TEXT
    required: bool = False
    codes: tuple[str, ...] = ()
    default: str = "null"


@dataclass(frozen=True, slots=True)
class Table:
    """The contract of one table.

    Attributes:
        name: Its name in a campaign file.
        meaning: What one row is.
        columns: Its columns, in the order of the contract.
        id_column: The column whose values are unique, where there is one.
        one_of: Columns of which each row fills at least one.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    id_column: str | None = None
    one_of: tuple[str, ...] = ()

    @property
    def column_names(self) -> list[str]:
        """The canonical names, in order."""
        return [column.name for column in self.columns]

    def column(self, name: str) -> Column:
        """Return the column called `name`."""
        return next(column for column in self.columns if column.name == name)


def _id(name: str) -> Column:
    return Column(name, "unique id of the record", required=True)


def _code(
    name: str, meaning: str, values: list[str], default: str | None = None
) -> Column:
    required = default is None
    return Column(
        name, meaning, Kind.CODE, required, tuple(values), default=default or ""
    )


def _time(name: str, meaning: str, default: str | None = None) -> Column:
    return Column(
        name, meaning, Kind.TIME, required=default is None, default=default or ""
    )


_PERSON = (
    Column("contact_id", "the controller's own id of the person"),
    Column("address", "the contact point, read as the campaign's channel"),
)
_SCOPED_CHANNELS = [*codes(Channel), ANY]

AUDIENCE = Table(
    "audience",
    "one row a contact that someone proposes to message",
    (
        Column("contact_id", "the controller's own id of the person"),
        Column("email", "contact point of an email campaign"),
        Column("phone", "contact point of an sms or voice campaign"),
        Column("postal_key", "contact point of a post campaign"),
        Column("country", "ISO 3166-1 alpha-2 code of the recipient's country"),
        Column(
            "subscriber_type", "'individual' or 'corporate'", default="'individual'"
        ),
        Column("source", "where the row came from"),
    ),
)
CONSENTS = Table(
    "consents",
    "one row a statement of a person; never updated",
    (
        _id("event_id"),
        *_PERSON,
        _code("channel", "channel it speaks of", _SCOPED_CHANNELS),
        Column("purpose", "dotted purpose, or '*'", required=True),
        Column("controller", "who would write to the person, or '*'", required=True),
        _code("action", "what the person stated", codes(Action)),
        _time("occurred_at", "when the person acted"),
        _time("recorded_at", "when our systems learned of it", "occurred_at"),
        _time("expires_at", "good until, exclusive", "null"),
        Column("method", "how it was collected"),
        Column("collected_by", "who collected it", default="controller"),
        Column("wording", "version of the text the person saw"),
        Column("source", "system or file"),
    ),
    id_column="event_id",
    one_of=("contact_id", "address"),
)
RELATIONSHIPS = Table(
    "relationships",
    "one row a transaction or other dealing; never consent",
    (
        _id("relationship_id"),
        *_PERSON,
        Column("controller", "whose customer the person is", required=True),
        _code("role", "in which role the row is held", codes(Role)),
        Column("kind", "purchase, contract, payment, ...", required=True),
        Column("category", "kind of product"),
        Column(
            "opt_out_offered",
            "a simple refusal was offered at collection and not used",
            Kind.YES_NO,
            default="false",
        ),
        _time("occurred_at", "when it happened"),
        _time("recorded_at", "when our systems learned of it", "occurred_at"),
    ),
    id_column="relationship_id",
    one_of=("contact_id", "address"),
)
SUPPRESSIONS = Table(
    "suppressions",
    "one row a standing instruction not to contact",
    (
        _id("suppression_id"),
        _code("match", "what the value is", codes(Match), "'address'"),
        Column("value", "address, id, domain or hex digest", required=True),
        Column("contact_id", "the person too, when the list knows both"),
        _code("reason", "why", [reason.value for reason in SUPPRESSION_REASONS]),
        _code("channel", "scope", _SCOPED_CHANNELS, "'*'"),
        Column("purpose", "scope", default="'*'"),
        Column("controller", "scope", default="'*'"),
        _code("blocks", "which messages", codes(Blocks), "by reason"),
        _time("effective_from", "in force from"),
        _time("effective_until", "in force until, exclusive", "null"),
        _time("recorded_at", "when our systems learned of it", "effective_from"),
        Column("source", "system, file or register"),
    ),
    id_column="suppression_id",
)
SENDS = Table(
    "sends",
    "one row a message that was really sent",
    (
        _id("send_id"),
        *_PERSON,
        Column("controller", "who sent it", required=True),
        _code("channel", "how it was sent", codes(Channel)),
        Column("purpose", "why it was sent", required=True),
        Column("campaign", "which campaign"),
        _time("sent_at", "when"),
    ),
    id_column="send_id",
    one_of=("contact_id", "address"),
)
WORDINGS = Table(
    "wordings",
    "one row a version of a consent text",
    (
        Column("wording", "version of the text", required=True),
        _time("invalidated_at", "when it was found invalid", "null"),
    ),
    id_column="wording",
)
DECISIONS = Table(
    "decisions",
    "one row an audience row, in its order (written by a screening)",
    (
        Column("row", "position in the audience, from 0 (UInt64)", required=True),
        Column("contact_id", "as given"),
        Column("decision", "'keep' or 'remove'", required=True),
        Column("reason", "the primary reason of a removed row"),
        Column("reasons", "every reason, in precedence order (List)", required=True),
        Column("basis", "the ground of a kept row"),
        Column("basis_evidence", "id of the record that proves the ground"),
        Column("blocked_by", "ids of the unlifted facts, sorted (List)", required=True),
        Column("policy", "the policy that decided", required=True),
        Column("flags", "what is worth knowing (List)", required=True),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        AUDIENCE,
        CONSENTS,
        RELATIONSHIPS,
        SUPPRESSIONS,
        SENDS,
        WORDINGS,
        DECISIONS,
    )
}
"""The seven tables by name: six that are read and one that is written."""

EVIDENCE: dict[str, Table] = {
    name: table
    for name, table in TABLES.items()
    if name not in {AUDIENCE.name, DECISIONS.name}
}
"""The tables that prove or prohibit; each may be given in several files."""


def table_named(name: str) -> Table:
    """Return the table called `name`.

    Raises:
        InputError: There is no such table.

    >>> table_named("sends").id_column
    'send_id'
    """
    if name not in TABLES:
        raise InputError(
            f"There is no table '{name}'.{nearest(name, TABLES)} "
            f"The tables are {listed(TABLES)}."
        )
    return TABLES[name]
