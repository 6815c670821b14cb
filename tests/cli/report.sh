#!/bin/sh
# The PRISMA diagram and the report of a review. CARREL is the program.
. "$(dirname "$0")/helpers"

records() { # FIRST LAST
    awk -v first="$1" -v last="$2" 'BEGIN {
        for (i = first; i <= last; i++)
            printf "PMID- %d\nDP  - 2019\nTI  - Imaginary <i>trial</i> number %d of cells & mice.\nFAU - Writer, Name%d\nTA  - J Invent Med\n\n", i, i, i
    }'
}
records 1 6 >pubmed.nbib
records 5 9 >other.nbib
"$carrel" -R r import -q pubmed.nbib other.nbib || exit 1
"$carrel" -R r decide -q exclude pmid:1 pmid:2 pmid:3
"$carrel" -R r decide -q include pmid:4

runs 'a review is needed' 1 'there is no such review' prisma
runs 'records by source' 0 'pubmed.nbib (n = 6)' -R r prisma
runs 'duplicates' 0 'Duplicate records removed (n = 2)' -R r prisma
runs 'screened' 0 'Records screened (n = 4)' -R r prisma
runs 'excluded' 0 'Records excluded (n = 3)' -R r prisma
runs 'what is open is said' 0 '5 records are not screened yet' -R r prisma
runs 'the ending of the file decides' 0 'carrel: 5 records are not screened yet' -R r prisma -o p.csv
same 'the columns of the R package' 'data,node,box,description,boxtext,tooltips,url,n' "$(head -n 1 p.csv)"
same 'each row has eight cells' 33 "$(sed 's/"[^"]*"/x/g' p.csv | awk -F, 'NF == 8' | wc -l | xargs)"
"$carrel" -R r prisma --format json >"$out" 2>"$err"
ends 'JSON' $? 0 '"records_screened":4'

"$carrel" -R r prisma -o p.svg 2>"$err" && "$carrel" -R r report -o r.html
same 'the report is there' 0 $?
same 'titles stay text' 0 "$(grep -c '<i>trial' r.html)"
grep -q 'PRISMA-S' r.html && grep -q 'Records screened (n&nbsp;=\|Records screened' r.html
same 'it has the diagram and the searches' 0 $?

# What opens an element closes it: python's parser would be one more dependency, the tags suffice.
for tag in html head body main section table figure svg h1 h2; do
    same "every <$tag> ends" "$(grep -o "<$tag[ >]" r.html | wc -l | xargs)" "$(grep -o "</$tag>" r.html | wc -l | xargs)"
done

if command -v chromium >/dev/null 2>&1; then
    timeout 60 chromium --headless --no-sandbox --disable-gpu --user-data-dir="$folder/chromium" \
        --dump-dom "file://$folder/r.html" >dom 2>/dev/null
    same 'a browser shows the heading' 1 "$(grep -c '<h2 id="flow">' dom)"
    same 'a browser sees the boxes of the diagram' yes "$([ "$(grep -o '<rect' dom | wc -l)" -ge 14 ] && echo yes)"
else
    echo 'skip - the report in a browser: chromium is not here'
fi
exit "$failed"
