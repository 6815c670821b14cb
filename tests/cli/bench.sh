#!/bin/sh
# The tools of make bench, on a tiny library: the same studies each time, rows that can be joined and compared.
# CARREL is the program; they lie beside it.
studies=$(cd "$(dirname "$0")/../bench" && pwd)/studies
. "$(dirname "$0")/helpers"

tools=$(dirname "$CARREL")/tests/bench
for tool in generate loader report compare; do
    [ -x "$tools/$tool" ] || { echo "not ok - $tool is not built"; exit 1; }
done

"$studies" "$tools/generate" "$studies" made 3 40 && ok 'three files of studies' || not_ok 'three files of studies' 'no'
same 'each with its studies' '40 40 40' "$(for file in made/*.xml.gz; do gunzip -c "$file" | grep -c '<PubmedArticle>'; done | xargs)"
same 'numbered on' 10000081 "$(gunzip -c made/0003.xml.gz | sed -n 's|^ *<PMID Version="1">\([0-9]*\)</PMID>|\1|p' | head -n 1)"
cp made/0002.xml.gz before.gz
echo broken >made/0001.xml.gz
"$studies" "$tools/generate" "$studies" made 3 40
same 'what is there is kept' broken "$(cat made/0001.xml.gz)"
rm made/0002.xml.gz
"$studies" "$tools/generate" "$studies" made 3 40
cmp -s before.gz made/0002.xml.gz && ok 'the same studies again' || not_ok 'the same studies again' 'they differ'
"$studies" "$tools/generate" "$studies" made 3 30
same 'others where they are asked for' 30 "$(gunzip -c made/0001.xml.gz | grep -c '<PubmedArticle>')"
"$carrel" --cache tiny.db import -q --cache-only made/*.xml.gz
prints 'carrel reads them' 90 --cache tiny.db search -o count ''
references=$(gunzip -c made/0003.xml.gz | grep -c '^ \{12\}<ArticleId IdType="pubmed">100000[0-9]*</ArticleId>')
[ "$references" -gt 50 ] && ok 'references point into the library' || not_ok 'references point into the library' "$references"

"$tools/loader" prepare made/*.xml.gz >text && same 'the bare loader takes the same studies' 90 "$("$tools/loader" load text loader.db)"

"$tools/report" begin rows 1.0 >"$out"
row() { echo "{\"table\":\"t\",\"name\":\"$1\",\"unit\":\"ms\",\"median\":$2,\"low\":$3,\"high\":$4,\"goal\":10,\"more_is_better\":$5,\"yardstick_name\":null,\"yardstick\":null,\"remark\":null}"; }
cp rows other
{ row steady 5 4 6 false; row slower 5 4 6 false; row rate 100 99 101 true; row gone 1 1 1 false; } >>rows
{ row steady 5.9 5 7 false; row slower 8 7 9 false; row rate 120 119 121 true; } >>other
"$tools/report" end rows a.json >"$out" 2>"$err"
ends 'rows become results' $? 0 'Nothing to go by'
"$tools/report" end other b.json >"$out"
"$tools/report" begin large 1.0 >"$out"
grows() { row "$1" "$2" "$2" "$2" false | sed 's/"t"/"import as the cache grows, 1000000 studies"/'; }
{ grows 'studies a second, all' 10000; grows 'studies a second, last 90 thousand' 10000; grows 'rate of the last 90 thousand ÷ the first' 1
    grows 'bytes a study in the cache, index included' 2000; grows 'merging after the last study' 60; } >>large
"$tools/report" end large large.json >"$out" 2>"$err"
ends 'large imports are extrapolated' $? 0 'time: 1.0 hours at the rate'
ends 'with what comes after' 0 0 'and 37 minutes of merging'
ends 'and what they take on disk' 0 0 'space: 74 GB at 2000 bytes'
"$tools/report" table a.json >"$out" 2>"$err"
ends 'whose tables can be printed again' $? 0 '5.00 ms'
"$tools/compare" a.json b.json >"$out" 2>"$err"
ends 'two runs are compared' $? 0 '1 worse, 1 better; 1 rows of A are not in B'
same 'what is slower beyond the spread is worse' 'slower' "$(sed -n 's/^| \([a-z]*\) .*WORSE.*/\1/p' "$out")"
same 'what is faster is better' 'rate' "$(sed -n 's/^| \([a-z]*\) .*better.*/\1/p' "$out")"
"$tools/compare" a.json rows >"$out" 2>"$err"
ends 'what is no result is refused' $? 1 'bench: rows: '

exit $failed
