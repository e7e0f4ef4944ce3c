"""Mapping: a system's own columns become the canonical ones, all of them text.

Nothing is judged here. A value that a format does not know stays as it is, and is
rejected where the table's contract is checked (`hygiene.sources.conform`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, partial

import phonenumbers
import polars as pl

from hygiene.errors import InputError
from hygiene.sources.dates import to_iso
from hygiene.sources.formats.spec import ANY_OTHER, Part, folded
from hygiene.sources.raw.delimited import REPEATED
from hygiene.sources.raw.rows import ITEM, ROW
from hygiene.sources.reading import Reading
from hygiene.tables import EVIDENCE, Kind
from hygiene.text import by_distinct, filled, stripped

SAID = "said"
"""The column that holds, of a part that is spread, what a row says of a type."""

_NO = ["", "false", "0", "no"]


def mapped(
    frame: pl.LazyFrame, part: Part, reading: Reading, label: str
) -> pl.LazyFrame:
    """Return the canonical rows of one part that a file holds.

    Args:
        frame: The file's own columns, all text, with `_row`, the number of the record
            from 1, and `_item`, which of the rows of its record a row is.
        part: The part.
        reading: How the campaign has it read; its dates win over the format's.
        label: What the file is called; ids are made of it where there are none.

    Returns:
        `_row` and the columns of the table that the file or the format fills, text.

    Raises:
        InputError: A column that the part reads stands in the file more than once.

    >>> part = Part("p", "suppressions", columns={"value": "Mail"})
    >>> frame = pl.LazyFrame({"_row": [1], "_item": [1], "Mail": ["a@example.com"]})
    >>> mapped(frame, part, Reading(), "list.csv").collect().row(0)
    (1, 'list.csv#1:p', 'a@example.com')
    """
    if part.spread:
        frame = _spread(frame, part, reading)
    given = _given(frame, part, label)
    values = {
        canonical: _value(canonical, given[folded(name)], part, reading)
        for canonical, name in part.columns.items()
        if folded(name) in given
    }
    constants = {n: pl.lit(v) for n, v in part.constants.items() if n not in values}
    key = EVIDENCE[part.table].id_column
    chosen = {**constants, **values}
    if key is not None:
        # A record without an id of its own has one made, too.
        own = filled(chosen.pop(key)) if key in chosen else pl.lit(None, pl.String)
        if part.each and not part.columns.get(key, part.each).startswith(part.each):
            # It is the record's id, and a record may have several rows.
            several = pl.col(ITEM).max().over(ROW) > 1
            numbered = pl.format("{}.{}", own, pl.col(ITEM))
            own = pl.when(several).then(numbered).otherwise(own)
        chosen = {key: pl.coalesce(own, _id(label, part)), **chosen}
    skipped = [
        _is_among(given[folded(column)], known)
        for column, known in part.skip.items()
        if folded(column) in given
    ]
    kept = frame.filter(~pl.any_horizontal(skipped)) if skipped else frame
    return kept.select(ROW, **chosen)


def _given(frame: pl.LazyFrame, part: Part, label: str) -> dict[str, str]:
    """Return the names in a file by their folded form.

    Raises:
        InputError: A column that the part reads stands there more than once.
    """
    names = frame.collect_schema().names()
    given: dict[str, list[str]] = {}
    for name in names:
        given.setdefault(folded(REPEATED.sub("", name)), []).append(name)
    for path in part.paths:
        if len(given.get(folded(path), ())) > 1:
            raise InputError(
                f"'{label}' has more than one column called '{path}', so that it is "
                "not known which one counts. Export it again, or rename the other."
            )
    return {key: found[0] for key, found in given.items()}


def _value(canonical: str, column: str, part: Part, reading: Reading) -> pl.Expr:
    value = stripped(pl.col(column))
    if canonical in part.leading:
        value = value.str.strip_chars_start(part.leading[canonical])
    if canonical in part.codes:
        value = _code(column, part.codes[canonical])
    style = part.dates.get(canonical)
    if canonical in times_of(part.table):
        style = reading.dates or style
    if style is not None:
        value = to_iso(value, style)
    if canonical in part.phones:
        value = _phone(value, part.phones[canonical])
    return value


@cache
def times_of(table: str) -> frozenset[str]:
    """Return the columns of an evidence table that hold times.

    >>> sorted(times_of("wordings"))
    ['invalidated_at']
    """
    columns = EVIDENCE[table].columns
    return frozenset(column.name for column in columns if column.kind is Kind.TIME)


def _is_among(column: str, known: Sequence[str]) -> pl.Expr:
    text = _folded_value(column)
    said = [value.lower() for value in known if value != ANY_OTHER]
    among = text.is_in(said)
    return among | (text != "") if ANY_OTHER in known else among


def _folded_value(column: str) -> pl.Expr:
    return stripped(pl.col(column)).str.to_lowercase().fill_null("")


def _code(column: str, known: Mapping[str, str]) -> pl.Expr:
    """Return what a value stands for; an unknown one stays and is rejected later."""
    text, value = _folded_value(column), stripped(pl.col(column))
    exact = {name.lower(): code for name, code in known.items() if name != ANY_OTHER}
    other = value
    if ANY_OTHER in known:
        other = pl.when(text != "").then(pl.lit(known[ANY_OTHER])).otherwise(value)
    return text.replace_strict(
        list(exact), list(exact.values()), default=other, return_dtype=pl.String
    )


def _phone(value: pl.Expr, region: str) -> pl.Expr:
    """Return national numbers in E.164; what is no number stays."""
    read = partial(_e164, region=region)
    return value.map_batches(
        lambda values: by_distinct(values, read, pl.String()),
        return_dtype=pl.String,
        is_elementwise=True,
    )


def _e164(text: str, region: str) -> str:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return text
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _spread(frame: pl.LazyFrame, part: Part, reading: Reading) -> pl.LazyFrame:
    """Return one row for each subscription type that a row does not leave or deny."""
    names = frame.collect_schema().names()
    fixed = {folded(name) for name in part.spread}
    own = [n for n in names if folded(n) in fixed or n == ROW]
    types = [n for n in names if n not in own and n != ITEM]
    long = frame.drop(ITEM).unpivot(
        types, index=own, variable_name=ITEM, value_name=SAID
    )
    # Without any type there is nothing to unpivot, and nothing has no type of its own.
    long = long.cast({ITEM: pl.String, SAID: pl.String})
    nothing = _folded_value(SAID).is_in(_NO)
    # A type that the campaign does not name may be any of its purposes.
    purpose = pl.col(ITEM).replace_strict(
        list(reading.purposes),
        list(reading.purposes.values()),
        default="*",
        return_dtype=pl.String,
    )
    return long.filter(~nothing).with_columns(purpose=purpose)


def _id(label: str, part: Part) -> pl.Expr:
    """Return an id that says where a row stands: the file, the record and the part."""
    place = pl.format("{}#{}:{}", pl.lit(label), pl.col(ROW), pl.lit(part.name))
    if part.each or part.spread:
        return pl.format("{}.{}", place, pl.col(ITEM))
    return place
