"""S3: objects of any S3-compatible store, fetched as they are.

Credentials, region and endpoint come from the environment (AWS_*), never from the
address. What was fetched is opened like a local file, whatever its format.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hygiene.errors import InputError
from hygiene.sources.landing import new_copy
from hygiene.sources.places.addresses import DOCS, read_address
from hygiene.sources.places.fetched import Fetched, no_query, packages

if TYPE_CHECKING:
    from obstore.store import S3Store

_BUCKET = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{1,253}")
_OPTION = re.compile(r"\?[A-Za-z][\w.-]*=")
_GLOB = set("*?[")
_CHUNK = 8 << 20
_STATUS = re.compile(r"status code: (\d{3})")


def fetch(given: str, _folder: Path, query: str | None) -> list[Fetched]:
    """Fetch the object, or the objects that a glob names, in the order of their names.

    Raises:
        InputError: The address is refused, there is nothing, or the store says no.
        MissingExtraError: The client is not installed.
    """
    no_query(query, "An 's3://' address")
    bucket, pattern = split(given)
    with packages("An s3:// address", "s3"):
        from obstore.exceptions import BaseError
        from obstore.store import S3Store
    store_label = f"s3://{bucket}"
    try:
        store = S3Store(
            bucket,
            client_options={
                "allow_http": _is_plain(),
                "connect_timeout": timedelta(seconds=10),
                "read_timeout": timedelta(minutes=1),
                "timeout": timedelta(hours=6),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(minutes=1)},
        )
        keys = list(_keys(store, pattern))
        if not keys:
            raise _missing(f"{store_label}/{pattern}")
        return [_fetch_one(store, key, f"{store_label}/{key}") for key in keys]
    except (BaseError, OSError, ValueError) as error:
        raise _refused(error, f"{store_label}/{pattern}") from None


def split(given: str) -> tuple[str, str]:
    """Return the bucket and the key of an s3 address.

    Raises:
        InputError: It is not written as one, or may hold a secret.

    >>> split("s3://lists/2026/*.csv")
    ('lists', '2026/*.csv')
    """
    bucket, _, key = read_address(given).rest.partition("/")
    if not _BUCKET.fullmatch(bucket) or not key:
        raise InputError(
            "An 's3://' address is written s3://bucket/key, and nothing stands before "
            f"the bucket: credentials come from the environment ({DOCS})."
        )
    if _OPTION.search(key):
        raise InputError(
            "An 's3://' address has no '?name=value': credentials, region and endpoint "
            f"come from the environment ({DOCS})."
        )
    return bucket, key


def settings() -> dict[str, str]:
    """Return what the environment says of S3, as the readers of lakes take it."""
    given = {
        name.lower(): value
        for name, value in os.environ.items()
        if name.startswith("AWS_") and value
    }
    return {**given, "aws_allow_http": str(_is_plain()).lower()}


def _is_plain() -> bool:
    """Return whether the environment names an endpoint without encryption."""
    names = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
    return any(os.environ.get(name, "").startswith("http://") for name in names)


def _keys(store: S3Store, pattern: str) -> Iterator[str]:
    """Yield the keys that a pattern names; a key of just that name wins over a glob."""
    if not _GLOB & set(pattern):
        yield pattern
        return
    try:
        store.head(pattern)
    except FileNotFoundError:
        parts = PurePosixPath(pattern).parts
        fixed = []
        for part in parts[:-1]:
            if _GLOB & set(part):
                break
            fixed.append(part)
        prefix = "/".join(fixed) or None
        found = [meta["path"] for chunk in store.list(prefix) for meta in chunk]
        yield from sorted(
            key for key in found if _matches(PurePosixPath(key).parts, parts)
        )
    else:
        yield pattern


def _matches(key: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Return whether a key matches, part by part; only '**' stands for several parts.

    >>> _matches(("a", "b.csv"), ("*", "*.csv")), _matches(("a", "b.csv"), ("*.csv",))
    (True, False)
    """
    if not pattern:
        return not key
    if pattern[0] == "**":
        return any(_matches(key[start:], pattern[1:]) for start in range(len(key) + 1))
    return (
        bool(key) and fnmatchcase(key[0], pattern[0]) and _matches(key[1:], pattern[1:])
    )


def _fetch_one(store: S3Store, key: str, label: str) -> Fetched:
    name = PurePosixPath(key).name
    if key.endswith("/") or name in {"", ".", ".."}:
        raise InputError(
            f"'{label}' names no object. Name objects with a glob, as in '.../*.csv'."
        )
    path = new_copy().with_name(name)
    answer = store.get(key)
    with path.open("wb") as file:
        for chunk in answer.stream(min_chunk_size=_CHUNK):
            file.write(chunk)
    if path.stat().st_size != answer.meta["size"]:
        raise InputError(f"'{label}' did not arrive whole. Try again.")
    return Fetched(label, path, is_table=False)


def _missing(label: str) -> InputError:
    return InputError(f"There is no object '{label}', or no such bucket.")


def _refused(error: Exception, label: str) -> InputError:
    """Return why the store said no; what it said is only looked at, never shown."""
    found = _STATUS.search(str(error))
    status = found[1] if found else ""
    kind = type(error).__name__
    if isinstance(error, FileNotFoundError) or status == "404":
        return _missing(label)
    if kind in {"PermissionDeniedError", "UnauthenticatedError"} or status in {
        "401",
        "403",
    }:
        return InputError(
            f"'{label}' may not be read with the credentials of the environment. Check "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
        )
    if status:
        return InputError(
            f"The store refused '{label}' (status {status}). Check AWS_REGION and "
            "AWS_ENDPOINT_URL."
        )
    return InputError(
        f"'{label}' cannot be reached. Check AWS_ENDPOINT_URL, the network and that "
        "credentials are set in the environment."
    )
