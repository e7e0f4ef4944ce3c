"""Where the files that ship with the toolkit lie, installed or in a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

_PACKAGE = Path(str(files("hygiene")))


def package_file(*parts: str) -> Path:
    """Return the path of a file inside the package, such as a packaged policy.

    >>> package_file("policies", "uk.toml").name
    'uk.toml'
    """
    return _PACKAGE.joinpath(*parts)


def package_list(name: str) -> list[str]:
    """Return the lines of a packaged list, without comments and blank lines.

    >>> "postmaster" in package_list("role_mailboxes.txt")
    True
    """
    lines = package_file("data", name).read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and line[0] != "#"]


def shipped_folder(name: str) -> Path:
    """Return a top-level folder of the project: from the wheel, else from the checkout.

    >>> shipped_folder("sample_data").name in {"sample_data", "_sample_data"}
    True
    """
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


def sample_campaign() -> Path:
    """Return the path of the sample campaign: Northpay's newsletter.

    >>> sample_campaign().name
    'campaign.toml'
    """
    return shipped_folder("sample_data") / "campaign.toml"
