#!/bin/sh
# Screens a campaign from cron; the kept list reaches the outbox only after a yes.
#
#   usage: cron.sh CAMPAIGN FOLDER
#
# A crontab line for each working day at 05:30, and who hears of what goes wrong:
#
#   MAILTO=data-team@example.com
#   30 5 * * 1-5  PATH=/srv/hygiene/bin:$PATH sh /srv/newsletter/cron.sh /srv/newsletter/campaign.toml /srv/newsletter
#
# FOLDER then holds:
#
#   runs/<time>/      what the screening wrote, a new folder for each run
#   runs/<time>.exit  its exit code
#   outbox/           the kept lists, by time; whatever sends them takes them from here
#   hygiene.log       what was said; no personal value is in it
#
# The exit code is that of `hygiene`: 0, 2, 3 or 1; 75 if an earlier run is still at work.
# cron sends a mail when something is printed, so a run that went well prints nothing.

set -eu
umask 077 # lists are for the user who runs this, and for nobody else

if [ $# -ne 2 ]; then
  echo "usage: cron.sh CAMPAIGN FOLDER" >&2
  exit 2
fi
campaign=$1
folder=$2
time=$(date -u +%Y-%m-%dT%H%M%SZ)
run=$folder/runs/$time
log=$folder/hygiene.log

say() {
  printf '%s %s\n' "$time" "$1" | tee -a "$log" >&2
}

mkdir -p "$folder/runs" "$folder/outbox"

# Held until this script ends, however it ends.
exec 9>"$folder/lock"
if ! flock -n 9; then
  say "An earlier run is still at work; this one did nothing."
  exit 75
fi

code=0
hygiene screen "$campaign" --out "$run" --as-of "${AS_OF:-now}" >>"$log" 2>&1 || code=$?
printf '%s\n' "$code" >"$run.exit"

case $code in
  0) ;;
  2) say "Exit code 2, for the data team: the input is bad. The log says where." ;;
  3) say "Exit code 3, for the campaign owner: the gate said no. runs/$time/gate.json says why." ;;
  *) say "Exit code $code, a crash: report it with the log." ;;
esac
if [ "$code" -ne 0 ]; then
  exit "$code"
fi

# A list appears in the outbox whole or not at all.
for kept in "$run"/kept.*; do
  cp "$kept" "$folder/outbox/.$time"
  mv "$folder/outbox/.$time" "$folder/outbox/$time.${kept##*.}"
done
