#!/bin/bash
# Put what students get into a git repository of its own, which their links lead to: lessons, exercises and record of this
# folder's last commit, and no solutions, neither now nor in its history.
#
#     bash deploy/publish.sh /srv/class/trilateral
#
# The last name is that of the course's folder in each home. Give the same command again when the course has changed;
# students get the change when they open their link.
set -euo pipefail
umask 022  # others may read it
to="$(realpath -m "${1:?where to? For example: bash deploy/publish.sh /srv/class/trilateral}")"
cd "$(dirname "$0")/.."
export GIT_AUTHOR_NAME=trilateral GIT_AUTHOR_EMAIL=trilateral@localhost
export GIT_COMMITTER_NAME=trilateral GIT_COMMITTER_EMAIL=trilateral@localhost
mkdir -p "$(dirname "$to")"
[ -e "$to" ] || git init --quiet --bare --initial-branch=main "$to"
index="$(mktemp -d)"
trap 'rm -rf "$index"' EXIT
export GIT_INDEX_FILE="$index/index"
for folder in notebooks exercises data; do
    git read-tree --prefix="$folder/" "HEAD:./$folder"
done
git rm --cached -r -q --ignore-unmatch -- exercises/solutions exercises/worked
tree="$(git write-tree)"
last="$(git --git-dir="$to" rev-parse --quiet --verify refs/heads/main || true)"
if [ -n "$last" ] && [ "$(git --git-dir="$to" rev-parse "$last^{tree}")" = "$tree" ]; then
    echo "Nothing has changed for students."
    exit
fi
[ -z "$last" ] || git fetch --quiet --no-write-fetch-head "$to" main
commit="$(git commit-tree "$tree" ${last:+-p "$last"} -m "The course, for students")"
git push --quiet "$to" "$commit:refs/heads/main"
echo "Students get this course from $to."
