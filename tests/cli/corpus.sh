#!/bin/sh
# Real files: as many records as their list says, nothing twice, everything sound, and a
# sentence for each file that is not understood. CARREL is the program, CARREL_CORPUS the folder.
corpus=${CARREL_CORPUS:-}
if [ -z "$corpus" ] || [ ! -r "$corpus/LIST.md" ]; then
    echo 'skip - real files: CARREL_CORPUS names no folder with a LIST.md'
    exit 0
fi
table=$(cd "$(dirname "$0")" && pwd)/corpus.table
. "$(dirname "$0")/helpers"

sed -n 's/^|\([a-z_]*\/[^|]*\)|\([0-9]*\)|.*/\1 \2/p' "$corpus/LIST.md" |
    grep '^\(pubmed_xml\|medline\|pubmed_summary_txt\|ris\|bibtex\|wos\|endnote_xml\|csv\|csljson\|citations\|api\)/' >counted
grep '^\(pubmed_xml\|medline\|pubmed_summary_txt\)/' counted >list
grep -v '^#' "$table" >table
number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$out"; }
# What is to be read of a file: what the table says, else what the list says. The list counts a
# DeleteCitation as a record.
expected() { # FILE LISTED
    while IFS='|' read -r pattern count _; do
        # shellcheck disable=SC2254
        case $1 in $pattern) echo "$count" && return ;; esac
    done <table
    case $1 in *.gz) deletes=$(gzip -dc "$corpus/$1" | grep -c '<DeleteCitation>') ;;
    *) deletes=$(grep -c '<DeleteCitation>' "$corpus/$1") ;; esac
    echo $((${2:-0} - deletes))
}

wrong=0 files=0 all=0
while read -r file listed; do
    "$carrel" --cache one.db import --json "$corpus/$file" >"$out" 2>"$err" </dev/null
    status=$?
    rejected=$(number rejected) deleted=$(number deleted) records=$(number records)
    read_in=$((${records:-0} - ${rejected:-0} - ${deleted:-0}))
    files=$((files + 1)) all=$((all + read_in))
    [ "${rejected:-0}" -eq 0 ] && [ "$read_in" -gt 0 ] && want=0 || want=3
    if [ "$read_in" -ne "$(expected "$file" "$listed")" ] || [ "$status" -ne "$want" ]; then
        wrong=$((wrong + 1))
        echo "  $file: $read_in records, listed ${listed:-0}, exit code $status: $(head -c 200 "$err")"
    fi
done <counted
same "as many records as listed or said in the table, in $files files" 0 "$wrong"
[ "$files" -gt 500 ] && [ "$all" -gt 20000 ] && ok "there were $all" || not_ok 'there were some' 'more than 20000'
unused=0
while IFS='|' read -r pattern _ why; do
    # shellcheck disable=SC2254
    while read -r file _; do case $file in $pattern) continue 2 ;; esac; done <counted
    echo "  no file fits $pattern ($why)"
    unused=$((unused + 1))
done <table
same 'each line of the table is of some file' 0 "$unused"

# all of PubMed's into one cache
files=$(wc -l <list | xargs)
sed "s|^\([^ ]*\).*|$corpus/\1|" list | xargs "$carrel" --cache all.db import --json >"$out" 2>"$err"
same 'each file is answered' "$files" "$(wc -l <"$out" | xargs)"
studies=$("$carrel" --cache all.db search -o count '')
runs 'the cache is sound' 0 'sound' --cache all.db check
sed "s|^\([^ ]*\).*|$corpus/\1|" list | grep -v 'pubmed2db' |
    xargs "$carrel" --cache all.db import --json >"$out" 2>"$err"
same 'reading all again brings nothing' "$files" \
    "$(($(grep -c '"new":0,"updated":0' "$out") + $(grep -c pubmed2db list)))" # which delete what they bring
same 'and no study more' "$studies" "$("$carrel" --cache all.db search -o count '')"

# what is exported as nbib comes back as it was
"$carrel" --cache all.db export -o all.nbib has:abstract >"$out" 2>"$err"
"$carrel" --cache again.db import -q all.nbib >"$out" 2>"$err"
"$carrel" --cache again.db export -o again.nbib '' >"$out" 2>"$err"
same 'nbib holds every study' "$(grep -c '^PMID-' all.nbib)" "$(grep -c '^PMID-' again.nbib)"
for tag in TI 'AU ' DP TA JT VI IP PG LID MH OT LA PT GR SI AD COIS OABL CIN RIN; do
    grep "^$tag *-" all.nbib | sort >a
    grep "^$tag *-" again.nbib | sort >b
    cmp -s a b || { echo "  $tag differs: $(diff a b | head -n 3)" && false; }
    same "nbib keeps $tag" 0 $?
done

# files of all other kinds, each in a process of its own that ends soon and says why
wrong=0 files=0
find "$corpus" -type f ! -path "$corpus/pubmed_xml/*" ! -path "$corpus/medline/*" \
    ! -path "$corpus/pubmed_summary_txt/*" | sort >others
while read -r file; do
    files=$((files + 1))
    timeout 10 "$carrel" --cache one.db import "$file" >"$out" 2>"$err" </dev/null
    status=$?
    case $status in
    0) [ -s "$out" ] || status=wrong ;;
    3) [ -s "$out" ] || grep -q '^carrel: .*: ' "$err" || status=wrong ;;
    *) status=wrong ;;
    esac
    if [ "$status" = wrong ]; then
        wrong=$((wrong + 1))
        echo "  $file: $(head -c 200 "$err")"
    fi
done <others
same "a sentence or records for each of $files other files" 0 "$wrong"
exit "$failed"
