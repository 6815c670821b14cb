#!/bin/sh
# Title and abstract, then full text. CARREL is the program.
. "$(dirname "$0")/helpers"

awk 'BEGIN { for (i = 1; i <= 6; i++)
    printf "PMID- %d\nDP  - 2020\nTI  - Invented study %d about nothing.\nTA  - J Invent Med\n\n", i, i }' >six.nbib
"$carrel" -R r import -q six.nbib || exit 1
"$carrel" -R r decide -q include pmid:1 pmid:2
"$carrel" -R r decide -q maybe pmid:3
"$carrel" -R r decide -q exclude pmid:4

prints 'full text has what was left in' '3' -R r search --stage ft -o count
prints 'none of it decided' '3' -R r search --stage ft -o count is:undecided
prints 'title and abstract has all' '6' -R r search --stage ta -o count
runs 'a stage there is not' 2 'one of ta ft' -R r search --stage three
runs 'an exclusion needs a reason' 2 'needs a reason' -R r decide --stage ft exclude pmid:1
runs 'not an empty one' 2 'needs a reason' -R r decide --stage ft exclude --reason '' pmid:1
runs 'with one it is kept' 0 'exclude: 1 study' -R r decide --stage ft exclude --reason 'wrong dose' pmid:1
runs 'what was excluded before is not due' 2 'pmid:4 is not due at full text' -R r decide --stage ft include pmid:4
runs 'nor what is no candidate' 2 'not due' -R r decide --stage ft include pmid:2 pmid:5
runs 'by a query only what is due' 0 'include: 1 study' -R r decide --stage ft include is:undecided 'invented study 2'
prints 'the first stage stays as it was' '2' -R r search -o count is:include
prints 'the second has its own' '1' -R r search --stage ft -o count is:include
runs 'counts of what is due' 0 'r.carrel: 3 candidates due at full text' -R r stats --stage ft
ends 'with its decisions' 0 0 'exclude    1'
runs 'and as JSON' 0 '"stage":"full text","candidates":3' -R r stats --stage ft -f json
runs 'an export of the stage' 0 'wrong dose' -R r export --stage ft -f csv
same 'has what is due' 3 "$("$carrel" -R r export --stage ft -f ris | grep -c '^TY  -')"
runs 'undo takes back a decision of the stage' 0 '' -R r undo
prints 'and it is due again' '2' -R r search --stage ft -o count is:undecided

exit $failed
