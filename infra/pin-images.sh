#!/usr/bin/env bash
# Writes into infra/Dockerfile which build of each base image its tag stands for now: NAME:TAG@sha256:... Needs nothing but curl, and no login. Run it to take newer builds; the images' tag changes with them.
set -euo pipefail
file=${1:-$(dirname "$0")/Dockerfile}
types="application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json"

# Registries that want a token say where to ask for one; anybody gets it.
digest() {
    local registry=${1%%/*} name=${1#*/} headers challenge token
    local url="https://$registry/v2/${name%:*}/manifests/${name##*:}"
    headers=$(curl -sI -H "Accept: $types" "$url" | tr -d '\r')
    challenge=$(sed -n 's/^[Ww][Ww][Ww]-[Aa]uthenticate: Bearer //p' <<< "$headers")
    if [ -n "$challenge" ]; then
        part() { sed -n "s/.*$1=\"\([^\"]*\)\".*/\1/p" <<< "$challenge"; }
        token=$(curl -s "$(part realm)?service=$(part service)&scope=$(part scope)" | sed -n 's/.*"token" *: *"\([^"]*\)".*/\1/p')
        headers=$(curl -sI -H "Accept: $types" -H "Authorization: Bearer $token" "$url" | tr -d '\r')
    fi
    sed -n 's/^[Dd]ocker-[Cc]ontent-[Dd]igest: \(sha256:[0-9a-f]\{64\}\)$/\1/p' <<< "$headers" | head -n 1
}

sed -n 's/^ARG [A-Z]*=\([^@ ]*\/[^@ ]*:[^@ ]*\).*/\1/p' "$file" | while read -r image; do
    found=$(digest "$image")
    [ -n "$found" ] || { echo "$image: its registry names no digest" >&2; exit 1; }
    sed -i.before "s|^\(ARG [A-Z]*=$image\)\(@sha256:[0-9a-f]*\)\{0,1\}$|\1@$found|" "$file"
    rm -f "$file.before"
    echo "$image@$found"
done
