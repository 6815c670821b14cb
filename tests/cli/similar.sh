#!/bin/sh
# What the cache itself finds like a study, beside what its record lists. CARREL is the program.
. "$(dirname "$0")/helpers"

record() {
    printf 'PMID- %d\nDP  - 20%02d\nTI  - %s\nAB  - %s\n\n' "$1" "$1" "$2" "$3"
}
{
    record 1 'Glowing algae in brackish lagoons' 'The algae of these lagoons glow when stirred.'
    record 2 'Stirred algae' 'Why brackish algae glow in the dark lagoons.'
    for number in 3 4 5 6 7 8 9 10 11 12; do
        record $number "A study of patients, part $number" 'The patients of this study were treated.'
    done
} >studies.nbib
printf 'citing,referenced\n3,1\n3,4\n5,1\n5,4\n1,77\n6,77\n' >links.csv
runs 'studies' 0 '12 new' import --cache-only studies.nbib
runs 'links' 0 '' import --cache-only links.csv

tab=$(printf '\t')
"$carrel" links pmid:1 --kind similar >similar
same 'by links, and by words' \
    "pmid:6${tab}here${tab}A study of patients, part 6${tab}1 shared reference
pmid:2${tab}here${tab}Stirred algae${tab}text
pmid:4${tab}here${tab}A study of patients, part 4${tab}cited together 2 times" \
    "$(cut -f 2- similar)"
runs 'why, as JSON' 0 '"why":"cited together 2 times"' links pmid:1 --kind similar --format json
runs 'only where they are asked for' 0 'similar: 0 listed' links pmid:1

exit $failed
