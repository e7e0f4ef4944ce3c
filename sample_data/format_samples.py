"""Write one small file a format, in the shape that the system really writes.

    python sample_data/format_samples.py [DIR]

Without DIR the files in `formats/` beside this script are written anew. The people are
invented; the same bytes come out every time.
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from shapes import answers, exports, lists
from shapes.writing import DICE

HERE = Path(__file__).parent
MAKERS = (
    *(exports.mailchimp, exports.sendgrid, exports.hubspot, exports.klaviyo),
    *(answers.amazon_ses, answers.mailgun, answers.postmark, answers.apis),
    *(exports.salesforce, lists.open_source, lists.shops, lists.others, lists.lists),
)


def files() -> Iterator[tuple[str, bytes]]:
    """Yield the path of every file below `formats/`, and its content."""
    DICE.seed("formats")
    for maker in MAKERS:
        for name, text in maker():
            yield name, text.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in exports.mailchimp():
            member = zipfile.ZipInfo(name.removeprefix("mailchimp/"))
            archive.writestr(member, text)
    yield "mailchimp_zip/audience_export_0a1b2c3d4e.zip", packed.getvalue()


def write(folder: Path) -> None:
    """Write every file into `folder`."""
    for name, content in files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "formats")
