"""Run OpenStack Swift with its S3 interface, whole, in one process on loopback.

Prints its port as JSON when it listens, and ends when its standard input does.
Usage: python swift_process.py FOLDER PASSWORD
"""

import json
import sys
from pathlib import Path

import eventlet

eventlet.monkey_patch()

from eventlet import tpool, wsgi  # noqa: E402
from swift.common.ring import RingBuilder  # noqa: E402
from swift.common.storage_policy import reload_storage_policies  # noqa: E402
from swift.common.utils import set_swift_dir  # noqa: E402
from swift.common.wsgi import loadapp  # noqa: E402

HASHING = """\
[swift-hash]
swift_hash_path_suffix = suffix
swift_hash_path_prefix = prefix
[storage-policy:0]
name = one
default = yes
"""
STORAGE = """\
[DEFAULT]
devices = {folder}/devices
mount_check = false
swift_dir = {folder}
fallocate_reserve = 0
[pipeline:main]
pipeline = app
[app:app]
use = egg:swift#{kind}
"""
PROXY = """\
[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = cache listing_formats s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:cache]
use = egg:swift#memcache
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
[filter:tempauth]
use = egg:swift#tempauth
user_test_reader = {password} .admin
[filter:slo]
use = egg:swift#slo
"""


class Silent:
    """What eventlet logs to."""

    def write(self, *_):
        """Say nothing."""

    debug = info = warning = error = exception = write


def write_ring(folder, kind, port):
    """Write the ring that says where the one copy of everything lies."""
    place = {"id": 0, "region": 1, "zone": 1, "device": "disk", "weight": 1.0}
    where = {"ip": "127.0.0.1", "port": port}
    where |= {f"replication_{name}": value for name, value in where.items()}
    builder = RingBuilder(4, 1, 0)
    builder.add_dev(place | where)
    builder.rebalance()
    builder.get_ring().save(str(folder / f"{kind}.ring.gz"))


def serve(folder, password):
    """Start the four servers; return the port of the one that speaks S3."""
    (folder / "devices" / "disk").mkdir(parents=True)
    (folder / "swift.conf").write_text(HASHING)
    set_swift_dir(str(folder))
    reload_storage_policies()
    listening = {}
    for kind in ("account", "container", "object", "proxy"):
        listening[kind] = eventlet.listen(("127.0.0.1", 0))
        if kind != "proxy":
            write_ring(folder, kind, listening[kind].getsockname()[1])
    for kind, place in listening.items():
        config = folder / f"{kind}.conf"
        text = PROXY if kind == "proxy" else STORAGE
        config.write_text(text.format(folder=folder, kind=kind, password=password))
        app = loadapp(str(config), global_conf={"log_name": kind})
        eventlet.spawn(wsgi.server, place, app, Silent(), log_output=False)
    return listening["proxy"].getsockname()[1]


print(json.dumps(serve(Path(sys.argv[1]), sys.argv[2])), flush=True)  # noqa: T201
tpool.execute(sys.stdin.buffer.read)
