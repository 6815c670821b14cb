#!/bin/sh
# Title and abstract, then full text. CARREL is the program.
. "$(dirname "$0")/helpers"

awk 'BEGIN { for (i = 1; i <= 6; i++)
    printf "PMID- %d\nDP  - 2020\nTI  - Invented study %d about nothing.\nTA  - J Invent Med\n\n", i, i }' >six.nbib
"$carrel" -R r import -q six.nbib || exit 1
"$carrel" -R r decide -q include pmid:1 pmid:2
"$carrel" -R r decide -q maybe pmid:3
"$carrel" -R r decide -q exclude pmid:4

prints 'full text has what was left in' '3' -R r search --stage ft -o count
prints 'none of it decided' '3' -R r search --stage ft -o count is:undecided
prints 'title and abstract has all' '6' -R r search --stage ta -o count
runs 'a stage there is not' 2 'one of ta ft' -R r search --stage three
runs 'an exclusion needs a reason' 2 'needs a reason' -R r decide --stage ft exclude pmid:1
runs 'not an empty one' 2 'needs a reason' -R r decide --stage ft exclude --reason '' pmid:1
runs 'with one it is kept' 0 'exclude: 1 study' -R r decide --stage ft exclude --reason 'wrong dose' pmid:1
runs 'what was excluded before is not due' 2 'pmid:4 is not due at full text' -R r decide --stage ft include pmid:4
runs 'nor what is no candidate' 2 'not due' -R r decide --stage ft include pmid:2 pmid:5
runs 'by a query only what is due' 0 'include: 1 study' -R r decide --stage ft include is:undecided 'invented study 2'
prints 'the first stage stays as it was' '2' -R r search -o count is:include
prints 'the second has its own' '1' -R r search --stage ft -o count is:include
runs 'counts of what is due' 0 'r.carrel: 3 candidates due at full text' -R r stats --stage ft
ends 'with its decisions' 0 0 'exclude    1'
runs 'and as JSON' 0 '"stage":"full text","candidates":3' -R r stats --stage ft -f json
runs 'an export of the stage' 0 'wrong dose' -R r export --stage ft -f csv
same 'has what is due' 3 "$("$carrel" -R r export --stage ft -f ris | grep -c '^TY  -')"
runs 'undo takes back a decision of the stage' 0 '' -R r undo
prints 'and it is due again' '2' -R r search --stage ft -o count is:undecided

# full texts
awk 'BEGIN { for (i = 1; i <= 5; i++)
    printf "PMID- 3123456%d\nDP  - 202%d\nTI  - Invented paper %d on gels, wards and boats.\nFAU - Vale, A\nAU  - Vale A\nTA  - J Invent Med\nAID - 10.5555/inv.200%d [doi]\n\n", i, i, i, i }' >papers.nbib
"$carrel" -R t import -q papers.nbib || exit 1
"$carrel" -R t decide -q include pmid:31234561 pmid:31234562 pmid:31234563 pmid:31234564
mkdir -p pdf/deep
for name in 10.5555_inv.2001.pdf 10.5555_inv.2001_supplement.pdf deep/31234562.PDF 'deep/Vale 2023.pdf' 'Vale.pdf' \
    '10.5555%2Finv.2005.pdf' .hidden.pdf notes.txt; do
    echo '%PDF-1.4' >"pdf/$name"
done
runs 'a folder is needed' 2 'name the folder' -R t retrieve
runs 'one that is there' 1 'no-such' -R t retrieve no-such
runs 'the list wants no folder' 2 '--missing takes no folder' -R t retrieve --missing pdf
runs 'a review that is there' 1 'no such review' -R nowhere retrieve pdf
runs 'a trial run' 0 '3 reports with a file, 2 files of none that is due, 1 report without a file (nothing was written)' \
    -R t retrieve --dry-run pdf
prints 'writes nothing' '0' -R t search -o count is:retrieved
runs 'files are matched' 0 'retrieved   pmid:31234561  pdf/10.5555_inv.2001.pdf  by DOI' -R t retrieve pdf
ends 'a supplement is another file' 0 0 'another of  pmid:31234561  pdf/10.5555_inv.2001_supplement.pdf'
ends 'by PMID, in folders too' 0 0 'pmid:31234562  pdf/deep/31234562.PDF  by PMID'
ends 'by name' 0 0 'pmid:31234563  pdf/deep/Vale 2023.pdf  by name'
ends 'what is not due is of nobody' 0 0 'unmatched   pdf/10.5555%2Finv.2005.pdf'
ends 'nor is what says too little' 0 0 'unmatched   pdf/Vale.pdf'
ends 'reports without a file are listed' 0 0 'no file     pmid:31234564  Vale A.'
prints 'they are retrieved' '3' -R t search -o count is:retrieved
runs 'a study says so' 0 'Full text: retrieved, /' -R "$folder/data/carrel/t.carrel" show pmid:31234561
runs 'in JSON too' 0 '"retrieval":"retrieved","file":"' -R t show -f json pmid:31234562
before=$("$carrel" review dump t | wc -l)
runs 'once more' 0 '3 reports with a file' -R t retrieve pdf
same 'adds nothing' "$before" "$("$carrel" review dump t | wc -l)"
runs 'the list for a loan' 0 'doi:10.5555/inv.2004' -R t retrieve --missing
same 'has what is missing' 1 "$("$carrel" -R t retrieve --missing | wc -l)"
prints 'as a table' 'citation,doi,pmid,pmcid,status
"Vale A. Invented paper 4 on gels, wards and boats. J Invent Med 2024. doi:10.5555/inv.2004. PMID 31234564",10.5555/inv.2004,31234564,,' \
    -R t retrieve --missing -f csv
runs 'as RIS' 0 'DO  - 10.5555/inv.2004' -R t retrieve --missing -f ris
"$carrel" -R t decide -q --stage ft exclude --reason 'no data' pmid:31234564
same 'what is decided needs none' 0 "$("$carrel" -R t retrieve --missing | wc -l)"
runs 'undo takes all of them back' 0 '' -R t undo 2
prints 'and none is retrieved' '0' -R t search -o count is:retrieved

exit $failed
