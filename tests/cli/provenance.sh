#!/bin/sh
# Where candidates came from: searches, what each brought, taking imports back, rounds, known items,
# decisions inside records, kept copies. CARREL is the program.
. "$(dirname "$0")/helpers"

# records FIRST LAST: that many invented studies as nbib.
records() {
    awk -v first="$1" -v last="$2" 'BEGIN {
        for (i = first; i <= last; i++) {
            printf "PMID- %d\nDP  - %d May 3\nTI  - Imaginary trial number %d of invented cells.\n", i,
                1990 + i % 30, i
            printf "FAU - Writer, Name%d\nAU  - Writer N\nTA  - J Invent Med\n", i
            printf "LID - 10.5555/invented.%d [doi]\n\n", i
        }
    }'
}
records 101 106 >one.nbib
records 105 110 >two.nbib
records 111 112 >three.nbib

# --- what is said of a search ---
printf 'cells\r\nAND (trial OR "\\study")\n' >strategy.txt
runs 'an import with its search' 0 'PubMed (NLM), 2026-05-02, English only, announced 1,204' -R mine import one.nbib \
    --database PubMed --platform NLM --date 2026-05-02 --limits 'English only' --announced 1204 --strategy @strategy.txt
grep -qF 'one.nbib: announced 1,204, imported 6: 1,198 are missing' "$err" && ok 'too few records are a warning' ||
    not_ok 'too few records are a warning' '1,198 are missing'
runs 'an import that says it in JSON' 0 '"database":"Embase"' -R mine import --json --source Embase two.nbib
grep -qF '"announced":null' "$out" && ok 'with what nobody said' || not_ok 'with what nobody said' '"announced":null'
runs 'the strategy is kept word for word' 0 '"strategy":"cells\nAND (trial OR \"\\study\")"' -R mine imports -f json
runs 'they are listed' 0 '  1  ' -R mine imports
for part in 'one.nbib · PubMed (NLM)' 'two.nbib · Embase' 'announced 1,204, imported 6'; do
    grep -qF -- "$part" "$out" && ok "listed: $part" || not_ok "listed: $part" "$part"
done
runs 'more can be said later' 0 'two.nbib · Embase (Ovid), citation search, announced 6' -R mine imports describe 2 \
    --platform Ovid --kind citation-search --announced 6
runs 'and undone' 0 'undone' -R mine undo
"$carrel" -R mine imports >"$out"
grep -q 'two.nbib · Embase$' "$out" && ok 'as it was before' || not_ok 'as it was before' 'two.nbib · Embase'
runs 'a kind that is none' 2 'register' import --kind paper one.nbib
runs 'a date that is none' 2 '2026-05-02' -R mine import --date yesterday one.nbib
runs 'a strategy that is not there' 1 'nowhere.txt' -R mine import --strategy @nowhere.txt one.nbib
runs 'a search without a review' 2 'name one with -R' import --database PubMed one.nbib
runs 'an import that is not there' 2 'lists 2' -R mine imports describe 3 --database PubMed
runs 'nothing said of it' 2 'say which import' -R mine imports describe 2
runs 'imports of the cache' 0 'two.nbib (nbib)' imports
runs 'a review that is not there' 1 'no such review' -R nobody imports

# --- what each brought: 101 to 104 by one only, 105 and 106 by both, 107 to 110 by two only ---
numbers() { # SOURCE: brought, unique, included, unique included
    "$carrel" -R mine stats --yield -f json |
        sed 's/.*"number":'"$1"',[^}]*"brought":\([0-9]*\),"unique":\([0-9]*\),"included":\([0-9]*\),"unique_included":\([0-9]*\),.*/\1 \2 \3 \4/'
}
"$carrel" -R mine decide include 101 105 107 108 >/dev/null
"$carrel" -R mine decide exclude 102 106 >/dev/null
same 'the first source' '6 4 2 1' "$(numbers 1)"
same 'the second source' '6 4 3 2' "$(numbers 2)"
runs 'all together' 0 '"totals":{"records":12,"candidates":10,"included":4}' -R mine stats --yield -f json
runs 'as a table' 0 '  1        6        6        4         2                1  PubMed (NLM) · one.nbib' -R mine stats --yield
grep -q '^all *12 *10 *4$' "$out" && ok 'its last line' || not_ok 'its last line' 'all 12 10 4'

