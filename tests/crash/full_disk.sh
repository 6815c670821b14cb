#!/bin/sh
# The disk is full or fails at any call of a command that writes a review: the command says so in a sentence
# and leaves nothing half, what was saved before stays, and the same command works once the disk does.
# CARREL is the program.
. "$(dirname "$0")/../cli/helpers"
tools=$(dirname "$carrel")/tests/crash

awk 'BEGIN { for (i = 1; i <= 40; i++) printf "PMID- %d\nTI  - Invented study %d about nothing.\n\n", i, i }' >studies.nbib
export CARREL_CACHE="$folder/cache.db"
"$carrel" -R r.carrel import -q studies.nbib || exit 1
"$carrel" -R r.carrel decide -q include pmid:1
cp r.carrel other.carrel
"$carrel" -R other.carrel --as Ben decide -q exclude pmid:1 pmid:2 pmid:3
"$carrel" review dump other.carrel >other.jsonl
mkdir others
cp other.jsonl others/Ben-00000000.jsonl
mkdir good
cp r.carrel good/

events() { "$carrel" review dump "$1" 2>/dev/null | wc -l; }

# fails NAME REVIEW ARGUMENT...: with each kind of failure at each call, until none is left to fail. REVIEW is
# what the command writes.
fails() {
    name=$1 review=$2 wrong= most=0
    shift 2
    for kind in ENOSPC EIO:once; do
        call=0
        while [ $call -lt 200 ] && [ -z "$wrong" ]; do
            call=$((call + 1))
            rm -rf disk && mkdir disk && cp good/r.carrel disk/ && cp -r others disk/
            before=$(events "$review")
            ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD="$tools/record.so" \
                CRASH_FOLDER="$folder/disk" CRASH_FAIL="${kind%:once}:$call${kind#"${kind%:once}"}" \
                "$carrel" "$@" >"$out" 2>"$err" </dev/null
            status=$?
            now=$(events "$review")
            "$carrel" "$@" >"$out.again" 2>"$err.again" </dev/null
            again=$?
            end=$(events "$review")
            if [ $status -eq 0 ] && [ "${kind%:once}" = "$kind" ]; then
                { [ $call -gt 1 ] && [ "$now" -gt "$before" ]; } || wrong='it said that it was done'
                break # the command makes fewer calls
            elif [ $status -eq 0 ] && [ $call -gt $most ]; then
                break
            elif [ $status -eq 0 ]; then
                [ "$now" -gt "$before" ] || wrong='it said that it was done'
            elif [ $status -ne 1 ] || ! grep -q '^carrel: ' "$err" || [ "$(wc -l <"$err")" -gt 2 ]; then
                wrong="exit code $status and a sentence"
            elif [ "$now" -ne "$before" ] && ! grep -q 'perhaps saved\|nothing is taken twice' "$err"; then
                wrong="$before events before, $now after"
            elif [ -e "$review" ] && ! "$carrel" check -R "$review" >/dev/null 2>&1; then
                wrong='a sound review'
            elif [ "$now" -eq "$before" ] && { [ $again -ne 0 ] || [ "$end" -le "$before" ]; }; then
                wrong="the same to work afterwards: $(cat "$err.again")"
            fi
        done
        [ $call -gt $most ] && most=$call
        [ -n "$wrong" ] && break
    done
    if [ -z "$wrong" ]; then ok "$name, failing at each of $((most - 1)) calls"; else not_ok "$name ($kind at call $call)" "$wrong"; fi
}

fails 'deciding' disk/r.carrel -R disk/r.carrel decide -q exclude pmid:4 pmid:5 pmid:6
fails 'taking back' disk/r.carrel -R disk/r.carrel undo
fails 'a label' disk/r.carrel -R disk/r.carrel tag --quiet +asleep -- pmid:7
fails 'a setting' disk/r.carrel -R disk/r.carrel review set title=anew
fails 'merging' disk/r.carrel merge disk/r.carrel other.carrel
fails 'taking others'\'' events' disk/r.carrel -R disk/r.carrel review sync disk/others
fails 'making' disk/new.carrel review new --title anew disk/new.carrel
fails 'restoring' disk/new.carrel review restore other.jsonl disk/new.carrel
fails 'copying' disk/new.carrel review copy good/r.carrel disk/new.carrel
fails 'inviting' disk/r-Ben.carrel -R disk/r.carrel review invite Ben
exit $failed
