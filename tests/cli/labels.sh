#!/bin/sh
# Reasons and labels that a team shares, values of labels, and what changes many studies. CARREL is the
# program.
. "$(dirname "$0")/helpers"

awk 'BEGIN { for (i = 1; i <= 12; i++)
    printf "PMID- %d\nDP  - 2020\nTI  - Invented study %d about nothing.\nTA  - J Invent Med\n\n", i, i }' >many.nbib
"$carrel" -R r import -q many.nbib || exit 1

# reasons
prints 'a reason is added' '' -R r review reasons add 'wrong dose'
"$carrel" -R r review reasons add 'wrong age'
"$carrel" -R r review reasons add 'no abstract'
same 'they are printed in order' 'wrong dose,wrong age,no abstract' "$("$carrel" -R r review reasons | paste -sd,)"
prints 'one is moved' '' -R r review reasons move 'no abstract' 1
same 'and stands there' 'no abstract,wrong dose,wrong age' "$("$carrel" -R r review reasons | paste -sd,)"
"$carrel" -R r review reasons move 'no abstract' 3
same 'and back at the end' 'wrong dose,wrong age,no abstract' "$("$carrel" -R r review reasons | paste -sd,)"
"$carrel" -R r decide -q exclude --reason 'wrong age' pmid:1
prints 'one is renamed' '' -R r review reasons rename 'wrong age' 'wrong population'
runs 'past decisions read so' 0 'wrong population' -R r show pmid:1
prints 'two become one' '' -R r review reasons rename 'no abstract' 'wrong dose'
same 'and one is left' 'wrong dose,wrong population' "$("$carrel" -R r review reasons | paste -sd,)"
prints 'one is removed' '' -R r review reasons remove 'wrong population'
prints 'from the list' 'wrong dose' -R r review reasons
runs 'a past decision keeps it' 0 'wrong population' -R r show pmid:1
runs 'undo takes it back' 0 'undone: a change of the reasons' -R r undo
same 'in one step' 'wrong dose,wrong population' "$("$carrel" -R r review reasons | paste -sd,)"
prints 'JSON has them in their order' '["wrong dose","wrong population"]' -R r review reasons -f json
runs 'a reason there is not' 2 'there is no reason "x"' -R r review reasons remove x
runs 'a place there is not' 2 'from 1 to 2' -R r review reasons move 'wrong dose' 9
runs 'a work there is not' 2 'add NAME' -R r review reasons sing x

# labels
"$carrel" -R r tag --quiet +livr -- pmid:1 pmid:2
"$carrel" -R r tag --quiet +liver +'ask Maria' -- pmid:2 pmid:3
runs 'labels are printed with counts' 0 'livr	2	plain	mark' -R r review labels
prints 'one gets a colour' '' -R r review labels set livr --colour red
runs 'and has it' 0 'livr	2	red	mark' -R r review labels
runs 'in JSON, too' 0 '{"name":"livr","studies":2,"colour":"red","kind":"mark","choices":[]}' -R r review labels -f json
runs 'a format that they are not printed in' 2 'prints text json, not "csv"' -R r review labels -f csv
runs 'an option of other work' 2 '--overlap is not for carrel review labels' -R r review labels --overlap 20
prints 'two labels become one' '' -R r review labels rename livr liver
prints 'on every study' '3' -R r search -o count tag:liver
runs 'one step takes that back' 0 'undone: 2 studies' -R r undo
prints 'on every study, too' '2' -R r search -o count tag:livr
prints 'a label is removed' '' -R r review labels remove livr
prints 'from every study' '0' -R r search -o count tag:livr
prints 'a label with a space is found' '2' -R r search -o count 'tag:"ask maria"'
runs 'a label there is not' 2 'there is no label "rat"' -R r review labels rename rat mouse

