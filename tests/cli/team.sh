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
ends 'agreement is not told while blind' $? 2 'the review is blind'
as anna -R a.carrel prisma >"$out" 2>"$err"
ends 'a blind review says so' $? 0 'the review is still blind'
as anna -R a.carrel review set blind=no
as anna -R a.carrel prisma >"$out" 2>"$err"
ends 'open, the conflict is told' $? 0 '1 conflict at title and abstract is open'
ends 'one vote is not enough' 0 0 'Records excluded (n = 0)'
as anna -R a.carrel agreement >"$out" 2>"$err"
ends 'agreement of the two' $? 0 '2 studies judged blind by both, 50.0 % alike, 1 conflict'
as anna -R a.carrel agreement --format json >"$out" 2>"$err"
ends 'and as JSON' $? 0 '"studies":2,"conflicts":1,"percent":50'

# Several people at one machine, by --as. What one prints while the review is blind must be the same
# whatever the others did, so everything that derives from votes is compared before and after their work.
vote() { # NAME ARGUMENT...
    name=$1
    shift
    as anna -R shared.carrel --as "$name" "$@"
}
tells() { # everything that anna can ask for
    vote Anna stats
    vote Anna stats --yield
    vote Anna stats --format json
    vote Anna stats --format csv
    vote Anna stats --stage ft
    for query in is:include is:exclude is:maybe is:undecided is:read needs:vote is:mine tag:mice has:label \
        has:note note:surely reason:wrong 'by:anna' '-is:exclude'; do
        vote Anna search --output ids -- "$query"
    done
    for query in final:include final:exclude final:open final:conflict is:conflict needs:second by:cleo 'by:c*'; do
        vote Anna search --output ids -- "$query" 2>&1
    done
    vote Anna show 1 2 3 4 5 6 7 8
    vote Anna show --format json 1 2 3 4 5 6 7 8
    for format in ris csv nbib json; do
        vote Anna export --format $format
    done
    for tool in asreview rayyan covidence revman; do
        rm -rf exported && mkdir exported
        vote Anna export --for $tool -o exported/file.ris
        cat exported/*
    done
    vote Anna retrieve
    vote Anna retrieve --missing
    vote Anna highlight suggest
    vote Anna highlight
    vote Anna dedupe
    vote Anna search --stage ft ''
    vote Anna search --format json ''
    vote Anna search ''
    vote Anna note 5
    vote Anna agreement 2>&1
    vote Anna prisma 2>/dev/null | grep -v 'still blind'
    vote Anna prisma --format json 2>/dev/null | sed 's/"warnings".*//'
    vote Anna report 2>/dev/null | grep -v 'still blind'
    vote Anna review audit 3 --seed 5
    vote Anna review info --format json shared.carrel | sed 's/"changed".*//'
    vote Anna review list
}
as anna review new shared.carrel >/dev/null
as anna -R shared.carrel import -q eight.nbib
vote Anna decide -q include pmid:1
vote Anna decide -q maybe pmid:2
vote Anna decide -q exclude --reason wrong pmid:3 pmid:4
vote Anna review audit 3 >/dev/null
tells >alone 2>&1
vote Cleo decide -q exclude pmid:1 pmid:2
vote Cleo decide -q exclude --reason 'not a trial' pmid:3
vote Cleo decide -q include pmid:5
vote Cleo tag --quiet +mice -- pmid:5 pmid:1
vote Cleo note pmid:5 'surely not'
vote Dan decide -q exclude pmid:1
vote Dan decide -q later pmid:6
tells >blind 2>&1
same 'while blind nothing tells of the others' 0 "$(cmp alone blind >&2; echo $?)"
same 'there is something to tell' yes "$([ "$(wc -l <alone)" -gt 200 ] && echo yes)"
same 'nor names them' 0 "$(grep -ciE 'mice|surely not|not a trial' blind)"
vote Anna search is:conflict >"$out" 2>"$err"
ends 'a sentence says why' $? 2 'is:conflict is not told: the review is blind'
vote Anna search by:cleo >"$out" 2>"$err"
ends 'and why not by whom' $? 2 'by:cleo is not told: the review is blind'
vote cleo search --output ids by:cleo >"$out" 2>"$err"
same 'oneself one may ask for, in any case' 'pmid:1 pmid:2 pmid:3 pmid:5' "$(sort "$out" | xargs)"
as anna -R shared.carrel --as ' ' stats >"$out" 2>"$err"
ends 'somebody without a name' $? 2 '--as needs a name'
same 'three people' 3 "$(as anna review dump shared.carrel | grep -c '"kind":"reviewer"')"
vote Dan undo >/dev/null
vote Dan decide -q later pmid:6
same 'an undo leaves the name' 3 "$(as anna review dump shared.carrel | grep -c '"kind":"reviewer"')"

vote Anna review set blind=no votes=2
found() { # NAME QUERY IDS
    same "$1: $2" "$3" "$(vote "$1" search --output ids -- "$2" | tr -d 'pmid:' | sort -n | xargs)"
}
found Anna is:conflict '1 2'
found Anna final:conflict '1 2'
found Anna final:exclude '3'
found Anna final:open '4 5 6 7 8'
found Anna needs:vote '5 6 7 8'
found Anna needs:second '5'
found Cleo needs:second '4'
found Dan needs:second '4 5'
found Anna by:cleo '1 2 3 5'
found Anna by:nobody ''
found Cleo tag:mice '1 5'
found Anna has:note '5'

