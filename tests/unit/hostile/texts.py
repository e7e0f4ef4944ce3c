"""Text files: encodings, delimiters, quotation marks, ragged rows, headers."""

from tests.unit.hostile.case import PLAIN, read, refuse

CR = PLAIN.replace("\n", "\r")
CRLF = PLAIN.replace("\n", "\r\n")
SEMICOLONS = PLAIN.replace(",", ";")
TABS = PLAIN.replace(",", "\t")
NAMES = "suppression_id,value\ns1,jos\u00e9@example.com\n"
JOSE = [("s1", "jos\u00e9@example.com")]

DAMAGED = (
    "'a.csv' is damaged after line {}: a quotation mark is out of place or a cell "
    "never ends. Export it again."
)
RAGGED = (
    "'a.csv' has {} row(s) with more or fewer cells than its header; nothing was read. "
    "Export it again.\n- {}"
)
ZEROS = (
    "'a.csv' holds zero bytes, the first in line 2: it is damaged, or no text. Export "
    "it again."
)
BROKEN = (
    "'a.csv' is {} text with bytes that cannot be. Export it again, or say its "
    'encoding in the campaign file, e.g. encoding = "windows-1252".'
)
EMPTY = (
    "'a.csv' is empty. Export it again, or leave it out of the campaign if nobody is "
    "meant to be in it."
)
SWALLOWED = (
    "'{}' has a cell of several lines in the row that ends in line {}, and one of them "
    "looks like a row of its own: a quotation mark may have swallowed rows. Mend that "
    "row, or export the file again."
)
NOTES = 'suppression_id\tvalue\tnote\ns1\ta\t"5 disc\ns2\tb\tx\ns3\tc\tx6"\n'
BLANK = "'a.csv' holds no header and no row."

