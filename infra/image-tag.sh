#!/usr/bin/env bash
# Prints the tag of the images that this folder makes: the commit, and where what they are made from is not as in the commit, changed or not tracked, a hash behind it. Equal files have equal tags.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export GIT_INDEX_FILE=$scratch/index

git read-tree HEAD
# .dockerignore names what the build may read, one path a line.
# shellcheck disable=SC2046
git add --all -- .dockerignore infra/Dockerfile $(sed -n 's/^!//p' .dockerignore)
commit=$(git rev-parse --short=12 HEAD) tree=$(git write-tree)
[ "$tree" = "$(git log -1 --format=%T)" ] && echo "$commit" || echo "$commit-${tree:0:12}"