# where criteria were read differently
vote Anna agreement --query 'pmid:1 OR pmid:3' >"$out" 2>"$err"
ends 'agreement on some studies' $? 0 'Anna and Cleo: 2 studies judged blind by both, 50.0 % alike, 1 conflict'
vote Anna agreement --differences --query 'pmid:3' >"$out" 2>"$err"
ends 'reasons that differ are told' $? 0 'Anna: exclude: wrong'
ends 'of everybody' 0 0 'Cleo: exclude: not a trial'
vote Anna agreement -d --format json --query 'pmid:3' >"$out" 2>"$err"
ends 'and as JSON' $? 0 '"votes":[{"reviewer":"Anna","decision":"exclude","reason":"wrong"}'
vote Anna agreement -d --query 'pmid:8' >"$out" 2>"$err"
ends 'nothing differs' $? 0 'No blind votes differ.'

# shares
vote Anna review split --reviewers anna,Cleo --overlap 0 >"$out" 2>"$err"
ends 'splitting the work' $? 0 '0 of 8 are screened by several'
same 'whole' 8 "$(awk -F ': ' '/stud/ { n += $2 } END { print n }' "$out")"
same 'nobody twice' '' "$( (vote Anna search --output ids is:mine; vote Cleo search --output ids is:mine) | sort | uniq -d)"
vote Dan search is:mine >"$out" 2>"$err"
ends 'somebody without a share' $? 2 'the work is split between anna, Cleo; Dan has no share of it'
vote Anna review split --reviewers anna >"$out" 2>"$err"
ends 'a split of one' $? 2 'name at least two reviewers'
vote Anna review split >"$out" 2>"$err"
ends 'who has what' $? 0 'anna: '
vote Anna undo >/dev/null
vote Anna review split >"$out" 2>"$err"
ends 'undone' $? 0 'The work is not split'
vote Anna review split --reviewers anna,Cleo,Dan >"$out" 2>"$err"
ends 'as many as votes are wanted' $? 0 '8 of 8 are screened by several'
vote Anna review split none >"$out" 2>"$err"
ends 'no split' $? 0 'The work is not split'

# samples
vote Anna review pilot 3 >"$out" 2>"$err"
ends 'a pilot' $? 0 'The pilot has 3 studies'
pilot=$(vote Cleo search --output ids is:pilot | sort | xargs)
same 'the same for all' "$pilot" "$(head -n 3 "$out" | cut -f 1 | sort | xargs)"
vote Anna review pilot 5 >/dev/null
same 'the next has others' 8 "$( (echo "$pilot" | tr ' ' '\n'; vote Anna search --output ids is:pilot) | sort -u | wc -l | xargs)"
vote Anna review pilot 1 >"$out" 2>"$err"
ends 'until none are left' $? 2 'no study that was not in a pilot'
vote Anna review audit 5 --seed 4 >"$out" 2>"$err"
ends 'an audit of what the team excluded' $? 0 '1 of the excluded, drawn with seed 4'
found Cleo is:audit 3
vote Anna review audit x >"$out" 2>"$err"
ends 'an audit of nothing' $? 2 'x is no number'

# blind again
vote Anna review set blind=yes
vote Anna search is:conflict >"$out" 2>"$err"
ends 'blind again' $? 2 'is not told'
same 'and labels are gone' '' "$(vote Anna search --output ids tag:mice)"

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

# --as, wherever somebody does something
as anna -R q.carrel import -q eight.nbib
as anna --as 'Cleo D' review new p.carrel --title Sleep >/dev/null
same 'who makes a review' 1 "$(as anna review dump p.carrel | grep -c '"who":"Cleo D","kind":"setting".*"value":"title=Sleep"')"
as anna -R q.carrel --as 'Cleo D' review invite Ben >/dev/null
same 'who says how many votes it takes' 1 "$(as anna review dump q.carrel | grep -c '"who":"Cleo D","kind":"setting".*"value":"votes=2"')"
same 'is named first' 'reviewer setting' "$(as anna review dump q.carrel | grep '"who":"Cleo D"' | grep -o '"kind":"[a-z]*"' | cut -d'"' -f4 | xargs)"
as anna -R q.carrel --as 'Dora' review sync shelf >/dev/null
same 'whose file it is' 1 "$(ls shelf | grep -c '^Dora-[0-9a-f]*.jsonl$')"
for words in 'dump q.carrel' 'copy q.carrel z.carrel' 'restore a.dump z.carrel' 'merge q.carrel r.carrel'; do
    as anna --as 'Cleo D' review $words >"$out" 2>"$err"
    ends "review $words is nobody's deed" $? 2 "${words%% *} takes everybody's events as they are"
done
as anna --as 'Cleo D' merge q.carrel r.carrel >"$out" 2>"$err"
ends 'nor is merging' $? 2 'leave --as out'
same 'nothing was made' 0 "$(ls | grep -c '^z.carrel')"
exit "$failed"
