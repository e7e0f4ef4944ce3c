"""The page about formats, made of the packaged descriptions themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hygiene.sources.dates import STYLES
from hygiene.sources.formats.choosing import DIGESTS, NORMALISATIONS
from hygiene.sources.formats.registry import formats
from hygiene.sources.formats.spec import DECLARE, Format, Part
from hygiene.sources.raw.delimited import DELIMITERS
from hygiene.sources.raw.encoding import ENCODINGS

INTRO = """\
# Files of other systems

Written by `make docs` from the descriptions in `hygiene/sources/formats/systems`;
change it there. `hygiene formats` lists them, `hygiene formats NAME` tells all of one:
the columns that it must hold, what each value means, and what is left out.

A format says what a system's own columns mean, so that its export can stand in a
campaign file as it is: a file, a list of them, a glob, or, of a whole export, its
folder or ZIP file.

```toml
[[tables.suppressions]]
path = "exports/sendgrid" # a folder: bounces, spam reports, unsubscribes
format = "sendgrid"

[[tables.suppressions]]
path = "exports/audience_export_0a1b2c3d4e.zip"
format = "mailchimp"
timezone = "America/Chicago" # the export does not say; ask whoever made it

[[tables.consents]]
path = "exports/audience_export_0a1b2c3d4e.zip"
format = "mailchimp"
timezone = "America/Chicago"
constants = { controller = "northpay", purpose = "marketing.newsletter" }

[[tables.suppressions]]
path = "opt-outs.txt"
format = "hashed_list"
digest = "sha256"
normalisation = "lowercase"
constants = { reason = "objected", effective_from = 2026-11-01 }
```

What is unknown is refused, with the file and the row: a value that the format does not
list, a file that lacks a column, a name that does not say what the file is. Nothing is
read in part. Ids are made of the file's name, the row and the part, such as
`bounces.csv#12:bounces`: give the files of one campaign names of their own.

**No order is a consent.** Customers, orders and payments fill `relationships`, whatever
a column of theirs says. **A no is wide**: it counts for every controller and purpose
unless `constants` say less. Only hard bounces suppress. Consents are read narrowly: no
export says for whom and for what they were given, so the campaign declares `controller`
and `purpose`.
"""

KEYS = """\
## Keys of a table entry

| key | means |
|---|---|
| `format` | the name of the format; without it a table is `canonical` |
| `part` | which of the system's files it is, where the file's name does not say |
| `timezone` | the zone of times that carry none; wins over the format's |
| `dates` | how times are written, where not as the format says: {dates} |
| `encoding` | how the text is encoded, where it is not told by the bytes: {encodings} |
| `delimiter` | what stands between two cells, where the header does not tell: {marks} |
| `digest` | the algorithm of a hashed list: {digests} |
| `normalisation` | what was hashed, an address: {normalisations} |
| `purposes` | subscription types as purposes: `{{ "News" = "marketing.news" }}` |
| `columns` | canonical name = name in the file; wins over the format's |
| `constants` | canonical name = value of every row; wins over the file |

A subscription type that `purposes` does not name counts as every purpose.

## Traps of the files themselves

- A byte-order mark wins over a declared `encoding`.
- A number in a workbook is read as the number that it is. Zeros that its cell only
  shows, by a format such as `00000`, are not in the file's value: `00123` is read as
  `123`. Keep ids, phone numbers and postcodes as text there.
- A cell of several lines is read, but not in a table of evidence when one of its lines
  has as many delimiters as a row: a stray quotation mark may have swallowed rows.
"""


def formats_page() -> str:
    """Return the page."""
    keys = KEYS.format(
        dates=_quoted(STYLES),
        encodings=_quoted(ENCODINGS),
        marks=", ".join(DELIMITERS.values()),
        digests=_quoted(DIGESTS),
        normalisations="; ".join(f"`{n}`, {how}" for n, how in NORMALISATIONS.items()),
    )
    return "\n".join([INTRO, keys, *_table(), *_traps()])


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table() -> Iterator[str]:
    yield "## What there is"
    yield ""
    yield (
        "*Untested* means that the shape is declared, and was seen neither in a real"
        "\nfile nor in the vendor's own words: whenever such a part is read, the"
        "\ncommand line, the summary and the report say so."
    )
    yield ""
    yield "| format | part | file names | fills | you declare | shape |"
    yield "|---|---|---|---|---|---|"
    for given in formats().values():
        for part in given.parts:
            yield _row(given, part)
    yield ""


def _row(given: Format, part: Part) -> str:
    names = _quoted(part.files) or "any"
    declared = [*part.declare]
    if given.timezone == DECLARE and part.table != "audience":
        declared.append("timezone")
    if given.is_hashed:
        declared += ["digest", "normalisation"]
    shape = "verified" if part.verified else "*untested*"
    return (
        f"| `{given.name}` | {part.name} | {names} | {part.table} "
        f"| {_quoted(tuple(declared)) or '-'} | {shape} |"
    )


def _traps() -> Iterator[str]:
    yield "## What is easily misread"
    for given in formats().values():
        yield ""
        yield f"### `{given.name}`"
        yield ""
        yield f"{given.title}. Known from: {given.source}."
        yield ""
        yield from (f"- {trap}" for trap in given.traps)
    yield ""
