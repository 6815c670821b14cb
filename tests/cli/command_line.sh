#!/bin/sh
# The command line from outside: what it prints, where, and how it ends. CARREL is the program.
. "$(dirname "$0")/helpers"

cat >first.nbib <<'END'
PMID- 91000001
DP  - 2019 May 2
TI  - Stromal cells in imaginary sepsis: a trial.
AB  - BACKGROUND: Nothing is known. RESULTS: The beta-catenin of forty invented patients rose.
FAU - Lindqvist, Alva
AU  - Lindqvist A
LA  - eng
PT  - Clinical Trial
TA  - J Invent Med
JT  - Journal of invented medicine
SO  - J Invent Med. 2019;1(2):3-9.

PMID- 91000002
DP  - 2021
TI  - Imaginary mice without shock.
AB  - Mice were drawn on paper.
FAU - Okafor, Ben
AU  - Okafor B
LA  - eng
PT  - Journal Article
TA  - J Invent Med
SO  - J Invent Med. 2021;3:1-2.
END
{ cat first.nbib; printf '\nPMID- 91000003\nTI  - A title with \033[31mred\302\233 ends and a bell\007.\nLA  - eng\n'; } >second.nbib

# help and usage
runs 'help of the program goes to standard output' 0 'Commands:' --help
runs 'help of a command' 0 'Usage: carrel' import --help
runs 'version' 0 'carrel ' --version
runs 'a wrong word is a usage error' 2 'neither a file nor a command' frobnicate
runs 'a wrong option is a usage error' 2 'is no option of carrel search' search --wide
runs 'a wrong choice names the right ones' 2 'summary ids count' search --output all
runs 'a missing value' 2 '--limit needs a NUMBER' search --limit
for command in import search show links decide tag note dedupe export stats check complete; do
    runs "carrel $command --help" 0 'Options:' "$command" --help
done
for shell in bash zsh fish; do
    runs "completion for $shell" 0 'links' complete "$shell"
done
"$carrel" complete bash >completion && bash -n completion 2>"$err" && ok 'bash reads its completion' ||
    not_ok 'bash reads its completion' 'no complaint'

# import
runs 'import counts' 0 'first.nbib: 2 records (nbib): 2 new, 0 updated, 0 unchanged' import first.nbib
runs 'reading again makes no duplicates' 0 '0 new, 0 updated, 2 unchanged' import --format nbib first.nbib
[ ! -s "$err" ] && ok 'no progress where standard error is no terminal' || not_ok 'no progress' 'nothing'
runs 'import of what is no export' 3 'not understood' import "$carrel"
runs 'import of what is not there' 1 'nowhere.xml' import nowhere.xml
runs 'import in JSON' 0 '"new":1' import --json second.nbib
gzip -k first.nbib
runs 'import of gzip' 0 '2 unchanged' import first.nbib.gz
"$carrel" import - <first.nbib >"$out" 2>"$err" && grep -q '2 unchanged' "$out" && ok 'import from standard input' ||
    not_ok 'import from standard input' '2 unchanged'
printf '<?xml version="1.0"?>\n<PubmedArticleSet><PubmedArticle><MedlineCitation>' >broken.xml
runs 'a broken record is counted' 3 '1 rejected' import broken.xml
runs 'and kept as it came' 0 '<MedlineCitation>' import --rejected

# search
prints 'search prints ids' 'pmid:91000001' search --output ids sepsis
prints 'newest first' 'pmid:91000002
pmid:91000001' search -o ids imaginary
prints 'and turned round' 'pmid:91000001
pmid:91000002' search -o ids -r imaginary
prints 'search counts' '2' search --output count lang:eng imaginary
prints 'NOT and fields' 'pmid:91000002' search -o ids -- imaginary -ti:sepsis
prints 'Greek letters and their names' 'pmid:91000001' search -o ids 'β-Catenin'
prints 'limit and offset' 'pmid:91000001' search -o ids --limit 1 --offset 1 imaginary
prints 'nothing found is nothing printed' '' search zebra
runs 'search in JSON' 0 '"id":"pmid:91000001"' search --format json sepsis
runs 'a wrong query names the column' 2 'column 8' search 'sepsis (shock'
runs 'is: of a review without one' 2 'review' search is:include

# show and links
runs 'show' 0 'Lindqvist A' show 91000001
runs 'show in JSON' 0 '"publication_types":["Clinical Trial"]' show --format json pmid:91000001
runs 'show as nbib' 0 'PMID- 91000001' show -f nbib 91000001
runs 'show of what is not there' 1 '"carrel fetch 91999999" asks for its record' show 91999999
runs 'show of no id' 2 'xyz' show xyz
prints 'links of a study without' '[]' links 91000001 --kind references --format json
runs 'links of a wrong kind' 2 'references cited_by similar' links 91000001 --kind friends

