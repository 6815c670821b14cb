#!/bin/sh
# The terms that a review watches for. CARREL is the program.
. "$(dirname "$0")/helpers"

awk 'BEGIN { for (i = 1; i <= 12; i++)
    printf "PMID- %d\nDP  - 2020\nTI  - Invented %s of ward number %d.\nAB  - %s\nTA  - J Invent Med\n\n", i,
        i <= 6 ? "umbilical cord" : "mouse model", i, i % 2 ? "Heart failure in adults." : "Failure of the heart." }' >a.nbib
"$carrel" -R r import -q a.nbib || exit 1

prints 'no term to begin with' '' -R r highlight
prints 'terms are added' '' -R r highlight add umbilical 'heart failure' 'fail*'
prints 'against' '' -R r highlight add --exclude 'mouse|mice|murine'
prints 'of a group' '' -R r highlight add --group population 'adult*'
prints 'of any group' '' -R r highlight add -g setting ward
prints 'they are listed with counts' "include	umbilical	6
include	heart failure	6
include	fail*	12
exclude	mouse|mice|murine	6
population	adult*	6
setting	ward	12" -R r highlight list
runs 'as JSON' 0 '{"role":"group","group":"population","term":"adult*","candidates":6}' -R r highlight -f json
prints 'what has most of them comes first' 'pmid:5
pmid:3
pmid:1
pmid:6' -R r search --sort score --limit 4 -o ids
prints 'and last what has least' 'pmid:12
pmid:10
pmid:8' -R r search --sort score --reverse --limit 3 -o ids
prints 'a term is taken away' '' -R r highlight remove umbilical
prints 'one of a group' '' -R r highlight remove --group setting ward
runs 'one that is not there is told' 3 'is no term of the review' -R r highlight remove umbilical
runs 'undo brings it back' 0 '' -R r undo
runs 'and it counts' 0 'setting	ward	12' -R r highlight
runs 'a star alone is none' 2 '* stands behind at least 2 letters' -R r highlight add 'a*'
runs 'nor one in the middle' 2 '* stands at the end' -R r highlight add 'ra*m'
runs 'nor no word' 2 'a term is a word' -R r highlight add '!!'
runs 'terms are wanted' 2 'say which terms' -R r highlight add
runs 'work there is not' 2 'not "show"' -R r highlight show

runs 'suggestions need decisions' 3 'included and excluded' -R r highlight suggest
"$carrel" -R r decide -q include pmid:1 pmid:2 pmid:3 pmid:4
"$carrel" -R r decide -q exclude pmid:7 pmid:8 pmid:9 pmid:10
prints 'what tells them apart is suggested' "include	cord	in 4 of 4 included, 0 of 4 excluded
include	umbilical	in 4 of 4 included, 0 of 4 excluded
exclude	model	in 0 of 4 included, 4 of 4 excluded" -R r highlight suggest
runs 'as JSON too' 0 '{"role":"exclude","term":"model","included":0,"excluded":4}' -R r highlight suggest --format json
runs 'an update keeps them' 0 '' review new next --update-of r
runs 'all of them' 0 'population	adult*' -R next highlight
exit $failed
