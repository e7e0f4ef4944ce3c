"""Files that are no plain text: workbooks, archives, and files with a wrong name."""

import gzip
import json
from datetime import date, datetime

from tests.unit.hostile.case import (
    PLAIN,
    TWO,
    archive,
    arrow,
    bomb,
    cut,
    encrypted,
    link,
    packed,
    parquet,
    read,
    refuse,
    workbook,
)

HEADER = ["suppression_id", "value"]
SHEET = "the sheet 'People' of 'a.xlsx' has "
BOMB = (
    "'{}' would unpack to far more than its size allows; it is not read. Unpack it "
    "yourself if that is meant."
)
NESTED = (
    "'{}' is packed inside of something else. Unpack it yourself and name the files."
)
OTHER_KIND = "'{}' is a file of another kind than its name says. Give it the ending {}."
WRONG = (
    "'{}' is damaged, or not the kind of file that its name says. Export it again, or "
    "give it the ending of what it is."
)
CLASH = (
    "'a.zip' holds two files of one name in different folders. Unpack it yourself and "
    "name the files."
)
OLD = (
    "'a.xls' is an old workbook, or one with a password. Save it as .xlsx without a "
    "password."
)
WEB = "'a.xls' is a web page or XML, not a table. Save it as CSV or .xlsx."
JSON = "'a.csv' holds JSON. Give it the ending .ndjson if each line is one object."
NOT_LINES = (
    "'a.ndjson' is no JSON lines: UTF-8 text with one object a line. Export it again, "
    "or give it the ending of what it is."
)
LINES = "".join(
    json.dumps({"suppression_id": key, "value": value}) + "\n" for key, value in TWO
)


def _cells(*values):
    return workbook(HEADER, *([f"s{n}", v] for n, v in enumerate(values, start=1)))


def _merged(sheet):
    sheet.merge_cells("A2:A3")


def _spread(sheet):
    """Move the table to the right and down, as a title row does."""
    sheet.insert_rows(1, 3)


