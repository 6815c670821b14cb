#!/bin/sh
# The numbers of a review, decisions by rules, exports for other tools, the audit trail. CARREL is the
# program.
. "$(dirname "$0")/helpers"

awk 'BEGIN { for (i = 1; i <= 12; i++)
    printf "PMID- %d\nDP  - %d\nTI  - Invented study %d about nothing.\nAB  - Nothing was found in %d mice.\nFAU - Writer, Name%d\nAU  - Writer N\nTA  - %s\n\n",
        i, 1983 + i, i, i, i, i % 3 ? "J Invent Med" : "Ann Fancy, B" }' >twelve.nbib
"$carrel" -R r import -q --database PubMed twelve.nbib || exit 1
"$carrel" -R r decide -q include pmid:1 pmid:2 pmid:3 pmid:4
"$carrel" -R r decide -q exclude --reason animals pmid:5 pmid:6
"$carrel" -R r decide -q exclude pmid:7
"$carrel" -R r decide -q maybe pmid:8

# --- numbers ---
"$carrel" -R r stats -f csv >stats.csv
value() { tr -d '\r' <stats.csv | sed -n "s/^$1,$2,//p"; }
same 'a table of tables' 'table,key,value' "$(head -n 1 stats.csv | tr -d '\r')"
same 'screened' 8 "$(value progress screened)"
same 'left' 4 "$(value progress left)"
same 'a rate' 50 "$(value progress '"included, percent of screened"')"
same 'decisions of the day' 8 "$(value decisions_per_day "$(date +%Y-%m-%d)")"
same 'included so far' 4 "$(value included_by_day "$(date +%Y-%m-%d)")"
same 'a year for each' 12 "$(grep -c '^years,' stats.csv)"
same 'and what of it is included' 1 "$(value years_included 1987)"
same 'journals' 8 "$(value journals 'J Invent Med')"
same 'in quotation marks where they need them' 4 "$(value journals '"Ann Fancy, B"')"
same 'reasons' 2 "$(value reasons animals)"
same 'nobody else while blind' 0 "$(grep -c '^reviewers' stats.csv)"
runs 'the same as JSON' 0 '"reasons":[{"key":"animals","value":2},{"key":"no reason given","value":1}]' -R r stats -f json
runs 'what was there stays' 0 '"candidates":12,"trials":12,"undecided":4,"included":4' -R r stats -f json
LC_ALL=C.UTF-8 "$carrel" -R r stats >"$out" 2>"$err"
ends 'bars of blocks' $? 0 '8  ████████████████████████ J Invent Med'
LC_ALL=C "$carrel" -R r stats >"$out" 2>"$err"
ends 'or of letters' $? 0 '8  ######################## J Invent Med'
runs 'yield is no table of that kind' 2 'as text or json' -R r stats --yield -f csv
prints 'without a review there is the cache' "$(printf 'table,key,value\r\ncache,studies,12\r')" stats -f csv

