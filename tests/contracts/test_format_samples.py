"""The samples of other systems' files are what their script writes, byte for byte."""

import subprocess
import sys

from tests.contracts.files import ROOT

SAMPLE_DATA = ROOT / "sample_data"


def contents(folder):
    """Return the content of every file below a folder, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_the_script_writes_the_same_bytes_every_time(tmp_path):
    script = SAMPLE_DATA / "format_samples.py"
    for name in ("first", "second"):
        command = [sys.executable, "-B", str(script), str(tmp_path / name)]
        subprocess.run(command, check=True, cwd=tmp_path)
    assert contents(tmp_path / "first") == contents(tmp_path / "second")
    assert contents(tmp_path / "first") == contents(SAMPLE_DATA / "formats")


def test_the_samples_have_the_odd_shapes_of_the_real_files():
    """Marks, line ends, repeated headings, and reasons over several lines."""
    files = contents(SAMPLE_DATA / "formats")
    shop = files["shopify_customers/customers_export.csv"]
    assert shop.startswith(b"\xef\xbb\xbf")
    assert b"\r\n'7001," in shop
    assert files["klaviyo/newsletter.csv"].startswith(b"\xef\xbb\xbf")
    assert b'""try again""\nsee the' in files["sendgrid/suppression_bounces.csv"]
    header = next(
        content.splitlines()[0].split(b",")
        for name, content in files.items()
        if "unsubscribed_email_audience" in name
    )
    assert header.count(b"UNSUB_REASON") == 2
    assert files["tps/tps_spaces.txt"].split(b"\r\n")[0] == b"0207 9460018"
