"""What every test runs under: UTC, no network, a chosen Hypothesis effort."""

import os
import socket
import time
from ipaddress import ip_address

import pytest
from hypothesis import HealthCheck, settings

os.environ["TZ"] = "UTC"
if hasattr(time, "tzset"):
    time.tzset()

# Workers share the cores. Every other one uses one thread, which changes nothing.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
if _WORKER and int(_WORKER.removeprefix("gw")) % 2 == 0:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

# CI draws the same examples each time; a laptop draws new ones.
_COMMON = {
    "deadline": None,
    "derandomize": "CI" in os.environ,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large],
}
settings.register_profile("default", settings.get_profile("default"), **_COMMON)
settings.register_profile(
    "slow", settings.get_profile("default"), max_examples=5_000, **_COMMON
)
settings.load_profile("default")

_IP = {socket.AF_INET, socket.AF_INET6}


def _is_loopback(host):
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"localhost", ""}


def _guard(method, position):
    def guarded(self, *args):
        address = args[position]
        if self.family in _IP and not _is_loopback(address[0]):
            pytest.fail(f"A test reached for {address[0]}; only loopback is there.")
        return method(self, *args)

    return guarded


def _guarded_lookup(lookup):
    def guarded(host, *args, **kwargs):
        if host is not None and not _is_loopback(host):
            pytest.fail(f"A test looked {host} up; only loopback is there.")
        return lookup(host, *args, **kwargs)

    return guarded


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Let no test leave this machine."""
    with pytest.MonkeyPatch.context() as patch:
        for name, position in {"connect": 0, "connect_ex": 0, "sendto": -1}.items():
            patch.setattr(
                socket.socket, name, _guard(getattr(socket.socket, name), position)
            )
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield
