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