# --- known items ---
printf 'Smith 2003, PMID: 103\n(10.5555/invented.109), a second one\n105\n999\n' >known.txt
runs 'known items in a file' 0 '3 of 4 found, 1 missing' -R mine known known.txt
grep -qE '^105.found.PubMed [(]NLM[)], Embase' "$out" && ok 'with their sources' || not_ok 'with their sources' '105 found PubMed (NLM), Embase'
grep -qE '^999.missing' "$out" && ok 'and which is missing' || not_ok 'and which is missing' '999 missing'
"$carrel" -R mine known - -f json <known.txt >"$out" 2>"$err"
ends 'known items of standard input' $? 0 '"given":4,"found":3,"missing":1'
grep -qF '"id":"pmid:109","found":true,"sources":["Embase"]' "$out" && ok 'a DOI leads to its study' ||
    not_ok 'a DOI leads to its study' 'pmid:109'
runs 'known items as words' 0 '1 of 2 found' -R mine known 101 pmid:555
runs 'in the cache alone' 0 '1 of 2 found' known 101 555
runs 'no known items' 2 'PMIDs or DOIs' known
runs 'none in the text' 3 'neither a PMID nor a DOI' known nothing-here

# --- taking an import back: decisions and what others brought stay ---
runs 'a third import' 0 ': 2 new candidates' -R mine import three.nbib
runs 'taken back' 0 'import 3 (three.nbib) is withdrawn: 2 candidates go' -R mine undo-import latest
prints 'they are gone' 10 -R mine search -o count ''
runs 'the second too' 0 'is withdrawn: 2 candidates go; 4 stay' -R mine undo-import 2
prints 'what was decided on, and what one brought, stays' 'pmid:101
pmid:102
pmid:103
pmid:104
pmid:105
pmid:106
pmid:107
pmid:108' -R mine search -o ids --sort import ''
same 'only the first source counts' '6 6 2 2' "$(numbers 1)"
runs 'the list says it' 0 'two.nbib · Embase · withdrawn' -R mine imports
runs 'not twice' 2 'withdrawn already' -R mine undo-import 2
runs 'the cache keeps them' 0 '2 unchanged' --cache-only import three.nbib
runs 'undo' 0 'import 2 (two.nbib) is back' -R mine undo
prints 'brings them back' 10 -R mine search -o count ''
same 'with their numbers' '6 4 3 2' "$(numbers 2)"
runs 'redo' 0 'import 2 (two.nbib) is withdrawn' -R mine redo
runs 'undo of it' 0 'is back' -R mine undo 1
runs 'no import of that number' 2 'there is no import 9' -R mine undo-import 9

# --- undo and redo of other actions ---
runs 'a decision' 0 'exclude: 1 study' -R mine decide exclude 104
runs 'is undone' 0 'is undecided now' -R mine undo
prints 'for good' '' -R mine search -o ids 'is:exclude id:104'
runs 'and done again' 0 'is exclude now' -R mine redo
runs 'another' 0 'include: 1 study' -R mine decide include 103
runs 'two at once' 0 'trial number 103' -R mine undo 2
grep -q 'trial number 104' "$out" && ok 'the newer first' || not_ok 'the newer first' 'trial number 104'
runs 'how many is that' 2 'how many' -R mine undo all
"$carrel" review new empty >/dev/null
runs 'nothing to undo' 1 'nothing of yours to undo' -R empty undo

# --- the same bytes ---
runs 'the same file again' 0 'already imported on' -R mine import one.nbib
same 'is no other search' 3 "$("$carrel" -R mine imports -f json | grep -o '"number"' | wc -l | xargs)"
cp one.nbib renamed.nbib
runs 'under another name' 0 'already imported on' -R mine import renamed.nbib

