#!/bin/sh
# Chasing citations: what is listed, what becomes of it in a review, paths, islands, maps; and asking services for
# links, which a server on this machine stands in for.
. "$(dirname "$0")/helpers"

# study PMID YEAR REFERENCE…: an invented study as PubMed XML.
study() {
    pmid=$1 year=$2
    shift 2
    echo "<PubmedArticle><MedlineCitation Status=\"MEDLINE\"><PMID Version=\"1\">$pmid</PMID><Article PubModel=\"Print\">
<Journal><JournalIssue CitedMedium=\"Print\"><PubDate><Year>$year</Year></PubDate></JournalIssue><Title>Annals of
Invented Care</Title></Journal><ArticleTitle>Invented study number $pmid</ArticleTitle><AuthorList CompleteYN=\"Y\">
<Author ValidYN=\"Y\"><LastName>Writer$pmid</LastName><Initials>A</Initials></Author></AuthorList><Language>eng</Language>
</Article></MedlineCitation><PubmedData><ReferenceList>"
    for reference; do
        echo "<Reference><Citation>Told by a link $reference.</Citation><ArticleIdList><ArticleId
IdType=\"pubmed\">$reference</ArticleId></ArticleIdList></Reference>"
    done
    echo "</ReferenceList><ArticleIdList><ArticleId IdType=\"pubmed\">$pmid</ArticleId></ArticleIdList></PubmedData></PubmedArticle>"
}
set_of() {
    echo '<?xml version="1.0"?><PubmedArticleSet>'
    cat
    echo '</PubmedArticleSet>'
}
# 101 and 102 will be included; 11 is cited by both, 21 cites both; 20 and 13 are known by links only.
{ study 101 2010 11 12 20; study 102 2012 11 13; study 103 2013 14; } | set_of >found.xml
{ study 11 2000; study 12 2001 30; study 21 2015 101 102; study 22 2016 101; study 31 2019 21; } | set_of >world.xml
"$carrel" -R mine import found.xml --database PubMed >/dev/null 2>&1
"$carrel" --cache-only import world.xml >/dev/null 2>&1

# --- from whom ---
runs 'a review that includes nothing has no seeds' 2 '--seeds QUERY' -R mine chase
"$carrel" -R mine decide include 101 102 >/dev/null
"$carrel" -R mine decide exclude 103 >/dev/null
runs 'what title and abstract included are the seeds' 0 'included at title and abstract, since none is at full text' \
    -R mine chase
ids() { cut -f1 "$out" | tr '\n' ' '; }
same 'those with most links come first' 'pmid:21 pmid:11 pmid:22 pmid:12 pmid:20 pmid:13 ' "$(ids)"
grep -qF 'carrel: No citation index was asked' "$err" && ok 'files alone are a warning' || not_ok 'files alone are a warning' 'No citation index'
grep -q '^pmid:11	2000	Writer11	2 links: back 2	here	Invented study number 11' "$out" && ok 'a row tells its routes' ||
    not_ok 'a row tells its routes' 'back 2'
grep -q '^pmid:20			1 link: back 1	link	Told by' "$out" && ok 'what only a link knows is shown as far as it is known' ||
    not_ok 'what only a link knows is shown' 'Told by'
runs 'one route' 0 '21' -R mine chase --forward
same 'is gone alone' 'pmid:21 pmid:22 ' "$(ids)"
runs 'few links are left out' 0 '4 have too few links to seeds' -R mine chase --min-links 2
runs 'the list can be short' 0 '4 more are not listed' -R mine chase --most 2
runs 'seeds can be a query' 0 'from 1 study' -R mine chase --seeds pmid:102
runs 'or ids, without a review' 0 'from 1 study' chase --forward 101
same 'which has all else as candidates' 'pmid:22 pmid:21 ' "$(ids)"
runs 'or both, but not at once' 2 'not by both' -R mine chase --seeds pmid:102 101
runs 'rounds are few' 2 'from 1 to 5' -R mine chase --rounds 9
runs 'an order that is none' 2 'links' -R mine chase --order size
for order in links similarity pagerank; do
    runs "order by $order" 0 "\"order\":\"$order\"" -R mine chase --order "$order" --json