TEXTS = {
    "plain": read("a.csv", PLAIN),
    "CRLF": read("a.csv", CRLF),
    "CR alone": read("a.csv", CR),
    "mixed line ends": read("a.csv", CRLF.replace("\r", "", 1)),
    "no last line end": read("a.csv", PLAIN.rstrip()),
    "blank lines": read("a.csv", "\n\n" + PLAIN.replace("\n", "\n\r\n") + "\n\n"),
    "byte-order mark": read("a.csv", b"\xef\xbb\xbf" + PLAIN.encode()),
    "mark before a quotation mark": read(
        "a.csv", b'\xef\xbb\xbf"suppression_id",value\ns1,x\n', [("s1", "x")]
    ),
    "a mark and UTF-8 as declared": read(
        "a.csv",
        b"\xef\xbb\xbf" + SEMICOLONS.encode(),
        says={"encoding": "utf-8"},
    ),
    "a mark and UTF-16 LE as declared": read(
        "a.csv", b"\xff\xfe" + PLAIN.encode("utf-16-le"), says={"encoding": "utf-16-le"}
    ),
    "a mark before what is not UTF-8": refuse(
        "a.csv",
        b"\xef\xbb\xbf" + NAMES.encode("cp1252"),
        "'a.csv' is not utf-8 text throughout. Say its encoding in the campaign file, "
        'e.g. encoding = "windows-1252".',
        says={"encoding": "utf-8"},
    ),
    "mark inside the header": read("a.csv", PLAIN.replace(",", ",\ufeff", 1)),
    "UTF-16 with a mark": read("a.csv", PLAIN.encode("utf-16")),
    "UTF-16 LE without a mark": read("a.csv", PLAIN.encode("utf-16-le")),
    "UTF-16 BE without a mark": read("a.txt", PLAIN.encode("utf-16-be")),
    "Unicode text of a spreadsheet": read("a.txt", TABS.encode("utf-16")),
    "cut UTF-16": refuse("a.csv", PLAIN.encode("utf-16")[:-1], BROKEN.format("UTF-16")),
    "UTF-32": refuse(
        "a.csv", PLAIN.encode("utf-32"), "'a.csv' is UTF-32 text. Save it as UTF-8."
    ),
    "Windows-1252": read(
        "a.csv", NAMES.encode("cp1252"), JOSE, label="a.csv (read as windows-1252)"
    ),
    "Windows-1252 as declared": read(
        "a.csv", NAMES.encode("cp1252"), JOSE, says={"encoding": "windows-1252"}
    ),
    "declared UTF-8 that is not": refuse(
        "a.csv",
        NAMES.encode("cp1252"),
        "'a.csv' is not utf-8 text throughout. Say its encoding in the campaign file, "
        'e.g. encoding = "windows-1252".',
        says={"encoding": "utf-8"},
    ),
    "one broken byte": refuse(
        "a.csv", NAMES.encode() + b"s2,\xff@example.com\n", BROKEN.format("UTF-8")
    ),
    "a zero byte": refuse("a.csv", PLAIN.replace("@", "\0@", 1), ZEROS),
    "a zero character": refuse(
        "a.csv", PLAIN.replace("@", "\0@", 1).encode("utf-16"), ZEROS
    ),
    "binary": refuse("a.csv", bytes(range(128, 256)) * 9, BROKEN.format("UTF-8")),
    "empty": refuse("a.csv", b"", EMPTY),
    "a blank line alone": refuse("a.csv", b"\n", BLANK),
    "a mark alone": refuse("a.csv", b"\xef\xbb\xbf", BLANK),
    "a header alone": read("a.csv", "suppression_id,value", []),
    "a header alone, semicolons": read("a.csv", "suppression_id;value\r\n", []),
    "semicolons": read("a.csv", SEMICOLONS),
    "semicolons, CR alone": read("a.csv", SEMICOLONS.replace("\n", "\r")),
    "tabs": read("a.tsv", TABS),
    "bars": read("a.txt", PLAIN.replace(",", "|")),
    "sep=;": read("a.csv", "sep=;\r\n" + SEMICOLONS),
    "sep=,": read("a.csv", "sep=,\n" + PLAIN),
    "commas inside of semicolons": read(
        "a.csv", 'suppression_id;value\ns1;"a,b;c"\n', [("s1", "a,b;c")]
    ),
    "a cell of two lines": read(
        "a.csv",
        'suppression_id,note,value\ns1,"a\nb, c\n",x\ns2,d,y\n',
        [("s1", "a\nb, c\n", "x"), ("s2", "d", "y")],
    ),
    "a cell of two lines, semicolons": read(
        "a.csv",
        'suppression_id;note;value\ns1;"a\r\nb; c\r\n";x\n',
        [("s1", "a\r\nb; c\r\n", "x")],
    ),
    "rows in a quoted cell": refuse(
        "a.csv", NOTES.replace("\t", ","), SWALLOWED.format("a.csv", 4)
    ),
    "rows in a quoted cell, tabs": refuse("a.tsv", NOTES, SWALLOWED.format("a.tsv", 4)),
    "rows in a quoted cell, CR alone": refuse(
        "a.tsv", NOTES.replace("\n", "\r"), SWALLOWED.format("a.tsv", 4)
    ),
    "rows in the quoted cell of one column": refuse(
        "a.csv", 'value\n"a\nb"\n', SWALLOWED.format("a.csv", 3)
    ),
    "rows in a quoted cell of an audience": read(
        "a.csv",
        'email,note\na@example.com,"x\ny,z"\n',
        [("a@example.com", "x\ny,z")],
        table="audience",
    ),
    "quotation marks in quotation marks": read(
        "a.csv", 'suppression_id,value\n"s1","say ""a,b"""\n', [("s1", 'say "a,b"')]
    ),
    "inches": read(
        "a.csv",
        'suppression_id,value\ns1,5" disc\ns2,x\n',
        [("s1", '5" disc'), ("s2", "x")],
    ),
    "a quotation that never ends": refuse(
        "a.csv", PLAIN + 's3,"cut off\ns4,x\n', DAMAGED.format(3)
    ),
    "a quotation inside of a cell": refuse(
        "a.csv", 'suppression_id,value\ns1,"a"b\n', DAMAGED.format(1)
    ),
    "a cell of over 1 MB": refuse(
        "a.csv", f'suppression_id,value\ns1,"{"x" * 1_100_000}\n', DAMAGED.format(1)
    ),
    "a short row": refuse(
        "a.csv", PLAIN + "s3\n", RAGGED.format(1, "row 3 has 1 cell(s), not 2")
    ),
    "a long row": refuse(
        "a.csv",
        PLAIN + 's3,"x,y",z\n\ns4,x,y,z',
        RAGGED.format(2, "row 3 has 3 cell(s), not 2\n- row 4 has 4 cell(s), not 2"),
    ),
    "a short row of an audience": read(
        "a.csv",
        "email,note\na@example.com\nb@example.com,x\n",
        [("a@example.com", None), ("b@example.com", "x")],
        table="audience",
    ),
    "a long row of an audience": refuse(
        "a.csv",
        "email,note\na@example.com,x,y\n",
        RAGGED.format(1, "row 1 has 3 cell(s), not 2"),
        table="audience",
    ),
    "a repeated column of an audience": refuse(
        "a.csv",
        "email,note,note\na@example.com,,\n",
        "'a.csv' has 1 column name(s) more than once. Give every column a name of its "
        "own.",
        table="audience",
    ),
    "a repeated column that is not read": read(
        "a.csv", "suppression_id,note,note,value\ns1,,,x\n", [("s1", None, None, "x")]
    ),
    "a repeated column beside its number": read(
        "a.csv",
        "value;note;note;note (2)\nx;1;2;3\n",
        [("x", "1", "2", "3")],
    ),
    "a repeated column that is read": refuse(
        "a.csv",
        "suppression_id,value,value\ns1,x,y\n",
        "'a.csv' has the column 'value' more than once, so that it is not clear which "
        "one counts. Give every column a name of its own.",
    ),
    "a column of the toolkit's": refuse(
        "a.csv",
        "_row;value\n1;x\n",
        "'a.csv' has a column '_row' or '_item', which are the toolkit's own. Rename "
        "it.",
    ),
    "a quotation mark in the header": read(
        "a.csv", 'value"\nx\n""\n', [("x",), (None,)]
    ),
    "numbers that are text": read(
        "a.csv",
        'suppression_id,value\n007,\'+447700900123\n"1,000",\u00a0x\u00a0\n',
        [("007", "'+447700900123"), ("1,000", "\u00a0x\u00a0")],
    ),
}
