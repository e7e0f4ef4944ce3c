#!/bin/sh
# Build the sdist, the wheel from the sdist, and test the wheel where no source tree is:
# first with its core dependencies alone, then with the extras that a screening uses.
# Usage: run.sh PYTHON   (one that has hatchling and pip)
set -eu
python=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
new() { "$dir/venv/bin/python" -I "$@"; }
install() { new -m pip --disable-pip-version-check -qq install -c "$dir/pins.txt" "$@"; }

log=$("$python" -m hatchling build -t sdist -d "$dir/sdist" 2>&1) || {
  echo "$log" >&2
  exit 1
}
"$python" -m pip --disable-pip-version-check -qq wheel --no-deps --no-build-isolation \
  -w "$dir" "$dir"/sdist/*.tar.gz
wheel=$(ls "$dir"/*.whl)

# The lock without its hashes: pip takes no hashes for a wheel that was just made.
sed -e '/--hash=/d' -e 's/ *\\$//' requirements.lock >"$dir/pins.txt"
cp -R tests/wheel "$dir/tests"
"$python" -m venv "$dir/venv"
cd "$dir/tests"

install "$wheel" pytest
new -m pytest -m core .
install "$wheel[gates,charts]"
new -m pytest -m "not core" .