done
grep -q '"pagerank":0[,.}]*0*,' "$out" && not_ok 'PageRank is there' 'no 0' || ok 'PageRank is there'
runs 'as a table' 0 'pmid:21,2015,Writer21,Invented study number 21' -R mine chase --csv
same 'with a line each' 7 "$(wc -l <"$out" | tr -d ' ')"
runs 'nothing was written' 0 'no round of chasing yet' -R mine chase --rounds-so-far

# --- into the review ---
runs 'candidates are added' 0 '6 studies are candidates now; carrel undo takes that back' -R mine chase --add
same 'and can be found' 9 "$("$carrel" -R mine search -o count '')"
runs 'they are a citation search' 0 'citation chasing, round 1 (imported files), citation search' -R mine imports
runs 'of which the seeds are told' 0 'pmid:101 pmid:102' -R mine imports --format json
runs 'PRISMA counts it as such' 0 'Citation searching (n = 6)' -R mine prisma
grep -qF 'Databases (n = 3)' "$out" && ok 'beside the databases' || not_ok 'beside the databases' 'Databases (n = 3)'
runs 'each says why it is here' 0 'chase 1: forward from pmid:101, pmid:102; known from imported files; ' \
    -R mine show --format json 21
runs 'chasing again finds nothing new' 0 '6 studies around them are in the review already' -R mine chase
grep -qF '6 of round 1 are not screened yet' "$err" && ok 'and says what to do' || not_ok 'and says what to do' 'not screened yet'
runs 'undo takes it back' 0 'chase 1) is withdrawn' -R mine undo
same 'all of it' 3 "$("$carrel" -R mine search -o count '')"
runs 'redo brings it back' 0 'chase 1) is back' -R mine redo
runs 'so does undo-import' 0 '6 candidates go; carrel redo takes that back' -R mine undo-import latest
runs 'which is taken back by redo' 0 'is back' -R mine redo
"$carrel" -R mine decide include 21 >/dev/null
"$carrel" -R mine decide exclude 11 22 12 20 13 >/dev/null
runs 'a round that included something calls for another' 0 'Round 1 added 1 included study' -R mine chase --rounds-so-far
runs 'which is the second' 0 'round 2, from 3 studies' -R mine chase --add
"$carrel" -R mine decide exclude 31 >/dev/null
runs 'a round that includes nothing is the last' 0 'Round 2 added no included study: chasing ends here' \
    -R mine chase --rounds-so-far
runs 'rounds in JSON' 0 '"included_full_text":0' -R mine chase --rounds-so-far --json
runs 'PRISMA counts both' 0 'Citation searching (n = 7)' -R mine prisma
runs 'what is sought of them stands apart' 0 'other_sought_reports,node18,box12' -R mine prisma --format csv
grep -q '^other_sought_reports.*,1$' "$out" && ok 'and is one report' || not_ok 'and is one report' ',1'
"$carrel" -R mine --as Ana decide exclude 21 >/dev/null 2>&1
runs 'what somebody decided on stays when a round is withdrawn' 0 'decided on' -R mine undo-import 2

# Two rounds at once, each a search of its own.
"$carrel" -R two import found.xml >/dev/null 2>&1
"$carrel" -R two decide include 101 102 >/dev/null
runs 'two rounds at once' 0 '8 studies are candidates now; carrel undo 2 takes that back' -R two chase --rounds 2 --add
runs 'are two searches' 0 'citation chasing, round 2' -R two imports
# Two people's logs.
"$carrel" review copy two three >/dev/null
"$carrel" -R two undo 2 >/dev/null
"$carrel" -R two chase --forward --add >/dev/null 2>&1
runs 'logs with chases are joined' 0 '' merge two three
"$carrel" merge three two >/dev/null
for review in two three; do
    "$carrel" -R $review search -o ids '' | sort >$review.ids
