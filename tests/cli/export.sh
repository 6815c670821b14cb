#!/bin/sh
# What is exported of the sample library, read by others and again by carrel. CARREL is the program;
# runs in the root of the sources.
root=$PWD
. "$(dirname "$0")/helpers"

"$carrel" import -q "$root/share/sample/sample.xml" "$root/share/sample/sample.nbib" "$root/share/sample/page.txt" \
    >"$out" 2>"$err"
same 'the sample library is read' 0 $?
studies=$("$carrel" search -o count '')

for format in nbib csv json; do
    runs "export to a file, $format by its name" 0 "list.$format: $studies studies" export -o "list.$format" ''
    "$carrel" export -f "$format" '' >printed
    cmp -s printed "list.$format" && ok "export to standard output, $format" ||
        not_ok "export to standard output, $format" 'the same bytes'
done
"$carrel" export -f csv sepsis >some.csv
cp list.csv old.csv
runs 'an existing file is replaced' 0 'old.csv: ' export -o old.csv sepsis
cmp -s some.csv old.csv && ok 'by what was found' || not_ok 'by what was found' 'the same bytes'
mkfifo pipe
cat pipe >through &
runs 'a pipe takes the export' 0 'pipe: ' export -f csv -o pipe sepsis
wait
cmp -s some.csv through && [ -p pipe ] && ok 'and stays a pipe' || not_ok 'and stays a pipe' 'the same bytes'
runs 'a folder that is not there' 1 'nowhere/list.csv' export -o nowhere/list.csv sepsis
"$carrel" export -f csv '' >/dev/full 2>"$err"
same 'a full disk is an error' 1 $?
prints 'nothing found is nothing written' '' export -f nbib zebra

# citations: a line each
"$carrel" export -f citation '' >list.txt
same 'a citation is one line' "$studies" "$(wc -l <list.txt | xargs)"
grep -q '^Sharma P.* 2012;27.*doi:10\.9999/.*PMID 99000001' list.txt || grep -q 'PMID 99000001$' list.txt &&
    ok 'that names the study' || not_ok 'that names the study' 'PMID 99000001'

# in parts
runs 'parts by number' 0 "part.ris: $studies studies in" export -o part.ris --max-records 2 ''
parts=$(ls part-*.ris | wc -l | xargs)
same 'as many as there must be' $(((studies + 1) / 2)) "$parts"
[ ! -e part.ris ] && ok 'none of which has the plain name' || not_ok 'none of which has the plain name' 'no part.ris'
for part in part-*.ris; do
    [ "$(grep -c '^TY' "$part")" -le 2 ] && [ "$(tail -c 8 "$part")" = "$(printf 'ER  - \r')" ] ||
        not_ok "$part is whole" 'at most two records, the last one ended'
done
"$carrel" export -f ris '' | grep '^T[YI]' >whole
cat $(ls part-*.ris | sort -t- -k2n) | grep '^T[YI]' >joined
cmp -s whole joined && ok 'together they are all' || not_ok 'together they are all' 'the same records'
runs 'parts by size, of a format with head and end' 0 ' in ' export -o part.xml -f endnote --max-bytes 9k ''
for part in part-*.xml; do
    [ "$(wc -c <"$part")" -le 9000 ] || [ "$(grep -c '<record>' "$part")" -eq 1 ] ||
        not_ok "$part is small" 'at most 9000 bytes'
    grep -q '^<?xml' "$part" && grep -q '</records></xml>$' "$part" || not_ok "$part is whole" 'head and end'
