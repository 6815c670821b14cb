#!/bin/sh
# The power is cut: what commands did to a review and a cache is recorded call by call, and replayed to
# hundreds of moments with any part of what was not yet synced. CARREL is the program.
. "$(dirname "$0")/../cli/helpers"
tools=$(dirname "$carrel")/tests/crash
seed=${CRASH_SEED:-4711}

mkdir disk
awk 'BEGIN { srand(1); for (i = 1; i <= 240; i++) {
    printf "PMID- %d\nDP  - 2020\nTI  - Invented study %d of sleeping cells.\nAB  - ", i, i
    for (w = 0; w < 120; w++) printf "word%d ", int(rand() * 4000)
    printf "\nTA  - J Invent Med\n\n" } }' >studies.nbib
export XDG_DATA_HOME="$folder/disk/data" CARREL_CACHE="$folder/disk/cache.db" CARREL_REVIEW="$folder/disk/r.carrel"

# saves whole|parts ARGUMENT...: runs a command under record.so, and notes how long the log was when it had ended.
saves() {
    how=$1
    shift
    if ! ASAN_OPTIONS="${ASAN_OPTIONS:-}:verify_asan_link_order=0" LD_PRELOAD="$tools/record.so" \
        CRASH_FOLDER="$folder/disk" CRASH_LOG="$folder/log" "$carrel" "$@" >"$out" 2>"$err"; then
        not_ok "carrel $*" 'exit code 0'
    fi
    position=$(stat -c %s log)
    echo "$position $("$carrel" review dump | wc -l) $how" >>saved
}

saves parts import -q studies.nbib
id=0
while [ $id -lt 24 ]; do
    id=$((id + 3))
    saves whole decide -q include pmid:$id
    saves whole decide -q exclude --reason 'wrong population' pmid:$((id + 1)) pmid:$((id + 2)) pmid:$((id + 100))
    saves whole tag --quiet +asleep -- pmid:$id
    saves whole undo
    saves whole note pmid:$id "a note of some length on study $id"
done
saves whole decide -q maybe 'word1*'
saves whole undo

"$tools/power" "$folder/disk" "$folder/log" "$folder/saved" "$folder/studies.nbib" "${CRASH_CUTS:-400}" "$seed" >told 2>&1
status=$?
cat told
if [ $status -eq 0 ] && grep -q ' 0 faults' told; then
    ok 'nothing that was saved is lost, nothing is half, no file is damaged'
else
    echo "not ok - after a power cut (CRASH_SEED=$seed)"
    failed=1
fi
exit $failed