# --- kept copies ---
kept=$("$carrel" -R mine imports -f json | sed 's/.*"number":1,.*"kept":"\([^"]*one[^"]*\)".*/\1/')
gunzip -c "$kept" >copy && cmp -s copy one.nbib && ok 'the copy is the file' ||
    not_ok 'the copy is the file' "$kept"
gzip -c three.nbib >packed.gz
"$carrel" -R packed import packed.gz >/dev/null
cmp -s packed.gz data/carrel/packed.files/*-packed.gz && ok 'a compressed one is copied as it is' ||
    not_ok 'a compressed one is copied as it is' packed.gz
"$carrel" -R piped import - <two.nbib >/dev/null
gunzip -c data/carrel/piped.files/*-standard-input.gz | cmp -s - two.nbib && ok 'standard input is kept' ||
    not_ok 'standard input is kept' standard-input
[ ! -e "$folder/.files" ] && runs 'none without a review' 0 '6 unchanged' import one.nbib
touch blocked.files
runs 'no place for the copy is no failure' 0 '6 new candidates' -R ./blocked.carrel import one.nbib
grep -q 'no copy is kept' "$err" && ok 'but a warning' || not_ok 'but a warning' 'no copy is kept'

# --- rounds ---
runs 'one round to begin with' 0 '  1  10 candidates  (now)' -R mine round
runs 'a new one' 0 '  2  0 candidates  Update 2027  (now)' -R mine round new Update 2027
records 121 123 >later.nbib
runs 'what comes now' 0 ': 3 new candidates' -R mine import later.nbib
runs 'belongs to it' 0 '{"round":2,"name":"Update 2027","candidates":3,"current":true}' -R mine round -f json
runs 'imports say so' 0 'round Update 2027' -R mine imports

# --- reviews ---
runs 'an update' 0 'which included 4 studies in 4 reports' review new next --update-of mine --title 'The next one'
runs 'knows what was before' 0 '"previous_studies":4,"previous_reports":4' review info next -f json
runs 'is not overwritten' 2 'is there already' review new next
runs 'of nothing' 1 'no such review' review new third --update-of nobody
[ ! -e data/carrel/third.carrel ] && ok 'and nothing is made' || not_ok 'and nothing is made' third.carrel
runs 'all reviews' 0 'next: 0 candidates, 0 undecided, 0 included' review list
grep -q '^mine: 13 candidates, .* 4 included' "$out" && ok 'and the other' || not_ok 'and the other' 'mine: 13 candidates'
runs 'the one that is open' 0 'mine.carrel' -R mine review info
runs 'no word for it' 2 'say new, list, info' review make x

# --- decisions inside records ---
cat >screened.csv <<'END'
title,authors,year,doi,included
"A trial that somebody included","Writer A",2019,10.5555/screened.1,1
"A trial that somebody excluded","Writer B",2018,10.5555/screened.2,0
"A trial that nobody saw","Writer C",2017,10.5555/screened.3,
END
runs 'decisions are told' 0 '2 records bring decisions; --take-decisions takes them over' -R screen import screened.csv
prints 'and not taken' '' -R screen search -o ids is:include
runs 'unless they are wanted' 0 'decisions of 2 records taken over' -R screen import --take-decisions --as Anna screened.csv
"$carrel" -R screen stats --yield -f json >"$out"
grep -q '"included":1' "$out" && ok 'they count' || not_ok 'they count' '"included":1'
runs 'once' 0 'already imported on' -R screen import --take-decisions --as Anna screened.csv
grep -q 'taken over' "$out" && not_ok 'no decision is taken twice' 'nothing' || ok 'no decision is taken twice'
runs 'at once' 0 '"decisions":2,"deciders":null,"decisions_taken":2' -R screen2 import --json --take-decisions screened.csv
runs 'taken back with the import' 0 'is withdrawn: 3 candidates go' -R screen2 undo-import latest
prints 'wholly' 0 -R screen2 search -o count ''
runs 'only into a review' 2 'into a review' import --take-decisions screened.csv
exit "$failed"