# decisions
runs 'decide makes the default review' 0 'include: 1 study' decide include 91000001
[ -f data/carrel/default.carrel ] && ok 'the default review is a file' || not_ok 'default review' default.carrel
runs 'decide by a query needs no candidates' 0 'exclude: 1 study' decide exclude --reason 'no people' in:cache mice
prints 'is: finds the decision' 'pmid:91000001' -R default search -o ids is:include
prints 'reason: too' 'pmid:91000002' -R default search -o ids reason:people
prints 'the list is the candidates' '2' -R default search -o count ''
prints 'in:cache widens it' '3' -R default search -o count in:cache
runs 'clear' 0 'clear: 1 study' decide clear 91000001
prints 'cleared' '' -R default search -o ids is:include
runs 'dry-run' 0 'nothing was written' decide -n include 91000001
prints 'wrote nothing' '' -R default search -o ids is:include
printf '91000001\npmid:91000002\n' | "$carrel" decide maybe - >"$out" 2>"$err" && grep -q '2 studies' "$out" &&
    ok 'ids from standard input' || not_ok 'ids from standard input' '2 studies'
runs 'a wrong decision' 2 'include, exclude, maybe' decide perhaps 91000001
runs 'a reason without exclude' 2 'goes with exclude' decide include --reason x 91000001
runs 'tag' 0 'labelled: 1 study' tag +liver +ask-Maria -- 91000001
runs 'tag takes away' 0 'labelled: 1 study' tag -liver -- ti:sepsis
prints 'tag: finds the label' 'pmid:91000001' -R default search -o ids tag:ask-Maria
prints 'and not the other' '' -R default search -o ids tag:liver
prints 'and by its beginning' 'pmid:91000001' -R default search -o ids 'tag:ask*'
prints 'has:label' 'pmid:91000001' -R default search -o ids has:label
prints 'note is silent' '' note 91000001 dose per kg?
prints 'and read again' 'dose per kg?' -R default note 91000001
prints 'has:note' 'pmid:91000001' -R default search -o ids has:note
runs 'show has it all' 0 '"labels":["ask-Maria"],"values":{},"notes":"dose per kg?"' -R default show -f json 91000001
"$carrel" -R default decide --quiet exclude 91000001
"$carrel" -R default note 91000001 other
runs 'undo says what it takes back' 0 'undone: the note on ' -R default undo
runs 'a decision by what it was before' 0 ' is maybe now' -R default undo
CARREL_REVIEW=default prints 'the review by the environment' 'pmid:91000001' search -o ids note:kg
runs 'import into a new review' 0 'new candidates' -R "$folder/mine.carrel" import first.nbib
prints 'its candidates' '2' -R "$folder/mine.carrel" search -o count ''
runs 'import into it again adds none' 0 ': 0 new candidates' -R "$folder/mine.carrel" import first.nbib
runs 'cache-only adds none' 0 'new' -R "$folder/other.carrel" import --cache-only first.nbib
runs 'a review that is not there' 1 'no such review' -R nowhere search x

# export, stats, check
runs 'export as CSV' 0 '91000001' export -f csv sepsis
runs 'export to a file' 0 'list.nbib: 3 studies' export -o list.nbib
runs 'what was exported can be read' 0 '3 unchanged' import list.nbib
runs 'export without a format' 2 'nbib' export sepsis
runs 'stats' 0 '3 studies' stats
runs 'stats in JSON' 0 '"candidates":2' -R default stats --format json
runs 'check' 0 'sound' -R default check
runs 'a cache of its own' 0 '0 studies' --cache "$folder/empty.db" stats
cp first.nbib not.db
runs 'a file that is no cache' 1 'not.db' --cache "$folder/not.db" stats
cmp -s first.nbib not.db && ok 'and is left alone' || not_ok 'and is left alone' 'no change'

# what a terminal gets
if command -v script >/dev/null; then
    script -qec "$carrel show 91000003" /dev/null </dev/null >"$out" 2>"$err"
    if grep -q 'red' "$out" && ! grep -q "$(printf '\033\\[31m')" "$out" && ! grep -q "$(printf '\007')" "$out"; then
        ok 'a terminal gets no controls from records'
    else
        not_ok 'a terminal gets no controls from records' 'red without escape'
    fi
else
    echo 'skip - a terminal gets no controls: script(1) is not here'
fi
exit "$failed"
