"""One hostile file: its bytes, how it is given, and what must come of it."""

import gzip
import io
import zipfile
from dataclasses import dataclass, field

import polars as pl
from openpyxl import Workbook

PLAIN = "suppression_id,value\ns1,ann@example.com\ns2,bob@example.com\n"
TWO = [("s1", "ann@example.com"), ("s2", "bob@example.com")]


@dataclass(frozen=True)
class Case:
    """A file and what must come of it: these rows, or a refusal in these words."""

    name: str
    content: bytes
    rows: list | None = None
    refused: str | None = None
    table: str = "suppressions"
    says: dict = field(default_factory=dict)
    label: str | None = None


def read(name, content, rows=TWO, **more):
    """Return a case that is read right."""
    return Case(name, _bytes(content), rows=rows, **more)


def refuse(name, content, sentence, **more):
    """Return a case that is refused with this sentence."""
    return Case(name, _bytes(content), refused=sentence, **more)


def _bytes(content):
    return content.encode() if isinstance(content, str) else content


def table(*rows):
    return pl.DataFrame(
        list(rows), schema=["suppression_id", "value"], orient="row", strict=False
    )


def parquet():
    file = io.BytesIO()
    table(*TWO).write_parquet(file)
    return file.getvalue()


def arrow():
    file = io.BytesIO()
    table(*TWO).write_ipc(file)
    return file.getvalue()


def workbook(*rows, change=None, **sheets):
    """Return an .xlsx file: the rows in its first sheet, and more sheets by name."""
    book = Workbook()
    for number, (title, given) in enumerate({"People": rows, **sheets}.items()):
        sheet = book.active if number == 0 else book.create_sheet()
        sheet.title = title
        for row in given:
            sheet.append(row)
    if change:
        change(book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def packed(**members):
    """Return a ZIP file of members by name; `__` stands for a dot."""
    return archive({name.replace("__", "."): text for name, text in members.items()})


def archive(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return file.getvalue()


def link():
    """Return a ZIP file that holds a symbolic link."""
    info = zipfile.ZipInfo("a.csv")
    info.external_attr = 0o120777 << 16
    return archive({info: "/etc/hostname"})


def encrypted():
    """Return a ZIP file whose member says that it is encrypted."""
    made = bytearray(archive({"a.csv": PLAIN}))
    made[6] |= 1
    made[made.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


def bomb():
    """Return a gzip file of 100 kB that holds 100 MB."""
    return gzip.compress(bytes(100_000_000))


def cut(content, end=-30):
    return content[:end]