# values
prints 'a label with values' '' -R r review labels add dose --kind number
"$carrel" -R r review labels add design --choices 'randomised|cohort'
"$carrel" -R r review labels add adults --kind yes-no
runs 'one of needs choices' 2 'say one of what' -R r review labels add arm --kind one-of
runs 'a value is given' 0 'labelled: 1 study' -R r tag --value dose=5 --value design=Cohort --value adults=y -- pmid:4
"$carrel" -R r tag --quiet --value dose=12.5 +liver -- pmid:5
runs 'a number is a number' 2 'dose is a number' -R r tag --value dose=much -- pmid:4
runs 'one of them' 2 'design is one of randomised, cohort' -R r tag --value design=other -- pmid:4
runs 'of a label that there is' 2 'no label "size"' -R r tag --value size=3 -- pmid:4
runs 'a mark has no value' 2 'is a mark' -R r tag --value liver=3 -- pmid:4
runs 'show tells it' 0 'design: cohort' -R r show pmid:4
runs 'as JSON too' 0 '"values":{"dose":"5","design":"cohort","adults":"yes"}' -R r show -f json pmid:4
prints 'who has a value' '2' -R r search -o count value:dose
prints 'with this one' '1' -R r search -o count value:dose=5
prints 'with a larger one' '1' -R r search -o count 'value:dose>5'
prints 'from one on' '2' -R r search -o count 'value:dose>=5.0'
prints 'a choice' '1' -R r search -o count value:design=cohort
prints 'a yes' '1' -R r search -o count value:adults=yes
prints 'a label has no value' '0' -R r search -o count value:liver
same 'columns of their own' 'value:dose,value:design,value:adults' \
    "$("$carrel" -R r export -f csv value:dose | head -1 | tr -d '\r' | grep -o 'value:.*')"
runs 'with the values' 0 '12.5,,' -R r export -f csv pmid:5
prints 'a renamed label keeps its values' '' -R r review labels rename dose 'mg a day'
prints 'under its new name' '1' -R r search -o count 'value:"mg a day=5"'
runs 'a value is taken away' 0 '' -R r tag --value 'mg a day=' -- pmid:4
prints 'and is not there' '1' -R r search -o count 'value:"mg a day"'

"$carrel" -R r review invite Ben >/dev/null
same 'a colleague finds the labels' 'mg a day,design,adults' \
    "$("$carrel" -R r-Ben review labels | cut -f1 | grep -v -e liver -e Maria | paste -sd,)"
same 'but no values' '' "$("$carrel" review dump r-Ben | grep '"kind":"value"')"

# values come back out of one's own exports
"$carrel" -R r tag --quiet --value 'mg a day=-7.5' -- pmid:4
for format in csv tsv json; do
    "$carrel" -R r export -f $format value:design >"values.$format"
    "$carrel" -R v$format review labels add design --choices 'randomised|cohort'
    "$carrel" --cache v.db -R v$format import -q "values.$format" >"$out" 2>"$err"
    same "$format: nothing is taken unless it is wanted" 0 "$("$carrel" --cache v.db -R v$format search -o count value:design)"
    "$carrel" --cache v.db -R v$format import -q --take-decisions --as Ana "values.$format" >"$out" 2>"$err"
    same "$format brings values back" '1 1 1' "$(for query in 'value:"mg a day=-7.5"' value:design=cohort value:adults=yes; do
        "$carrel" --cache v.db -R v$format search -o count "$query"; done | xargs)"
    same "$format: what the review does not know becomes text" 'adults	1	plain	text' \
        "$("$carrel" -R v$format review labels | grep '^adults' | cut -f1-4)"
    same "$format: they are whose they were" 1 "$("$carrel" review dump v$format | grep -c '"kind":"value".*cohort')"
    "$carrel" --cache v.db -R v$format tag --quiet --value design=randomised -- pmid:4
    "$carrel" --cache v.db -R v$format import -q --take-decisions "values.$format" >"$out" 2>"$err"
    same "$format: what was given here stays" 1 "$("$carrel" --cache v.db -R v$format search -o count value:design=randomised)"
done
"$carrel" -R odd review labels add design --choices 'trial|survey'
"$carrel" --cache v.db -R odd import -q --take-decisions values.csv >"$out" 2>"$err"
same 'a value that the label cannot have is left' 0 "$("$carrel" --cache v.db -R odd search -o count value:design)"
"$carrel" -R r tag --quiet --value 'mg a day=' -- pmid:4

# many studies
runs 'a dry run counts' 0 'exclude: 11 studies (nothing was written)' -R r decide -n exclude is:undecided
runs 'and names the first' 0 'pmid:12  2020  Invented study 12 about nothing' -R r decide -n exclude is:undecided
runs 'and how many more' 0 'and 1 more' -R r decide -n exclude is:undecided
runs 'labels, too' 0 'Invented study 3' -R r tag --dry-run +x -- tag:liver
prints 'nothing was written' '11' -R r search -o count is:undecided

exit $failed
