"""What may never stand in a committed file, and what the lock must hold."""

import json
import re
import tomllib
import unicodedata

import disposable_email_domains
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.contracts.files import ROOT, hits, repository_files

REGISTRY = re.compile(
    r"pypi\.org|python[h]osted\.org|registry\.npm[j]s|"
    r"--(?:extra-)?index-[u]rl\b|--find-[l]inks\b|--trusted-[h]ost\b",
    re.IGNORECASE,
)
MACHINE_PATH = re.compile(
    r"(?<![\w.:/~}$-])/(?:home|Users|root|work|tmp|opt|mnt|private)/[\w.]"
)
EMAIL = re.compile(r"[\w.%+-]+@((?:[\w-]+\.)+[^\W\d_]{2,})")
PHONE = re.compile(r"(?<![\w+])\+\d{9,15}(?!\w)")

RESERVED_TLDS = {"example", "test", "invalid", "localhost"}
# Kept for fiction: UK 07700 900xxx and 020 7946 0xxx, US xxx 555 01xx.
RESERVED_PHONE = re.compile(r"\+(?:44(?:7700900|2079460)\d{3}|1\d{3}55501\d{2})")
# The rules about aliases are about these; their tests cannot do without.
MAILBOX_DOMAINS = {"gmail.com", "googlemail.com", "outlook.com"}
# A slip that is pointed out, at an ending that no domain has.
MAILBOX_DOMAINS |= {"gmail.con"}
# Not gmail.com, though they end like it: no mailbox is named here.
MAILBOX_DOMAINS |= {"mail.gmail.com", "notgmail.com"}


def is_reserved(match):
    given = match.group(1).lower()
    domain = unicodedata.normalize("NFKD", given)
    domain = "".join(sign for sign in domain if sign.isalpha() or sign == ".")
    labels = domain.split(".")
    return (
        labels[-1] in RESERVED_TLDS
        or any(label.startswith("example") for label in labels)
        or given in MAILBOX_DOMAINS
        or given in disposable_email_domains.blocklist
    )


def test_no_file_names_a_registry():
    assert hits(REGISTRY) == []


def test_no_file_names_a_path_of_a_machine():
    assert hits(MACHINE_PATH) == []


def test_every_address_is_one_that_nobody_has():
    assert hits(EMAIL, allowed=is_reserved) == []


def test_every_phone_number_is_one_that_nobody_has():
    allowed = lambda match: RESERVED_PHONE.fullmatch(match.group())  # noqa: E731
    assert hits(PHONE, allowed=allowed) == []


def test_notebooks_are_committed_without_outputs():
    for path in repository_files():
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text("utf-8"))["cells"]
            code = [cell for cell in cells if cell["cell_type"] == "code"]
            ran = [cell for cell in code if cell["outputs"] or cell["execution_count"]]
            assert ran == [], f"{path.name} holds outputs; run `make format`."


def test_no_file_is_large():
    large = [path.name for path in repository_files() if path.stat().st_size > 2**20]
    assert large == []


MAIN, AIRFLOW = "requirements.lock", "requirements-airflow.lock"
every_lock = pytest.mark.parametrize("lock", [MAIN, AIRFLOW])


def asked_for(lock):
    """Return every requirement that pyproject.toml states for one lock."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = content["project"]
    apart = content["dependency-groups"].pop("airflow")
    lists = [
        content["build-system"]["requires"],
        project["dependencies"],
        *project["optional-dependencies"].values(),
        *content["dependency-groups"].values(),
    ]
    lists = [apart] if lock == AIRFLOW else lists
    found = [Requirement(item) for items in lists for item in items]
    return [requirement for requirement in found if requirement.name != project["name"]]


def locked(lock):
    """Return the requirements of a lock, each with its hashes."""
    text = (ROOT / lock).read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        pin, *hashes = line.split("--hash=")
        yield Requirement(pin.strip()), [digest.strip() for digest in hashes]


@every_lock
def test_lock_pins_one_version_and_hashes_for_each_package(lock):
    for requirement, hashes in locked(lock):
        assert re.fullmatch(r"==[\w.+!]+", str(requirement.specifier)), requirement
        assert hashes, requirement
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", item) for item in hashes)


@every_lock
def test_lock_names_no_place(lock):
    assert "://" not in (ROOT / lock).read_text("utf-8")


@every_lock
def test_lock_holds_what_the_project_asks_for(lock):
    pins = {}
    for requirement, _ in locked(lock):
        version = str(requirement.specifier).removeprefix("==")
        pins.setdefault(canonicalize_name(requirement.name), []).append(version)
    for requirement in asked_for(lock):
        name = canonicalize_name(requirement.name)
        assert name in pins, f"{name} is not locked; run `make lock`."
        assert all(requirement.specifier.contains(pin) for pin in pins[name])


@every_lock
def test_every_dependency_has_its_reason(lock):
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    names = sorted({requirement.name for requirement in asked_for(lock)})
    assert [name for name in names if f"`{name}`" not in page] == []
