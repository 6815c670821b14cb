#!/bin/sh
# Getting studies and links from services, which a server on this machine stands in for.
. "$(dirname "$0")/helpers"
serves 20000
asked() { grep -c "	$1	" "$place/log" 2>/dev/null; }
forget() { rm -f "$place/log"; }
goes_wrong() { forget; echo "$1" >"$place/faults.new" && mv "$place/faults.new" "$place/faults"; }

# Records.
runs 'records come by their numbers' 0 '3 records fetched' fetch 90000001 pmid:90000002 90000003
runs 'what comes is in the cache' 0 'pmid:90000002' show 90000002
forget
runs 'what is here is not asked for' 0 '"requests":0' fetch --json 90000001 90000002
same 'and nothing was asked' '' "$(cat "$place/log" 2>/dev/null)"
runs 'what PubMed does not have is named' 0 '"missing":[90000997]' fetch --json 90000996 90000997
runs 'DOIs are found by Europe PMC' 0 '1 record fetched' fetch 10.5555/world.11
forget
seq 90001001 90001500 >ids
"$carrel" fetch - <ids >"$out" 2>"$err"
ends '500 records' $? 0 '500 records fetched'
same '500 records take three questions' 3 "$(asked efetch)"
printf 'email=me@example.org\nncbi.key=secret77\n' >"$folder/config/carrel/secrets"
chmod 644 "$folder/config/carrel/secrets"
runs 'keys that others may read are refused' 1 'chmod 600' fetch 90000101
chmod 600 "$folder/config/carrel/secrets"
runs 'keys that only the owner reads are taken' 0 '1 record' fetch 90000101
grep -q 'tool=carrel&email=me%40example.org&api_key=secret77' "$place/log" && ok 'services are told who asks' ||
    not_ok 'services are told who asks' 'tool, email and api_key'

# Nothing is asked that is not to be.
forget
runs 'offline nothing is asked' 4 'offline' --offline fetch 90000201
echo 'set offline' >>"$folder/config/carrel/carrelrc"
runs 'nor where the settings say so' 4 'offline' fetch 90000201
sed -i '/offline/d' "$folder/config/carrel/carrelrc"
same 'the server heard nothing' '' "$(cat "$place/log" 2>/dev/null)"
runs 'something must be asked for' 2 'say what to get' fetch
runs 'a search takes no ids' 2 'takes no ids' fetch --query x 12
runs 'an odd id is refused' 2 'PMID' fetch --links doi:10.5555/nobody.knows

# Failures.
goes_wrong 'efetch html'
runs 'a web page is no record' 4 'a web page came in place of an answer' fetch 90000301
goes_wrong 'efetch half 1'
runs 'half an answer is asked for again' 0 '1 record fetched' fetch 90000302
goes_wrong 'efetch 400'
runs 'a refusal is told' 4 'the service answered 400' fetch 90000303
grep -q 'secret77' "$out" "$err" && not_ok 'no key is ever shown' 'no secret77' || ok 'no key is ever shown'
goes_wrong ''
CARREL_NCBI_URL=http://127.0.0.1:1 "$carrel" fetch 90000304 >"$out" 2>"$err"
ends 'the environment goes before the settings' $? 4 'NCBI'

# Searches.
query='imaging AND kidney AND trial'
runs 'hits are counted first' 0 '' fetch --query "$query" --count
hits=$(cat "$out")
forget
runs 'a search becomes candidates' 0 "$hits new candidates" -R found fetch --query "$query"
runs 'with its provenance' 0 "PubMed (NCBI E-utilities)" -R found imports
runs 'word for word' 0 "\"strategy\":\"$query\"" -R found imports --format json
same 'all of them' "$hits" "$("$carrel" -R found search -o count '')"
goes_wrong 'esearch most:7'
runs 'all hits come where few come at once' 0 "$hits hits, 0 records fetched, $hits new" -R few fetch --query "$query"
same 'by as many questions' $(((hits + 6) / 7)) "$(asked esearch)"
goes_wrong ''
forget
runs 'an update brings what is new' 0 '0 new candidates' -R found fetch --update
same 'and asks for no record again' 0 "$(asked efetch)"
runs 'Europe PMC brings the same' 0 '0 new candidates' -R found fetch --from europepmc --query "$query"
runs 'as a second search' 0 'Europe PMC' -R found imports
runs 'undo takes a search back' 0 '' -R found undo-import latest
runs 'the ones of the other search stay' 0 "$hits" -R found search -o count ''
"$carrel" -R newer fetch --from europepmc --query "$query" >/dev/null 2>&1
forget
runs 'an update asks Europe PMC for what it has newly' 0 '0 new candidates' -R newer fetch --update
grep -q 'FIRST_IDATE' "$place/log" && ok 'by the day' || not_ok 'by the day' FIRST_IDATE
runs 'and says so' 0 'first indexed since' -R newer imports --format json
same 'what was there stays' "$hits" "$("$carrel" -R newer search -o count '')"
goes_wrong 'esearch error'
runs 'a search that failed is no search without hits' 4 'NCBI' -R found fetch --query 'liver'
goes_wrong 'europepmc-search empty'
runs 'nor at Europe PMC' 4 'the answer is empty' -R found fetch --from europepmc --query 'liver'
goes_wrong ''

