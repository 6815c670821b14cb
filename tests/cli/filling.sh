#!/bin/sh
# Abstracts that records lack, written by hand. CARREL is the program.
. "$(dirname "$0")/helpers"

printf 'PMID- 1\nTI  - Invented and bare.\nDP  - 2020\n\nPMID- 2\nTI  - Invented and whole.\nAB  - Its own words.\nDP  - 2021\n' >two.nbib
"$carrel" -R r import -q two.nbib || exit 1

runs 'a record has its own' 2 'has an abstract of its own' -R r abstract pmid:2 'Other words.'
runs 'without a review' 2 'kept in a review: name it by -R' abstract pmid:1
prints 'nothing is written yet' '' -R r abstract pmid:1
prints 'one is filled in' '' -R r abstract pmid:1 'Cells were given to invented mice.'
prints 'it is printed' 'Cells were given to invented mice.' -R r abstract pmid:1
runs 'show says whose it is' 0 'Abstract filled in by a reviewer; the record has none:' -R r show pmid:1
ends 'and what it says' 0 0 'Cells were given to invented mice.'
runs 'JSON marks it' 0 '"abstract":"Cells were given to invented mice.","abstract_filled_in_by":""' -R r show -f json pmid:1
runs 'and nothing else' 0 '"abstract":"Its own words.","abstract_filled_in_by":null' -R r show -f json pmid:2
"$carrel" -R r export -f json pmid:1 >filled.json
"$carrel" --cache other.db -R other import -q filled.json
runs 'read again it is not the record'\''s' 0 'no abstract in this record' --cache other.db show pmid:1
prints 'nor anybody'\''s' '' --cache other.db -R other abstract pmid:1
"$carrel" --cache other.db -R other import -q --take-decisions filled.json
prints 'unless it is wanted as what somebody filled in' 'Cells were given to invented mice.' --cache other.db -R other abstract pmid:1
runs 'which it stays' 0 'Abstract filled in by' --cache other.db -R other show pmid:1
"$carrel" -R r import -q filled.json
runs 'the record here stays as it is' 0 'no abstract in this record' show pmid:1
runs 'exports use it' 0 'AB  - Cells were given to invented mice.' -R r export -f ris pmid:1
runs 'the record is as it was' 0 'no abstract in this record' show pmid:1
prints 'and still found as having none' 'pmid:1' -R r search -o ids 'is:undecided -has:abstract'
runs 'those are put off at once' 0 'later: 1 study' -R r decide later 'is:undecided -has:abstract'
"$carrel" -R r undo -q
"$carrel" -R r undo -q
prints 'undo takes it back' '' -R r abstract pmid:1
exit $failed