done
runs 'each part can be read' 0 'new' --cache parts.db import part-*.xml
same 'and all studies are in them' "$studies" "$("$carrel" --cache parts.db search -o count '')"
runs 'a record larger than a part is one' 0 'larger than --max-bytes' export -o small.csv --max-bytes 10 ''
same 'and its file alone' "$studies" "$(ls small-*.csv | wc -l | xargs)"
runs 'one part is numbered too' 0 'one.ris' export -o one.ris --max-records 1000 ''
[ -s one-1.ris ] && [ ! -e one-2.ris ] && ok 'it is the first' || not_ok 'it is the first' 'one-1.ris'
runs 'an older part is told of' 0 'a part 2 is there from an earlier export' export -o part.ris --max-records 1000 ''
runs 'parts of standard output' 2 'say with -o' export -f ris --max-records 2 ''
runs 'no number' 2 'from 1 on' export -o a.ris --max-records 0 ''
runs 'no size' 2 '500k or 50M' export -o a.ris --max-bytes 5x ''
# a disk that is full
if [ "$(id -u)" -eq 0 ] && mkdir tiny && mount -t tmpfs -o size=16k tmpfs tiny 2>/dev/null; then
    "$carrel" export -f csv sepsis >tiny/old.csv
    cp tiny/old.csv before.csv
    runs 'a full disk is an error' 1 'tiny/old.csv' export -o tiny/old.csv ''
    cmp -s before.csv tiny/old.csv && ok 'and the old file stays' || not_ok 'and the old file stays' 'the same bytes'
    runs 'with parts too' 1 'tiny/new-' export -o tiny/new.ris --max-records 1 ''
    same 'and nothing else is there' old.csv "$(ls tiny)"
    umount tiny
else
    echo 'skip - an export to a full disk: no small file system can be mounted here'
fi

# decisions, in every format that has a place for them
ids=$("$carrel" -R mine.carrel import -q "$root/share/sample/sample.nbib" && "$carrel" -R mine.carrel search -o ids '' | head -3)
set -- $ids
"$carrel" -R mine.carrel decide include "$1" >"$out" 2>"$err"
"$carrel" -R mine.carrel decide exclude --reason 'wrong, "very" wrong' "$2" >"$out" 2>"$err"
"$carrel" -R mine.carrel decide maybe "$3" >"$out" 2>"$err"
"$carrel" -R mine.carrel tag +rct '+to check, later' "$2" >"$out" 2>"$err"
for format in ris endnote bibtex csl-json csv tsv json; do
    "$carrel" -R mine.carrel export -f "$format" >"mine.$format"
    "$carrel" --cache "$format.db" -R "$format.carrel" import -q --take-decisions --as 'Ben Roe' "mine.$format" \
        >"$out" 2>"$err"
    for query in 'by:"Ben Roe"' 'tag:rct' 'tag:"to check, later"'; do
        "$carrel" --cache "$format.db" -R "$format.carrel" search -o count "$query"
    done | xargs >counted
    same "$format brings back decisions and labels" '3 1 1' "$(cat counted)"
done

# again into carrel
runs 'what was exported is known' 0 ': 0 new' import list.nbib
"$carrel" --cache again.db import -q list.nbib
"$carrel" --cache again.db export -o again.nbib ''
cmp -s list.nbib again.nbib && ok 'nbib comes back as it was' || {
    diff list.nbib again.nbib >"$out"
    not_ok 'nbib comes back as it was' 'no difference'
}

# by others
if ! command -v python3 >/dev/null; then
    echo 'skip - CSV and JSON as another program reads them: python3 is not here'
    exit "$failed"
fi
cat >read.py <<'END'
import csv, json, sys

rows = list(csv.DictReader(open("list.csv", newline="", encoding="utf-8")))
objects = [json.loads(line) for line in open("list.json", encoding="utf-8")]
wrong = []
for row, study in zip(rows, objects, strict=True):
    for field in "id", "pmid", "doi", "title", "abstract", "year", "volume", "issue", "pages":
        if row[field] != str(study[field] if study[field] is not None else ""):
            wrong.append((study["id"], field, row[field], study[field]))
    if len(row["authors"].split("; ")) != max(len(study["authors"]), 1):
        wrong.append((study["id"], "authors", row["authors"]))
    if any(key is None for key in row):
        wrong.append((study["id"], "more cells than columns"))
    if "".join(section["text"] for section in study["sections"]) and not study["abstract"]:
        wrong.append((study["id"], "no abstract"))
print(len(rows), wrong)
END
same 'CSV and JSON say the same of every study' "$studies []" "$(python3 read.py)"
"$carrel" show -f json pmid:99000001 >one.json
"$carrel" links pmid:99000001 --kind references --format json >links.json
same 'as many links as show counts' True "$(python3 -c '
import json
study, links = json.load(open("one.json")), json.load(open("links.json"))
print(len(links) == study["links"]["references"]["listed"] and
      [link["position"] for link in links] == list(range(1, len(links) + 1)))')"
exit "$failed"
