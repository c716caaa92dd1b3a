#!/bin/sh
# Builds in TARGET the git repository that the rows of the store "git-repository" in
# expected.csv describe, from the files in git-history/ beside this script.
#
# usage: git_history.sh TARGET      (TARGET does not exist yet, or is an empty folder)
#
# Names and dates are fixed and no configuration of the user or the machine is read, so the
# commit ids depend on the input files alone.
set -eu

if [ $# -ne 1 ]; then
    echo "usage: $0 TARGET" >&2
    exit 2
fi
input=$(cd "$(dirname "$0")/git-history" && pwd)
mkdir -p "$1"
cd "$1"
if [ -n "$(ls -A)" ]; then
    echo "$0: $1 is not empty" >&2
    exit 2
fi

# A test may run inside a git hook, which exports variables that would point elsewhere.
# shellcheck disable=SC2046 # one word for each variable is what is wanted
unset $(git rev-parse --local-env-vars)
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME='Test Material' GIT_AUTHOR_EMAIL='test@example.org'
export GIT_COMMITTER_NAME='Test Material' GIT_COMMITTER_EMAIL='test@example.org'
umask 022

day=0

# Each commit, merge and tag is one day after the one before.
next_day() {
    day=$((day + 1))
    GIT_AUTHOR_DATE="$((1735689600 + day * 86400)) +0000"
    GIT_COMMITTER_DATE=$GIT_AUTHOR_DATE
    export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
}

commit() {
    next_day
    git commit --quiet --message "$1"
}

add() {
    for file in "$@"; do
        cp "$input/$file" "$file"
        chmod 644 "$file"
    done
    git add -- "$@"
}

git init --quiet --template= --initial-branch=main .

add deleted.crt deleted.key
commit 'Add a certificate and its key'
next_day
git tag --annotate --message 'The first release' v1.0

add current.crt current.key
commit 'Add a pair that stays'

git checkout --quiet -b experiment
add branch.crt branch.key
commit 'Try another pair'
git rm --quiet branch.key
commit 'Remove the key again'

git checkout --quiet main
git rm --quiet deleted.key
commit 'Delete the key'
next_day
git merge --quiet --no-ff --message 'Merge the experiment' experiment
git branch --quiet --delete experiment

add unreachable.crt
commit 'Add a certificate whose key was never committed'
add staged.crt staged.key
# Stored as if it had been staged once: no tree, commit or tag leads to it.
git hash-object -w -- "$input/unreachable.key" > /dev/null
