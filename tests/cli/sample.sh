#!/bin/sh
# The sample library: what it promises, and that share/sample/open prepares it once.
# CARREL is the program; runs in the root of the sources.
set -u
carrel=${CARREL:?names the program}
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" XDG_DATA_HOME="$folder/data" XDG_CACHE_HOME="$folder/cache" \
    XDG_CONFIG_HOME="$folder/config" XDG_STATE_HOME="$folder/state"
unset CARREL_CACHE CARREL_REVIEW
failed=0
same() { # NAME WANTED GOT
    if [ "$2" = "$3" ]; then
        echo "ok - $1"
    else
        echo "not ok - $1: wanted $2, got $3"
        failed=1
    fi
}
open() { share/sample/open "$carrel" "$@" 2>"$folder/err"; }
count() { open search --output count "$@"; }

same 'it holds at least sixty studies' yes "$([ "$(count)" -ge 60 ] && echo yes)"
same 'nothing was rejected' '' "$(open import --rejected)"
same 'importing again changes nothing' '58 unchanged' \
    "$(open import share/sample/sample.xml | grep -o '58 unchanged')"
same 'included' 3 "$(count is:include)"
same 'excluded with a reason' 3 "$(count 'reason:"animal study"')"
same 'maybe and later' '1 1' "$(count is:maybe) $(count is:later)"
same 'labelled' 2 "$(count tag:liver)"
same 'one retracted study' pmid:99000016 "$(open search --output ids is:retracted)"
same 'one letter without abstract' pmid:99000063 "$(open search --output ids 'pt:letter -has:abstract')"
same 'Greek by name' pmid:99000006 "$(open search --output ids ti:modulation ti:beta-catenin)"
same 'German titles' 2 "$(count lang:ger)"
same 'cache and review are sound' 0 "$(open check >/dev/null; echo $?)"

# The trail of first steps: each stop refers to the next and has an abstract.
trail='99000064 99000060 99000056 99000044 99000041 99000033 99000010 99000008 99000002 99000001'
jumps=0 broken='' from=''
for stop in $trail; do
    if [ -n "$from" ]; then
        open links --kind references "$from" | grep -q "pmid:$stop" && jumps=$((jumps + 1))
    fi
    [ "$(count "pmid:$stop has:abstract")" = 1 ] || broken="$broken $stop"
    from=$stop
done
same 'a trail of nine jumps' 9 "$jumps"
same 'every stop has an abstract' '' "$broken"
same 'the page lists similar and citing studies' '"similar":{"listed":5 5' "$(open show 99000014 --format json |
    grep -o '"similar":{"listed":[0-9]*') $(open links --kind cited_by --format json 99000014 |
    grep -o '"position"' | wc -l)"

# What is decided in it stays; it is prepared only once.
open decide --quiet maybe pmid:99000066
open stats >/dev/null
same 'opening it again keeps decisions' 2 "$(count is:maybe)"
same 'and prepares nothing' '' "$(cat "$folder/err")"
exit $failed
