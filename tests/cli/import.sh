#!/bin/sh
# What import takes, from where, and what is left when it is cut off. CARREL is the program.
. "$(dirname "$0")/helpers"

# records FIRST LAST: that many invented studies as nbib.
records() {
    awk -v first="$1" -v last="$2" 'BEGIN {
        for (i = first; i <= last; i++) {
            printf "PMID- %d\nDP  - %d May %d\nTI  - Imaginary trial number %d of invented cells.\n", i,
                1950 + i % 70, 1 + i % 28, i
            printf "AB  - BACKGROUND: Study %d asks nothing. METHODS: We drew %d mice. RESULTS: All slept.\n", i, i % 97
            printf "FAU - Writer, Name%d\nAU  - Writer N\nLA  - eng\nPT  - Journal Article\nTA  - J Invent Med\n\n", i
        }
    }'
}
xml() { # PMID…: PubMed XML of such studies
    echo '<?xml version="1.0"?><PubmedArticleSet>'
    for pmid; do
        echo "<PubmedArticle><MedlineCitation Status=\"MEDLINE\"><PMID Version=\"1\">$pmid</PMID><Article>"
        echo "<ArticleTitle>Invented study $pmid</ArticleTitle><Abstract><AbstractText Label=\"AIMS\">None.</AbstractText>"
        echo "</Abstract><Language>eng</Language></Article></MedlineCitation></PubmedArticle>"
    done
    echo '</PubmedArticleSet>'
}

# where from
records 1 3 >three.nbib
xml 11 12 >two.xml
gzip -k two.xml
"$carrel" import - <three.nbib >"$out" 2>"$err"
ends 'standard input' $? 0 '3 records (nbib): 3 new'
mkfifo pipe
cat two.xml >pipe &
runs 'a pipe with a name' 0 '2 records (pubmed-xml): 2 new' import pipe
runs 'gzip without its name' 0 '2 unchanged' import two.xml.gz
cp two.xml.gz plain
runs 'gzip is known by its content' 0 '2 unchanged' import plain
runs 'several files' 0 '3 unchanged' import two.xml three.nbib
same 'a line for each' 2 "$("$carrel" import two.xml three.nbib | wc -l | xargs)"
mkdir folder
runs 'a folder without files' 3 'has no files to import' import folder
mkdir baseline
xml 21 22 >baseline/b.xml
xml 23 >baseline/a.xml
# A folder of files beside the cache, of which nothing is opened, by whatever name.
mkdir own
cp two.xml own
ln -s cache.db own/link.db
"$carrel" --cache own/cache.db review new own/mine.carrel >"$out" 2>"$err"
"$carrel" --cache own/cache.db -R own/mine.carrel import own >"$out" 2>"$err"
same 'a folder with the cache and the review' 0 $?
same 'only the file in it is read' 'own/two.xml' "$(sed -n 's/: .*//p' "$out" | head -1)"
same 'nothing is said of the others' 0 "$(grep -c 'own/[clm]' "$err" | xargs)"
runs 'the cache itself' 3 "belongs to carrel's own cache" --cache own/cache.db import own/link.db
runs 'the review itself' 3 "belongs to carrel's own cache" --cache own/cache.db -R own/mine.carrel import own/mine.carrel
runs 'a folder of files' 0 'a.xml: 1 record (pubmed-xml): 1 new' import --jobs 2 baseline
runs 'the same folder again' 0 'a.xml: imported before' import baseline
runs 'no such number of readers' 2 'from 1 to 16' import --jobs 17 baseline
runs 'what the bytes go into' 0 'a study' stats --storage
runs 'the same as JSON' 0 '"not_indexed":0' stats --storage -f json
runs 'a device' 3 'is a device' import /dev/null
runs 'a missing file is named' 1 'nowhere.xml' import nowhere.xml two.xml
grep -q '2 unchanged' "$out" && ok 'and the others are read' || not_ok 'and the others are read' '2 unchanged'
cp two.xml closed.xml
chmod 000 closed.xml
if [ -r closed.xml ]; then
    echo 'skip - an unreadable file: root reads everything'
    echo 'skip - a folder that cannot be written: root writes everywhere'
else
    runs 'an unreadable file' 1 'Permission denied' import closed.xml
    mkdir shut
    chmod 555 shut
    runs 'a folder that cannot be written' 1 'Permission denied' --cache shut/cache.db import two.xml
fi
runs 'a cache where there is no folder' 1 'No such file' --cache nowhere/cache.db import two.xml
runs 'a cache that is a folder' 1 'is a folder' --cache folder import two.xml

