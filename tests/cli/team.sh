#!/bin/sh
# Several people on one review: inviting, merging, syncing, dumping. CARREL is the program; each person
# has a home of their own.
. "$(dirname "$0")/helpers"

as() { # PERSON ARGUMENT...
    person=$1
    shift
    HOME="$folder/$person" XDG_DATA_HOME="$folder/$person/data" XDG_CACHE_HOME="$folder/cache" "$carrel" "$@"
}
awk 'BEGIN { for (i = 1; i <= 8; i++)
    printf "PMID- %d\nDP  - 2020\nTI  - Invented study %d about nothing.\nTA  - J Invent Med\n\n", i, i }' >eight.nbib

as anna -R "$folder/r.carrel" import -q eight.nbib || exit 1
as anna -R r.carrel decide -q exclude pmid:1 pmid:2
as anna -R r.carrel tag --quiet +mice -- pmid:1
as anna -R r.carrel review invite 'Ben B' >"$out" 2>"$err"
ends 'a file for a colleague' $? 0 'r-Ben_B.carrel: for Ben B to screen'
as ben -R r-Ben_B.carrel review info >"$out" 2>"$err"
ends 'it has the candidates' $? 0 'candidates         8'
ends 'and nobody'\''s votes' 0 0 'undecided          8'
same 'nor labels' 0 "$(as ben review dump r-Ben_B.carrel | grep -c 'mice')"
as anna -R r.carrel review invite 'Ben B' >"$out" 2>"$err"
ends 'a second invitation overwrites nothing' $? 2 'is there already'

as ben -R r-Ben_B.carrel decide -q include pmid:2 pmid:3
as ben -R r-Ben_B.carrel decide -q exclude pmid:4
as ben -R r-Ben_B.carrel undo >/dev/null
as anna -R r.carrel decide -q include pmid:3

# merging: idempotent, in any order, losing nothing
cp r.carrel a.carrel
cp r.carrel b.carrel
cp r-Ben_B.carrel c.carrel
as anna merge a.carrel r-Ben_B.carrel >"$out" 2>"$err"
ends 'merging' $? 0 'new of'
as anna merge a.carrel r-Ben_B.carrel a.carrel b.carrel >"$out" 2>"$err"
ends 'once more brings nothing new' $? 0 ': 0 new of'
as ben merge c.carrel b.carrel >/dev/null
as anna review dump a.carrel >a.dump
as ben review dump c.carrel >c.dump
same 'in the other order the log is the same' 0 "$(cmp -s a.dump c.dump; echo $?)"
as anna review dump r.carrel >r.dump
as ben review dump r-Ben_B.carrel >ben.dump
same 'and it is the union' "$(cat r.dump ben.dump | sort -u | wc -l | xargs)" "$(wc -l <a.dump | xargs)"
as anna check -R a.carrel >"$out" 2>"$err"
ends 'what was merged is sound' $? 0 'sound'

# the rules and the outcome
as anna -R a.carrel review set question='Do invented cells sleep?' exclude='mice
rats'
same 'criteria are written down' 0 $?
as anna -R a.carrel review set >"$out" 2>"$err"
ends 'and read again' $? 0 'question      Do invented cells sleep?'
ends 'line by line' 0 0 '              rats'
as anna -R a.carrel review set votes=many >"$out" 2>"$err"
ends 'a rule that is none' $? 2 'votes is one of 1 2 3'
as anna -R a.carrel review set purpose=none >"$out" 2>"$err"
ends 'a setting that is none' $? 2 'NAME is one of title'
as anna -R a.carrel agreement >"$out" 2>"$err"
ends 'agreement of the two' $? 0 '2 studies judged blind by both, 50.0 % alike, 1 conflict'
as anna -R a.carrel agreement --format json >"$out" 2>"$err"
ends 'and as JSON' $? 0 '"studies":2,"conflicts":1,"percent":50'
as anna -R a.carrel prisma >"$out" 2>"$err"
ends 'a blind review says so' $? 0 'the review is still blind'
as anna -R a.carrel review set blind=no
as anna -R a.carrel prisma >"$out" 2>"$err"
ends 'open, the conflict is told' $? 0 '1 conflict at title and abstract is open'
ends 'one vote is not enough' 0 0 'Records excluded (n = 0)'

# dump and restore
as anna review restore a.dump again.carrel >"$out" 2>"$err"
ends 'restoring' $? 0 'again.carrel'
as anna review dump again.carrel >again.dump
same 'gives the same log' 0 "$(cmp -s a.dump again.dump; echo $?)"
as anna review restore a.dump again.carrel >"$out" 2>"$err"
ends 'a review is never overwritten' $? 2 'is there already'
(cat a.dump; echo 'no event'; echo '{"kind":"decision"}') >bad.dump
as anna review restore bad.dump bad.carrel >"$out" 2>"$err"
ends 'lines that are no events are told' $? 3 "bad.dump, line $(($(wc -l <a.dump) + 1))"
as anna review dump bad.carrel >bad.again
same 'and the good ones kept' 0 "$(cmp -s a.dump bad.again; echo $?)"
as anna review copy a.carrel copy.carrel >"$out" 2>"$err"
ends 'copying' $? 0 'copy.carrel'
same 'a table of events' "$(as anna review dump a.carrel | wc -l | xargs)" \
    "$(as anna review dump --format csv a.carrel | grep -cE ',[0-9a-f]{32}.$')"

# a folder that a file sync carries
as anna -R r.carrel review sync team >"$out" 2>"$err"
ends 'giving to a folder' $? 0 'given'
as ben -R r-Ben_B.carrel review sync team >"$out" 2>"$err"
ends 'taking and giving' $? 0 'taken from team'
as anna -R r.carrel review sync team >/dev/null
same 'one file each' 2 "$(ls team/*.jsonl | wc -l | xargs)"
as anna review dump r.carrel >a.synced
as ben review dump r-Ben_B.carrel >b.synced
same 'both have everything' 0 "$(cmp -s a.synced b.synced; echo $?)"
before=$(cat team/*.jsonl | cksum)
as anna -R r.carrel review sync team >"$out" 2>"$err"
ends 'when nothing is new' $? 0 ': 0 events taken from team, 0 given'
same 'nothing is written' "$before" "$(cat team/*.jsonl | cksum)"
own=$(ls team/*.jsonl | head -n 1)
printf '{"at":"2026' >>"$own"
as ben -R r-Ben_B.carrel decide -q include pmid:7
as ben -R r-Ben_B.carrel review sync team >"$out" 2>"$err"
ends 'a line that was cut off is told' $? 3 'not JSON'
as anna -R r.carrel review sync team >/dev/null 2>&1
as anna review dump r.carrel >a.synced
as ben review dump r-Ben_B.carrel >b.synced
same 'and nothing is lost by it' 0 "$(cmp -s a.synced b.synced; echo $?)"
exit "$failed"