WORKBOOKS = {
    "a workbook": read("a.xlsx", workbook(HEADER, *TWO)),
    "its cells": read(
        "a.xlsx",
        _cells(
            447700900123,
            "007",
            7.0,
            1.5,
            bool(1),
            date(2026, 11, 24),
            datetime(2026, 11, 24, 9, 30),  # noqa: DTZ001
            " x ",
        ),
        [
            ("s1", "447700900123"),
            ("s2", "007"),
            ("s3", "7"),
            ("s4", "1.5"),
            ("s5", "true"),
            ("s6", "2026-11-24"),
            ("s7", "2026-11-24T09:30:00"),
            ("s8", " x "),
        ],
    ),
    "blank rows and cells of a workbook": read(
        "a.xlsx",
        workbook(HEADER, ["s1"], [], ["s2", None, None], change=_spread),
        [("s1", None), ("s2", None)],
    ),
    "a workbook called CSV": read("a.csv", workbook(HEADER, *TWO)),
    "CSV called a workbook": read("a.xlsx", PLAIN),
    "tabs called an old workbook": read("a.xls", PLAIN.replace(",", "\t")),
    "a sheet that is named": read(
        "a.xlsx", workbook(["x"], Other=[HEADER, *TWO]), says={"sheet": "Other"}
    ),
    "an empty second sheet": read("a.xlsx", workbook(HEADER, *TWO, Sheet2=[])),
    "two sheets": refuse(
        "a.xlsx",
        workbook(HEADER, *TWO, Other=[HEADER]),
        "'a.xlsx' has several sheets: 'People', 'Other'. Say which one is meant, e.g. "
        'sheet = "People".',
    ),
    "a sheet that is not there": refuse(
        "a.xlsx",
        workbook(HEADER),
        "'a.xlsx' has no sheet 'Peple'. Did you mean 'People'?",
        says={"sheet": "Peple"},
    ),
    "no filled sheet": refuse(
        "a.xlsx", workbook(), "'a.xlsx' has no sheet with a filled cell."
    ),
    "an error in a cell": refuse(
        "a.xlsx",
        _cells("#N/A"),
        SHEET + "cells with an error such as #N/A. Mend or empty them.",
    ),
    "a formula without a result": refuse(
        "a.xlsx",
        _cells("=A1"),
        SHEET + "formulas without a saved result. Open it in a spreadsheet program, "
        "save it, and try again.",
    ),
    "merged cells": refuse(
        "a.xlsx",
        workbook(HEADER, *TWO, change=_merged),
        SHEET + "merged cells. Unmerge them and fill every cell.",
    ),
    "a number of too many digits": refuse(
        "a.xlsx",
        _cells("x", 12345678901234567),
        "row 3 of 'a.xlsx' has a number of more than 15 digits, of which a "
        "spreadsheet keeps 15. Format its column as text and fill it again.",
    ),
    "a wide row of a workbook": refuse(
        "a.xlsx",
        workbook(HEADER, ["s1", "x", "y"]),
        "'a.xlsx' has 1 row(s) with more or fewer cells than its header; nothing was "
        "read. Export it again.\n- row 1 has 3 cell(s), not 2",
    ),
    "a cut workbook": refuse(
        "a.xlsx", cut(workbook(HEADER)), "'a.xlsx' is a damaged archive. Get it again."
    ),
    "an old workbook": refuse("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, OLD),
    "a web page called a workbook": refuse("a.xls", "\n <html><table>", WEB),
    "an OpenDocument": refuse(
        "a.ods",
        packed(mimetype="x", content__xml="x"),
        "'a.ods' is a document of another kind than .xlsx. Save it as .xlsx or CSV.",
    ),
}

ARCHIVES = {
    "a ZIP": read("a.zip", packed(a__csv=PLAIN)),
    "a ZIP called CSV": read("a.csv", packed(list__csv=PLAIN)),
    "gzip": read("a.csv.gz", gzip.compress(PLAIN.encode())),
    "gzip called CSV": read("a.csv", gzip.compress(PLAIN.encode())),
    "what a Mac adds": read(
        "a.zip",
        archive({"x/a.csv": PLAIN, "__MACOSX/x/._a.csv": "x", "x/.DS_Store": "x"}),
    ),
    "a path that leads out": read("a.zip", archive({"../../a.csv": PLAIN})),
    "another that leads out": read("a.zip", archive({"..\\..\\C:\\a.csv": PLAIN})),
    "two files of one name": refuse(
        "a.zip", archive({"x/a.csv": PLAIN, "y/A.csv": PLAIN}), CLASH
    ),
    "a link": refuse(
        "a.zip",
        link(),
        "'a.zip' holds a link, which is not followed. Pack the file itself.",
    ),
    "a password": refuse(
        "a.zip",
        encrypted(),
        "'a.zip' is encrypted or packed in a way that cannot be read. Unpack it "
        "yourself and name the files.",
    ),
    "an archive in an archive": refuse(
        "a.zip", archive({"b.zip": packed(a__csv=PLAIN)}), NESTED.format("b.zip")
    ),
    "gzip in gzip": refuse(
        "a.csv.gz", gzip.compress(gzip.compress(PLAIN.encode())), NESTED.format("a.csv")
    ),
    "a bomb": refuse("a.csv.gz", bomb(), BOMB.format("a.csv.gz")),
    "an empty ZIP": refuse(
        "a.zip", archive({}), "'a.zip' holds no file for the suppressions table."
    ),
    "a cut ZIP": refuse(
        "a.zip",
        cut(packed(a__csv=PLAIN)),
        "'a.zip' is a damaged archive. Get it again.",
    ),
    "a cut gzip": refuse(
        "a.csv.gz",
        cut(gzip.compress(PLAIN.encode()), -9),
        "'a.csv.gz' is a damaged archive. Get it again.",
    ),
    "7z": refuse(
        "a.7z",
        b"7z\xbc\xaf\x27\x1c" + bytes(99),
        "'a.7z' is a 7z archive. Unpack it yourself.",
    ),
}

KINDS = {
    "Parquet": read("a.parquet", parquet()),
    "Parquet called CSV": refuse(
        "a.csv", parquet(), OTHER_KIND.format("a.csv", ".parquet")
    ),
    "Arrow called Parquet": refuse(
        "a.parquet", arrow(), OTHER_KIND.format("a.parquet", ".arrow")
    ),
    "CSV called Parquet": refuse("a.parquet", PLAIN, WRONG.format("a.parquet")),
    "a workbook called Parquet": refuse(
        "a.parquet", workbook(HEADER), WRONG.format("a.parquet")
    ),
    "JSON lines": read("a.ndjson", LINES),
    "JSON lines called CSV": refuse("a.csv", LINES, JSON),
    "a JSON array called CSV": refuse("a.csv", "[\n{}]", JSON),
    "CSV called JSON lines": refuse("a.ndjson", PLAIN, NOT_LINES),
    "a PDF": refuse(
        "a.csv",
        "%PDF-1.7 ...",
        "'a.csv' is a PDF. Ask for the table itself, as CSV or .xlsx.",
    ),
    "a glob's name": read("a[1]*.csv", PLAIN),
    "a glob's name, dirty": read("a[1]?.csv", PLAIN.replace(",", ";")),
    "an ending of its own": refuse(
        "a.dat",
        PLAIN,
        "'a.dat' has no suffix that can be read: '.csv', '.parquet', '.pq', '.ndjson', "
        "'.jsonl', '.arrow', '.ipc', '.feather', '.tsv', '.txt', '.xlsx'.",
    ),
}
OTHERS = {**WORKBOOKS, **ARCHIVES, **KINDS}