# what is in it
: >empty
runs 'an empty file' 3 'the file is empty' import empty
printf '%%PDF-1.7\n' >paper.pdf
runs 'a PDF' 3 'PDF' import paper.pdf
printf '<html><body>page</body></html>\n' >page.html
runs 'an HTML page without text' 3 '1 rejected' import page.html
runs 'says what is missing' 0 'a headline with text below it is missing' import --rejected
printf '<?xml version="1.0"?><feed><entry/></feed>\n' >feed.xml
runs 'other XML' 3 'PubMed' import feed.xml
head -c 4096 /dev/zero >zeros
runs 'zeros' 3 'binary' import zeros
runs 'the wrong format by force' 3 '1 rejected' import -f pubmed-xml three.nbib
runs 'a format that is none' 2 'pubmed-xml' import -f paper three.nbib
head -c 100 two.xml.gz >cut.gz
runs 'gzip that was cut off' 3 'ends too early' import cut.gz
{ xml 11 21 | head -n 6; } >cut.xml
runs 'XML that was cut off' 3 '1 unchanged, 1 rejected' import cut.xml
same 'says of the first why and where' 1 "$(grep -c '^  rejected: record 2, line [0-9]*: ' "$out")"
runs 'what was rejected is kept' 0 'Invented study 21' import --rejected
same 'and in JSON' 1 "$("$carrel" import --rejected --json | grep -c '"verbatim":".*Invented study 21')"
printf 'PMID- 31\nTI  - A bell\007 and an escape \033[2J.\nAB  - \000Nothing.\n' >controls.nbib
runs 'control characters' 0 '1 new' import controls.nbib
{ xml 12 | sed 's/Version="1"/Version="2"/; s/Invented study/A newer version of/'; } >newer.xml
runs 'a newer version' 0 '1 updated' import newer.xml
runs 'the older one again' 0 '0 updated, 2 unchanged' import two.xml
prints 'leaves the newer' 'pmid:12' search -o ids ti:newer
echo '<PubmedArticleSet><DeleteCitation><PMID>11</PMID></DeleteCitation></PubmedArticleSet>' >deleted.xml
runs 'deletion' 0 '1 deleted' import deleted.xml
prints 'takes it out' '' search -o ids pmid:11
runs 'all is sound' 0 'sound' check

# a file of two formats
printf 'TY  - JOUR\nTI  - A cup of invented tea\nER  - \n\nPT J\nTI Another\nER\n' >mixed.ris
runs 'a file of two formats' 3 '1 new, 0 updated, 0 unchanged, 1 rejected' import mixed.ris
runs 'says where the other begins' 0 'what begins here is Web of Science' import --rejected

# saved pages
cat >page.html <<'END'
<!DOCTYPE html><html><head><title>Invented cells calm storms | The Paper</title></head><body>
<nav><a href="/">Home</a></nav><div class="cookie-notice"><p>We use cookies for very many purposes, so that you may read.</p></div>
<article><h1>Invented cells calm storms</h1><time datetime="2021-05-04">4 May</time>
<p>In a small trial twelve invented patients were given cells and all of them went home (2,1).</p>
<p>A second team saw the same in a ward of sailors, who had been ill for longer than anybody (3).</p></article>
<footer>All rights reserved</footer></body></html>
END
cp page.html page.bib
runs 'a saved page, whatever its name' 0 '1 record (page-press): 1 new' --cache page.db import page.bib
"$carrel" --cache page.db import - <page.html >"$out" 2>"$err"
ends 'and from standard input' $? 0 '1 record (page-press)'
"$carrel" --cache page.db show -f json carrel:1 >"$out" 2>"$err"
ends 'with its main text alone' $? 0 '"sections":[{"label":null,"text":"In a small trial twelve invented patients were given cells and all of them went home (2,1).\nA second team saw the same in a ward of sailors, who had been ill for longer than anybody (3)."}]'
printf 'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related\r\n' >page.mhtml
runs 'a web archive' 3 'HTML only' import page.mhtml

# the press article: headings, paragraphs, markers in reading order
cat >article.txt <<'END'
Invented cells calm imaginary storms

May 4, 2021

Medicine

What was found

In a small trial twelve invented patients were given cells and all of them went home after a week (2,1).

A second team saw the same in a ward of imaginary sailors, who had been ill for longer than anybody (3).

What comes next

A larger trial of two hundred people who do not exist has begun and will end in the year after next.
END
runs 'a press article' 0 '1 record (page-press): 1 new' --cache article.db import article.txt
"$carrel" --cache article.db show -f json carrel:1 >"$out" 2>"$err"
for part in '"sections":[{"label":null,"text":"Medicine"},{"label":"What was found","text":"In a small' \
    'week (2,1).\nA second team' '{"label":"What comes next","text":"A larger' \
    '"markers":[{"number":2,"section":1,' '{"number":1,"section":1,' '{"number":3,"section":1,'; do
    grep -qF -- "$part" "$out" && ok "article: $part" || not_ok "article: $part" "$part"
