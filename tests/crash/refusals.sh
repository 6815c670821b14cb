#!/bin/sh
# Files that cannot be used: each is refused in a sentence that names it, and is the same byte by byte
# afterwards. CARREL is the program.
. "$(dirname "$0")/../cli/helpers"

awk 'BEGIN { for (i = 1; i <= 300; i++) printf "PMID- %d\nTI  - Invented study %d about nothing.\n\n", i, i }' >studies.nbib
"$carrel" --cache cache.db -R good.carrel import -q studies.nbib || exit 1
"$carrel" --cache cache.db -R good.carrel decide -q include pmid:1 || exit 1

put() { # FILE PLACE: standard input goes there
    dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}
# spoils KIND GOOD FILE PAGE: makes a file of each kind out of a good one.
spoils() {
    case $1 in
    newer) cp "$2" "$3" && printf '\0\0\0\143' | put "$3" 60 ;;
    foreign) cp "$2" "$3" && printf 'ABCD' | put "$3" 68 ;;
    text) yes 'no database at all' | head -n 2000 >"$3" ;;
    cut) head -c $(($(stat -c %s "$2") * 6 / 10)) "$2" >"$3" ;;
    page) cp "$2" "$3" && head -c "$4" /dev/zero | tr '\0' '\252' | put "$3" $((3 * $4)) ;;
    empty) : >"$3" ;;
    folder) mkdir "$3" ;;
    esac
}
says() { # what the sentence about a kind is
    case $1 in
    newer) echo 'was written by a newer carrel (version 99' ;;
    foreign) echo "is another program's database" ;;
    text) echo 'is no database, or a damaged one' ;;
    cut | page) echo 'is damaged (' ;;
    empty) echo 'is empty, not a carrel' ;;
    folder) echo 'is a folder, not a carrel' ;;
    esac
}
sum() { if [ -d "$1" ]; then ls -a "$1"; else cksum <"$1"; fi; }

# refuses KIND FILE: all the commands of standard input do, each on a line.
refuses() {
    kind=$1 file=$2 before=$(sum "$2") wrong=
    while read -r words; do
        eval "\"\$carrel\" $words" >"$out" 2>"$err" </dev/null
        status=$?
        if [ $status -ne 1 ] || ! grep -qF "$(says "$kind")" "$err" || ! grep -qF "$file" "$err" ||
            [ "$(wc -l <"$err")" -ne 1 ]; then
            wrong="$words (exit code $status, $(head -c 300 "$err"))"
        fi
        if [ "$(sum "$file")" != "$before" ] || [ -e "$file-journal" ]; then
            wrong="$words (the file is another now)"
        fi
    done
    if [ -z "$wrong" ]; then ok "$file is refused and left as it is"; else not_ok "$file" "$wrong"; fi
}

for kind in newer foreign text cut page empty folder; do
    file=$kind.carrel
    spoils $kind good.carrel $file 4096
    refuses $kind $file <<EOF
--cache cache.db -R $file search ''
--cache cache.db -R $file show 1
--cache cache.db -R $file undo
--cache cache.db -R $file stats
--cache cache.db -R $file prisma
--cache cache.db -R $file report
--cache cache.db -R $file export -f csv
--cache cache.db check -R $file
-R $file agreement
-R $file review set title=anew
-R $file review invite Ben
review info $file
review dump $file
review copy $file other.carrel
merge $file good.carrel
merge good.carrel $file
EOF
    [ -e other.carrel ] && not_ok "$file is not copied" 'no copy'
    [ $kind = empty ] || refuses $kind $file <<EOF
--cache cache.db -R $file decide include pmid:2
--cache cache.db -R $file tag +label -- pmid:2
--cache cache.db -R $file note pmid:2 words
--cache cache.db -R $file import studies.nbib
--cache cache.db -R $file import --take-decisions studies.nbib
-R $file review sync folder
EOF
done
same 'the good one is whole' 1 "$("$carrel" --cache cache.db -R good.carrel search -o ids is:include | wc -l)"
runs 'what may begin a review begins one in an empty file' 0 'include: 1 study' \
    --cache cache.db -R empty.carrel decide include pmid:2

for kind in newer foreign text page folder; do
    file=$kind.db
    spoils $kind cache.db $file 16384
    case $kind in
    page) # a search need not come by the page
        refuses $kind $file <<EOF
--cache $file check
EOF
        ;;
    *)
        refuses $kind $file <<EOF
--cache $file search ''
--cache $file show 1
--cache $file import studies.nbib
--cache $file -R good.carrel decide include pmid:3
--cache $file -R good.carrel export -f csv
EOF
        ;;
    esac
done

# Restoring makes no review of what has no events.
runs 'no events' 3 'no line of it is an event' review restore studies.nbib restored.carrel
[ -e restored.carrel ] && not_ok 'no review is made' 'no file'
runs 'nothing to restore' 1 'No such file' review restore nothing.jsonl restored.carrel

# Files and folders that cannot be written. Root can write everything, so another user tries.
user=
if [ "$(id -u)" -eq 0 ]; then
    user='setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all'
    if ! chmod 755 "$folder" || ! $user test -x "$carrel" 2>/dev/null; then
        echo 'skip - files that cannot be written: root can write them all, and no other user can start the program'
        exit $failed
    fi
fi
mkdir -p locked home/carrel
cp data/carrel/reviewer home/carrel/
cp good.carrel locked/folder.carrel
cp good.carrel file.carrel
chmod 444 file.carrel && chmod 644 locked/folder.carrel cache.db && chmod 555 locked && chmod 777 home
[ "$(id -u)" -eq 0 ] && chown -R 65534 home
keeps() { # NAME FILE CODE PATTERN ARGUMENT...
    name=$1 file=$2 code=$3 pattern=$4 before=$(sum "$2")
    shift 4
    XDG_DATA_HOME="$folder/home" XDG_CACHE_HOME="$folder/home" XDG_STATE_HOME="$folder/home" $user "$carrel" "$@" \
        >"$out" 2>"$err" </dev/null
    ends "$name" $? "$code" "$pattern"
    same "$name, which changes nothing" "$before" "$(sum "$file")"
}
for file in file.carrel locked/folder.carrel; do
    keeps "$file can be read" $file 0 'candidates         300' review info $file
    keeps "$file can be dumped" $file 0 '"kind":"decision"' review dump $file
    keeps "$file takes no title" $file 1 'can only be read' -R $file review set title=anew
    keeps "$file takes no merge" $file 1 'can only be read' merge $file good.carrel
    keeps "$file sends no invitation" $file 1 'could not open' -R $file review invite Ben
    keeps "$file is not undone" $file 1 'can only be read' --cache cache.db -R $file undo
    keeps "$file takes no decision" $file 1 'can only be read' --cache cache.db -R $file decide include pmid:2
done
exit $failed