# Links.
runs 'links come from three services' 0 'Europe PMC: links of 1 study: 2 answers' fetch --links 90005002
runs 'and are told with who says them' 0 '"icite"' links --format json 90005002
forget
runs 'what was answered is not asked again' 0 '0 answers' fetch --links 90005002
same 'nobody was asked' '' "$(cat "$place/log" 2>/dev/null)"
runs 'unless it is wanted' 0 'iCite: links of 1 study: 1 answer' fetch --links --again --from icite 90005002
runs 'similar studies' 0 '1 answer' fetch --links --kind similar 90005002
goes_wrong 'icite html'
runs 'links that failed are told' 4 'a web page' fetch --links --from icite 90005003
goes_wrong ''
runs 'links of what a query finds here' 0 'links of' -R found fetch --links --from icite --query-local 'year:2020..'

printf 'TY  - JOUR\nTI  - A study that no service knows by number\nAU  - Roe, A\nPY  - 2024\nER  - \n' >nobody.ris
"$carrel" import -q nobody.ris
runs 'what has no number is said' 0 '1 study has no PMID' fetch --links --from icite --query-local 'year:2020..'

# A study without PMID is looked for by its DOI, and asked about by it where that brings none.
printf 'TY  - JOUR\nTI  - Topic31 cells in lung ageing: mouse model number 5031\nAU  - Haddad, V\nPY  - 1999\n' >bare.ris
printf 'DO  - 10.5555/world.5031\nER  - \n' >>bare.ris
bare() { rm -f bare.db*; "$carrel" --cache bare.db import -q bare.ris; }
bare
forget
runs 'a DOI brings the PMID' 0 'iCite: links of 1 study: 1 answer' --cache bare.db fetch --links doi:10.5555/world.5031
same 'by one question' 1 "$(asked europepmc-search)"
runs 'which is what is asked for' 0 'icite' --cache bare.db links 90005031
bare
goes_wrong 'europepmc-search 400'
runs 'without PMID the DOI is asked for' 4 'OpenCitations: links of 1 study: 2 answers' \
    --cache bare.db fetch --links --from opencitations doi:10.5555/world.5031
runs 'its links are there' 0 'references: 14 listed' --cache bare.db links doi:10.5555/world.5031
goes_wrong ''
runs 'and stay when it gets a PMID' 0 'iCite: links of 1 study: 1 answer' \
    --cache bare.db fetch --links doi:10.5555/world.5031
runs 'with who said them' 0 'opencitations' --cache bare.db links 90005031
runs 'in a sound cache' 0 'sound' --cache bare.db check

# Retractions.
"$carrel" -R found decide include 90000216 >/dev/null 2>&1
runs 'what was included is asked for again' 0 '1 study asked for' -R found check --retractions
# 90000216 is retracted; here is what was known of it before.
cat >early.xml <<'END'
<?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">90000216</PMID><Article>
<ArticleTitle>Nothing is wrong yet</ArticleTitle></Article></MedlineCitation></PubmedArticle></PubmedArticleSet>
END
"$carrel" --cache early.db -R early import -q early.xml
"$carrel" --cache early.db -R early decide include 90000216 >/dev/null
runs 'what was retracted since is named' 0 'pmid:90000216	retracted' --cache early.db -R early check --retractions
runs 'and named again later, with its day' 0 '0 changes since' --cache early.db -R early check --retractions
grep -q '^pmid:90000216	retracted	.*	20[0-9-]*$' "$out" && ok 'as found before' || not_ok 'as found before' retracted
runs 'it is in the review' 0 '"changed_before":[{"id":"pmid:90000216"' --cache early.db -R early check --retractions --json
runs 'undo goes by it' 0 'undone: Nothing is wrong yet' --cache early.db -R early undo
exit $failed