done

# where: the environment and the options
CARREL_CACHE="$folder/by-name.db" runs 'the cache by the environment' 0 '3 new' import three.nbib
[ -f by-name.db ] && ok 'is made there' || not_ok 'is made there' by-name.db
CARREL_CACHE="$folder/by-name.db" prints 'an option goes before it' 0 --cache other.db search -o count ''
CARREL_REVIEW="$folder/mine.carrel" CARREL_CACHE="$folder/by-name.db" \
    runs 'the review by the environment' 0 ': 3 new candidates' import three.nbib
CARREL_REVIEW="$folder/mine.carrel" CARREL_CACHE="$folder/by-name.db" \
    runs 'has its own numbers' 0 '3 candidates' stats
env -u XDG_CACHE_HOME -u HOME "$carrel" search x >"$out" 2>"$err"
ends 'without a home' $? 1 'HOME'
LC_ALL=C runs 'in the C locale' 0 'Imaginary trial number 2' --cache by-name.db show 2

# links without studies
printf 'citing,referenced\n12,11\n12,900\nx,11\n13,11\n' >pairs.csv
printf 'pmid,title,citation_count,cited_by,references\n11,,7,12 14,900\n' >metadata.csv
runs 'links alone' 3 '3 links of 2 studies (icite), 1 rejected' --cache links.db import pairs.csv
runs 'links and their count' 0 '3 links of 1 study (icite)' --cache links.db import metadata.csv
runs 'they are no studies' 0 '2 records (pubmed-xml): 2 new' --cache links.db import two.xml
runs 'who cites' 0 'pmid:14' --cache links.db links --kind cited_by 11
runs 'who cites, of the other file' 0 'pmid:13' --cache links.db links --kind cited_by 11
prints 'a query about them' 1 --cache links.db search -o count 'refs:12'
prints 'the count that was announced' 1 --cache links.db search -o count 'cites:7'
runs 'links: sound' 0 'sound' --cache links.db check

# cut off: what is committed stays, and the import goes on from there
count=30000
records 1000001 $((1000000 + count)) >many.nbib
cut_off() { # NAME SIGNAL CODE: interrupts an import once it has begun to write
    rm -f cut.db* pid
    # What runs in the background of a script ignores SIGINT, so that is the one who sends it.
    {
        until [ -s cut.db-wal ]; do :; done
        kill -"$2" "$(cat pid)"
    } &
    sh -c 'echo $$ >pid; exec "$@"' sh "$carrel" --cache cut.db import many.nbib >"$out" 2>"$err"
    same "$1" "$3" $?
    runs "$1: what is there is sound" 0 'sound' --cache cut.db check
    runs "$1: it goes on" 0 "$count records (nbib)" --cache cut.db import many.nbib
    prints "$1: everything is in, once" "$count" --cache cut.db search -o count ''
    runs "$1: sound" 0 'sound' --cache cut.db check
    runs "$1: again nothing is new" 0 "0 new, 0 updated, $count unchanged" --cache cut.db import many.nbib
}
cut_off 'interrupted' INT 130
cut_off 'killed' KILL 137

# a disk that fills: a limit on the size of files, which is an error to write beyond
(
    trap '' XFSZ
    ulimit -f 4000
    "$carrel" --cache full.db import many.nbib >"$out" 2>"$err"
)
same 'a full disk is an error' 1 $?
[ -s "$err" ] && ok 'with a sentence' || not_ok 'with a sentence' 'why'
runs 'and leaves the cache sound' 0 'sound' --cache full.db check
runs 'when there is room it goes on' 0 "$count records (nbib)" --cache full.db import many.nbib
prints 'and everything is in' "$count" --cache full.db search -o count ''

# a name that hundreds share, as the DOI of a supplement
supplement() {
    awk 'BEGIN { for (i = 1; i <= 400; i++)
        printf "TY  - JOUR\nTI  - Invented abstract %d of a congress on kettles\nAU  - Cup, Anna%d\nPY  - 2020\nDO  - 10.5555/supp\nER  - \n\n", i, i }'
}
supplement >supplement.ris
(supplement; printf '\n') >once-more.ris
runs 'what shares a DOI stays apart' 0 '400 records (ris): 400 new' --cache shared.db -R shared.carrel import supplement.ris
runs 'and is known again' 0 '0 new, 0 updated, 400 unchanged' --cache shared.db -R shared.carrel import once-more.ris
runs 'as the same candidates' 0 'candidates         400' --cache shared.db review info shared.carrel
prints 'all of them seen' 400 --cache shared.db -R shared.carrel search -o count ''
exit "$failed"