# --- rules ---
runs 'a rule decides' 0 'exclude by rule "published after 1993": 2 studies' -R r decide --rule 'published after 1993' exclude 'year:1994..'
prints 'what it excluded is no longer undecided' 2 -R r search -o count is:undecided
prints 'nor does it want a vote' 2 -R r search -o count needs:vote
prints 'nor is it excluded by oneself' 3 -R r search -o count is:exclude
prints 'it can be asked for while the review is blind' 2 -R r search -o count 'by:"rule: published after 1993"'
"$carrel" -R r stats -f csv >stats.csv
same 'nothing of it is left' 2 "$(value progress left)"
same 'it is counted apart' 2 "$(value progress 'excluded by rules')"
same 'and as a reason' 2 "$(value reasons 'published after 1993')"
runs 'PRISMA counts it as automation' 0 'Records marked as ineligible by automation tools (n = 2)' -R r prisma
ends 'with method and date' 0 0 "published after 1993, $(date +%Y-%m-%d) (n = 2)"
grep -q 'blind' "$err" && not_ok 'no word of others, who did not vote' 'no warning' || ok 'no word of others, who did not vote'
runs 'in the page too' 0 "<p>Excluded by rule before screening: published after 1993, $(date +%Y-%m-%d) (n = 2).</p>" -R r prisma -f html
runs 'and in the report' 0 'Excluded by rule before screening: published after 1993' -R r report
runs 'a rule without words' 2 'what the rule is' -R r decide --rule ' ' exclude pmid:11
runs 'its words are the reason' 2 'leave --reason out' -R r decide --rule x --reason y exclude pmid:11
runs 'a person has the last word' 0 '' -R r decide include pmid:12
runs 'which PRISMA knows' 0 'automation tools (n = 1)' -R r prisma
runs 'the rule takes itself back' 0 'clear by rule' -R r decide --rule 'published after 1993' clear pmid:11 pmid:12
runs 'and nothing is left of it' 0 'automation tools (n = 0)' -R r prisma
runs 'who has done nothing takes nothing back' 1 'there is nothing of yours to undo' -R r --as Cleo undo
prints 'who carried it out does, in one step' 'undone: rule "published after 1993", 2 studies' -R r undo
runs 'so that the rule holds again' 0 'automation tools (n = 1)' -R r prisma
runs 'it is done again in one step' 0 'done again: ' -R r redo
runs 'and holds no more' 0 'automation tools (n = 0)' -R r prisma
prints 'a rule for one study' 'exclude by rule "title too short": 1 study' -R r decide --rule 'title too short' exclude pmid:11
runs 'is taken back as one, too' 0 'undone: rule "title too short", ' -R r undo
runs 'that leaves nothing of it' 0 'automation tools (n = 0)' -R r prisma
runs 'the log says who carried it out' 0 '"kind":"setting","undone":true,"value":"rule=title too short"' review dump r
"$carrel" -R r review set title=First question='Do cells sleep?'
"$carrel" -R r review set title=Second
prints 'of a setting it is told what it is now' 'undone: title is "First" now' -R r undo
prints 'of several, too' 'undone: title is not set now, question is not set now' -R r undo
"$carrel" -R r redo >/dev/null
"$carrel" -R r undo -q

# --- the audit trail ---
"$carrel" review dump r -f csv >trail.csv
same 'columns of the trail' 'at,who,kind,study,decision,reason,value,stage,blind,took_ms,undone,time,reviewer,candidate,action,id' \
    "$(head -n 1 trail.csv | tr -d '\r')"
grep -q ',decision,[^,]*PMID 5,exclude,animals,exclude blind' trail.csv
same 'an exclusion is told with study and reason' 0 $?
grep -q ',rule: published after 1993,decision,[^,]*PMID 11,clear,,clear' trail.csv
same 'so is what a rule did' 0 $?
"$carrel" -R r undo 2 -q
"$carrel" -R r decide -q --rule 'published after 1993' clear pmid:11 pmid:12
"$carrel" review dump r >trail.jsonl
same 'what is undone is marked' 1 "$(grep -c '"kind":"decision".*PMID 12".*"decision":"include".*"undone":true' trail.jsonl)"
same 'every event is there' "$("$carrel" review dump r -f csv | grep -c '[0-9a-f]\{32\}.$')" "$(wc -l <trail.jsonl | xargs)"
"$carrel" review restore trail.jsonl again >/dev/null
"$carrel" review dump again >again.jsonl
cmp -s trail.jsonl again.jsonl
same 'the trail is the whole review' 0 $?

