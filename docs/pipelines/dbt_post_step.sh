#!/bin/sh
# Checks the list that dbt has written; it reaches the outbox only after a yes.
#
#   usage: dbt_post_step.sh CAMPAIGN EXPORT OUTBOX REPORTS
#
# Run it after dbt has written the model to EXPORT, as CSV or Parquet; with `&&`, because
# after a dbt run that failed the export is an old one:
#
#   dbt build --select newsletter &&
#     sh dbt_post_step.sh campaign.toml exports/newsletter.parquet outbox reports
#
# REPORTS gets <time>.gate.json and <time>.junit.xml; no personal value is in them.
# The exit code is that of `hygiene check`: 0, 2, 3 or 1.

set -eu
umask 077 # lists are for the user who runs this, and for nobody else

if [ $# -ne 4 ]; then
  echo "usage: dbt_post_step.sh CAMPAIGN EXPORT OUTBOX REPORTS" >&2
  exit 2
fi
campaign=$1
given=$2
outbox=$3
reports=$4
time=$(date -u +%Y-%m-%dT%H%M%SZ)

if [ ! -f "$given" ]; then
  echo "There is no export at $given: has dbt written it?" >&2
  exit 2
fi
mkdir -p "$outbox" "$reports"

# What is checked is a copy of our own, and that copy is what goes out, even if dbt
# writes the export anew meanwhile.
work=$(mktemp -d "$outbox/.checking.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 143' HUP INT TERM
list=$work/list.${given##*.}
cp "$given" "$list"

code=0
hygiene check "$campaign" --list "$list" --as-of "${AS_OF:-now}" \
  --junit "$reports/$time.junit.xml" --json >"$reports/$time.gate.json" || code=$?

case $code in
  0) mv "$list" "$outbox/$time.${given##*.}" ;; # appears whole or not at all
  2) echo "Exit code 2, for the data team: the input is bad, as said above." >&2 ;;
  3) echo "Exit code 3, for the campaign owner: the gate said no. $reports/$time.gate.json says why." >&2 ;;
  *) echo "Exit code $code, a crash: report it with what is said above." >&2 ;;
esac
exit "$code"