done
same 'both have the same candidates' "$(cat two.ids)" "$(cat three.ids)"

# --- what the cache does not know ---
printf 'TY  - JOUR\nTI  - A study on paper alone\nAU  - Roe, A\nPY  - 2004\nER  - \n' >paper.ris
"$carrel" import -R paper found.xml paper.ris >/dev/null 2>&1
"$carrel" -R paper decide include 101 >/dev/null
"$carrel" -R paper decide include carrel:1 >/dev/null
"$carrel" --cache "$folder/other.db" --cache-only import found.xml >/dev/null 2>&1
runs 'what cannot be a seed is named' 0 'A study on paper alone' --cache "$folder/other.db" -R paper chase
grep -qF '1 included study cannot be a seed, since the cache knows nothing of it' "$err" && ok 'and counted' ||
    not_ok 'and counted' '1 included study cannot be a seed'

# --- ways, islands, maps ---
runs 'a path' 0 'is cited by' path 30 31
same 'is the shortest' 'pmid:30 pmid:12 pmid:101 pmid:21 pmid:31 ' "$(ids)"
runs 'in JSON' 0 '{"id":"pmid:30","cites_next":false,"cited_by_next":true}' path --json 30 31
runs 'one way only' 1 'no citations lead from' path --references-only 30 31
runs 'a path takes two' 2 'two studies' path 30
runs 'islands' 0 'pmid:21' islands 101 102
grep -q 'joins 1 2' "$out" && ok 'and who joins them' || not_ok 'and who joins them' 'joins 1 2'
runs 'islands of what was included' 0 'island 1' -R two islands
for format in svg dot graphml csv; do
    "$carrel" map 101 102 11 21 -o map.$format >"$out" 2>"$err"
    grep -q 'Writer101' map.$format && ok "a map as $format" || not_ok "a map as $format" Writer101
done
same 'citations in the table' 4 "$(($(wc -l <map.csv) - 1))"
runs 'a map of one study has its neighbours' 0 'Writer31' map --format dot 21
runs 'a map needs a format' 2 'svg, dot, graphml or csv' map 101

# --- services ---
serves 2000
"$carrel" fetch 90000500 90000600 >/dev/null 2>&1
runs 'offline nothing is asked' 4 'offline' --offline chase --fetch 90000500
runs 'services are asked for links' 0 'links of ' chase --fetch --json --most 20 90000500 90000600
grep -qF '"service":"icite"' "$out" && ok 'and named' || not_ok 'and named' icite
grep -qF '"warning":null' "$out" && ok 'two of them are enough' || not_ok 'two of them are enough' '"warning":null'
grep -qF '"in_cache":false' "$out" && not_ok 'records of what was found have come' 'no false' ||
    ok 'records of what was found have come'
"$carrel" fetch 90000510 >/dev/null 2>&1
runs 'links of what is found are asked for in the second round' 0 '"round":2' \
    chase --fetch --json --most 3 --rounds 2 90000510
for id in $(grep -o '"round":2,"seeds":\[[^]]*' "$out" | grep -o '9000[0-9]*'); do
    grep 'icite' "$place/log" | grep -q "$id" && ok "of $id" || not_ok "of $id" 'a question to iCite'
done
: >"$place/log"
"$carrel" chase --fetch --json --most 20 90000500 90000600 >"$folder/again" 2>"$err"
same 'asked again, no service is' '' "$(cat "$place/log")"
echo 'icite 400' >"$place/faults.new" && mv "$place/faults.new" "$place/faults"
"$carrel" fetch 90000700 >/dev/null 2>&1
runs 'one that fails is told, and the chase goes on' 4 'iCite' chase --fetch --json --most 5 90000700
grep -qF '"candidates":[{' "$out" && ok 'with what is there' || not_ok 'with what is there' candidates
exit $failed