# --- for other tools ---
"$carrel" -R r decide -q --stage ft include pmid:1
"$carrel" -R r decide -q --stage ft exclude --reason 'wrong dose' pmid:2
"$carrel" -R r export --for asreview >asreview.csv
column() { # NAME FILE: of a CSV, as python reads it
    python3 -c 'import csv, sys
for row in csv.DictReader(open(sys.argv[2], newline="")): print(row[sys.argv[1]])' "$1" "$2"
}
if command -v python3 >/dev/null 2>&1; then
    same 'ASReview: 1 for included' 4 "$(column included asreview.csv | grep -c '^1$')"
    same 'ASReview: 0 for excluded' 3 "$(column included asreview.csv | grep -c '^0$')"
    same 'ASReview: nothing for the rest' 5 "$(column included asreview.csv | grep -c '^$')"
    same 'ASReview: titles and abstracts' 12 "$(column abstract asreview.csv | grep -c '^Nothing was found')"
fi
"$carrel" -R r export --for asreview -o asreview.ris >/dev/null
same 'ASReview reads RIS' 4 "$(grep -c '^N1  - ASReview_relevant' asreview.ris)"
same 'without the words of Rayyan' 0 "$(grep -c 'RAYYAN' asreview.ris)"
"$carrel" -R r export --for rayyan -o rayyan.ris >/dev/null
same 'Rayyan: included' 4 "$(grep -c 'RAYYAN-INCLUSION: {"carrel"=>"Included"}' rayyan.ris)"
same 'Rayyan: with reasons' 2 "$(grep -c '"Excluded"} | RAYYAN-EXCLUSION-REASONS: animals' rayyan.ris)"
same 'Rayyan: without the words of ASReview' 0 "$(grep -c 'ASReview' rayyan.ris)"
"$carrel" --cache back.db -R ./back.carrel import -q --take-decisions --as Ana rayyan.ris 2>/dev/null
"$carrel" --cache back.db -R ./back.carrel stats -f csv >"$out" 2>"$err"
same 'carrel reads it back' 12 "$(sed -n 's/^cache,studies,//p' "$out" | tr -d '\r')"
"$carrel" review dump ./back.carrel -f csv >back.csv
same 'with their decisions' 8 "$(grep -c ',Ana,decision,' back.csv)"
same 'and reasons' 2 "$(grep -c ',Ana,decision,.*,exclude,animals,' back.csv)"

"$carrel" --cache label.db -R ./label.carrel import -q --take-decisions --as Ana asreview.csv 2>/dev/null
"$carrel" review dump ./label.carrel -f csv >label.csv
same 'and the labels' 8 "$(grep -c ',Ana,decision,' label.csv)"

runs 'Covidence: where no study is on a list' 0 'nothing was written' -R r export --for covidence -o none.ris year:1066
runs 'Covidence: a file for each list' 0 'c-full-text.ris: 3 studies' -R r export --for covidence -o c.ris
ends 'Covidence: to screen' 0 0 'c-screen.ris: 4 studies'
ends 'Covidence: included' 0 0 'c-included.ris: 1 study'
ends 'Covidence: excluded at full text' 0 0 'c-excluded.ris: 1 study'
ends 'Covidence: irrelevant' 0 0 'c-irrelevant.ris: 3 studies'
same 'Covidence: the reason is a note' 1 "$(grep -c '^N1  - Exclusion reason: wrong dose' c-excluded.ris)"
"$carrel" --cache c.db import -q c-full-text.ris 2>/dev/null
runs 'Covidence: each list is a file that can be read' 0 'c.db: 3 studies' --cache c.db stats
runs 'RevMan: sections' 0 'm-included.ris: 1 study' -R r export --for revman -o m.ris
ends 'RevMan: excluded' 0 0 'm-excluded.ris: 1 study'
ends 'RevMan: awaiting classification' 0 0 'm-awaiting.ris: 3 studies'
[ ! -e m-irrelevant.ris ]
same 'RevMan: nothing of what title and abstract excluded' 0 $?
runs 'lists want a name' 2 'name a file, such as mine.ris' -R r export --for revman
runs 'and RIS' 2 'does not read decisions as csv' -R r export --for covidence -o c.csv
runs 'Rayyan too' 2 'as ris it does' -R r export --for rayyan -f json
runs 'a review is needed' 1 'no such review' -R nowhere export --for asreview

exit $failed
