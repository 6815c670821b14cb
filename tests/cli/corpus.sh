#!/bin/sh
# Real files: as many records as their list says, nothing twice, everything sound, and a
# sentence for each file that is not understood. CARREL is the program, CARREL_CORPUS the folder.
corpus=${CARREL_CORPUS:-}
if [ -z "$corpus" ] || [ ! -r "$corpus/LIST.md" ]; then
    echo 'skip - real files: CARREL_CORPUS names no folder with a LIST.md'
    exit 0
fi
. "$(dirname "$0")/helpers"

sed -n 's/^|\(\(pubmed_xml\|medline\|pubmed_summary_txt\)\/[^|]*\)|\([0-9]*\)|.*/\1 \3/p' "$corpus/LIST.md" >list
number() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" "$out"; }
# The list counts by a pattern: a DeleteCitation as one record, and these four not as they are.
expected() { # FILE LISTED
    case $1 in
    *stress_test_medline.xml) echo 3 ;; # three MedlineCitations
    *stress_test_pubmed.xml) echo 4 ;;  # the first is of another element
    *MultiTitle.txt) echo 1 ;;          # a record without a PMID
    *)
        case $1 in *.gz) deletes=$(gzip -dc "$corpus/$1" | grep -c '<DeleteCitation>') ;;
        *) deletes=$(grep -c '<DeleteCitation>' "$corpus/$1") ;; esac
        echo $((${2:-0} - deletes))
        ;;
    esac
}

wrong=0 files=0 all=0
while read -r file listed; do
    "$carrel" --cache one.db import --json "$corpus/$file" >"$out" 2>"$err"
    status=$?
    read_in=$(($(number records) - $(number rejected) - $(number deleted)))
    files=$((files + 1)) all=$((all + read_in))
    [ "$(number rejected)" -eq 0 ] && [ "$read_in" -gt 0 ] && want=0 || want=3
    if [ "$read_in" -ne "$(expected "$file" "$listed")" ] || [ "$status" -ne "$want" ]; then
        wrong=$((wrong + 1))
        echo "  $file: $read_in records, listed ${listed:-0}, exit code $status"
    fi
done <list
same "as many records as listed, in $files files" 0 "$wrong"
[ "$files" -gt 100 ] && [ "$all" -gt 10000 ] && ok "there were $all" || not_ok 'there were some' 'more than 10000'

# all of them into one cache
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
