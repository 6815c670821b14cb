#!/bin/sh
# bootstrap, with stand-ins for the programs that would change the machine.
# Runs in the root of the sources.
set -u
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
failed=0
has() { # NAME PATTERN: the last run said it
    if grep -qF -- "$2" "$folder/out"; then
        echo "ok - $1"
    else
        echo "not ok - $1: no \"$2\" in: $(cat "$folder/out")"
        failed=1
    fi
}
stand_in() { # NAME SCRIPT
    printf '#!/bin/sh\n%s\n' "$2" >"$folder/$1"
    chmod +x "$folder/$1"
}
run() {
    PATH="$folder:$PATH" ./bootstrap "$@" >"$folder/out" 2>&1 </dev/null
    echo "exit code $?" >>"$folder/out"
}

stand_in make 'for goal; do :; done; echo "made $goal"'
stand_in apt-get 'echo "apt-get $*"'
stand_in dpkg-query 'echo "installed "'
run check
has 'with everything there it goes straight to make' 'made check'
run run
has 'run' 'made run'
run
has 'without a word it explains itself' 'usage: ./bootstrap run|check'
has 'and fails' 'exit code 2'

stand_in dpkg-query 'case "$*" in *libvterm-dev* | *libzstd-dev*) exit 1 ;; *gcc*) echo "config-files " ;; *) echo "installed " ;; esac'
stand_in id 'echo 0'
run check
has 'root installs' 'apt-get install -y --no-install-recommends gcc libzstd-dev libvterm-dev'
has 'after an update' 'apt-get update'
has 'then makes' 'made check'
run run
has 'run needs no test packages' 'apt-get install -y --no-install-recommends gcc libzstd-dev'

stand_in id 'echo 1000'
stand_in sudo 'case $1 in -n) exit 0 ;; *) echo "sudo $*"; "$@" ;; esac'
run check
has 'a user installs through sudo' 'sudo apt-get update'
stand_in sudo 'exit 1'
run check
has 'without sudo the packages are named' 'these packages are missing: gcc libzstd-dev libvterm-dev'
has 'and the command' 'apt-get update && apt-get install -y'
has 'and it fails' 'exit code 1'
stand_in id 'echo 0'
stand_in apt-get 'exit 100'
run check
has 'a failing apt-get is told' 'that failed; as root the command is:'
has 'and ends it' 'exit code 1'
exit $failed
