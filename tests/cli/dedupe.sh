#!/bin/sh
# carrel dedupe from outside: what is joined at import, what is proposed, what --apply does to a review
# and to no other; and, where CARREL_CORPUS has sets with a truth, how often it is right.
. "$(dirname "$0")/helpers"

title='Copper surfaces and infections in intensive care'
# record TITLE AUTHOR YEAR JOURNAL VOLUME PAGES [DOI]
record() {
    printf 'TI  - %s\nFAU - %s\nDP  - %s\nJT  - %s\n' "$1" "$2" "$3" "$4"
    [ -n "$5" ] && printf 'VI  - %s\n' "$5"
    [ -n "$6" ] && printf 'PG  - %s\n' "$6"
    [ -n "${7-}" ] && printf 'AID - %s [doi]\n' "$7"
    printf '\n'
}
{
    record "$title" 'Vale, Ann' 2013 'The Journal of Surfaces' 3 21-29 10.5555/copper
    record "$title" 'Vale, A' 2013 'J Surf' 3 21-9
    record "$title" 'Vale, A' 2013 'Wards and Values' 16 A353
    record 'Hand gels in the wards of three hospitals' 'Moss, B' 2010 'Gels' 1 1-9
} >first.nbib
{
    record 'Hand gels in the wards of three hospitals' 'Moss, B' 2012 'Gels' 1 1-9
    record 'Copper surface and infections in intensive care' 'Vale, A' 2014 'Journal of Surfaces' '' '' 10.5555/copper
} >second.nbib
runs 'import' 0 '3 new' import -R mine first.nbib second.nbib
cp data/carrel/mine.carrel data/carrel/other.carrel

prints 'without a review, all of the cache' \
    "[{\"study\":\"carrel:1\",\"state\":\"joined\",\"records\":[{\"import\":1,\"file\":\"$PWD/first.nbib\",\"record\":1,\"id\":\"carrel:1\",\"title\":\"$title\"},{\"import\":1,\"file\":\"$PWD/first.nbib\",\"record\":2,\"id\":\"carrel:1\",\"title\":\"$title\"},{\"import\":2,\"file\":\"$PWD/second.nbib\",\"record\":2,\"id\":\"carrel:1\",\"title\":\"Copper surface and infections in intensive care\"}],\"why\":\"same title, same first author, same year, journal, volume and pages agree\"},{\"study\":\"carrel:3\",\"state\":\"proposed\",\"records\":[{\"import\":1,\"file\":\"$PWD/first.nbib\",\"record\":4,\"id\":\"carrel:3\",\"title\":\"Hand gels in the wards of three hospitals\"},{\"import\":2,\"file\":\"$PWD/second.nbib\",\"record\":1,\"id\":\"carrel:4\",\"title\":\"Hand gels in the wards of three hospitals\"}],\"why\":\"same title, same first author, journal, volume and pages agree; but years further apart\"}]" \
    dedupe --quiet --dry-run --format json
runs 'as text' 0 'carrel:3  proposed: same title' dedupe -R mine
runs 'a summary' 0 '1 groups were joined already, 1 more are proposed' dedupe -R mine
"$carrel" dedupe -q -R mine --threshold 90 --format json >"$out" 2>"$err"
same 'a high threshold proposes nothing' 0 "$(grep -c proposed "$out")"
runs 'a threshold is a number' 2 'from 1 to 100' dedupe --threshold much
runs 'one or the other' 2 'contradict' dedupe --apply --dry-run -R mine
runs 'apply wants a review' 2 'name it with -R' dedupe --apply

# What may report one trial is asked for: the congress abstract of the article, in the first file.
"$carrel" dedupe -q --format json >"$out" 2>"$err"
same 'no trials unless asked for' 0 "$(grep -c 'same trial' "$out")"
runs 'a word of them' 0 '1 may be reports of one trial (--trials)' dedupe
"$carrel" dedupe -q --trials --format json >"$out" 2>"$err"
same 'trials as JSON' 1 "$(grep -o '"study":"carrel:1","state":"same trial"' "$out" | wc -l)"
runs 'trials as text' 0 'carrel:1  same trial: titles 0.98 alike, same first author' dedupe --trials

count() { "$carrel" search -R "$1" -o count 2>"$err"; }
same 'candidates before' 4 "$(count mine)"
runs 'apply' 0 '1 more are joined' dedupe --apply -R mine
same 'candidates after' 3 "$(count mine)"
"$carrel" dedupe -q -R mine -f json >"$out" 2>"$err"
same 'nothing is left to propose' 0 "$(grep -c proposed "$out")"
same 'the verdict is told' 1 "$(grep -c 'judged the same' "$out")"
same 'no other review is changed' 4 "$(count other)"
runs 'the review is sound' 0 '' check -R mine

# The share of right answers on sets with a truth: every member of a group of duplicates is marked.
corpus=${CARREL_CORPUS:-}/dedup
judge() { # SET
    truth="$corpus/$1.csv" db="$folder/$1.db"
    "$carrel" import --cache "$db" -q "$corpus/$1.xml" >"$out" 2>"$err" &&
        "$carrel" dedupe --cache "$db" -q --dry-run --format json >"$out" 2>"$err" || return 1
    tr -d '\r' <"$truth" | grep -oE ',(duplicate|unique)$' | tr -d , >truth
    sed 's/{"study"/\n&/g' "$out" | sed -n 's/.*"state":"\([a-z]*\)".*/\1 &/p' | while read -r state rest; do
        echo "$rest" | grep -o '"record":[0-9]*' | sed "s/.*:/$state /"
    done >found
    awk 'FILENAME == "found" { found[$2] = $1; next }
        { n[$1, $1 == "duplicate" ? (FNR in found) : !(FNR in found)]++
          if ($1 == "unique" && found[FNR] == "joined") silent++ }
        END { printf "%d %d %d\n", 1000 * n["duplicate", 1] / (n["duplicate", 1] + n["duplicate", 0]),
              1000 * n["unique", 1] / (n["unique", 1] + n["unique", 0]), silent }' found truth
}
for set in sra_copper sra_tafenoquine; do
    if [ ! -f "$corpus/$set.xml" ]; then
        echo "skip - skipped: no $corpus/$set.xml"
        continue
    fi
    # shellcheck disable=SC2046
    set -- $(judge "$set")
    [ "${1:-0}" -ge 995 ] && ok "$set: sensitivity $1 per mille" || not_ok "$set: sensitivity ${1:-none}" 995
    [ "${2:-0}" -ge 995 ] && ok "$set: specificity $2 per mille" || not_ok "$set: specificity ${2:-none}" 995
    same "$set: nothing is joined that differs" 0 "${3:-none}"
done
exit $failed
