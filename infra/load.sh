#!/usr/bin/env bash
# Measures a server: infra/load.sh edits|turns URL [REQUESTS] [CLIENTS]. Prints how many of which answer, and latencies in seconds at 50, 90, 99 and 100 %.
#   edits   POST /api/edits, the picture awaited
#   turns   a session each, a turn of it, and asking for it until it is finished
# PICTURE (docs/pictures/scene.png) is edited by INSTRUCTION ("make it night"). Where the server wants to know who asks, TOKEN has a bearer token.
set -euo pipefail
usage="usage: infra/load.sh edits|turns URL [REQUESTS] [CLIENTS]"
what=${1:?$usage} url=${2:?$usage} requests=${3:-20} clients=${4:-2}
export url PICTURE=${PICTURE:-docs/pictures/scene.png} INSTRUCTION=${INSTRUCTION:-make it night}

ask() { curl -s --max-time 240 ${TOKEN:+-H "Authorization: Bearer $TOKEN"} "$@"; }

edits() { ask -o /dev/null -w '%{http_code} %{time_total}\n' -F "image=@$PICTURE" -F "instruction=$INSTRUCTION" "$url/api/edits"; }

# The last word is "completed" where all went well, else the status of the HTTP answer that did not.
turns() {
    local start session turn status=""
    start=$(date +%s%N)
    session=$(ask -D - -o /dev/null -F "image=@$PICTURE" "$url/api/sessions" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    turn=$(ask -D - -o /dev/null -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" --json "{\"instruction\": \"$INSTRUCTION\"}" "$url$session/turns" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
    while [ -n "$turn" ] && [[ "$status" =~ ^(|queued|running)$ ]]; do
        status=$(ask "$url$turn" | sed -n 's/.*"status": *"\([a-z]*\)".*/\1/p' | head -n 1)
        [ -n "$status" ] || status=unanswered
        sleep 0.2
    done
    echo "${status:-refused} $((($(date +%s%N) - start) / 1000000))" | awk '{ printf "%s %.3f\n", $1, $2 / 1000 }'
}

export -f ask edits turns
[[ "$what" =~ ^(edits|turns)$ ]] || { echo "$usage" >&2; exit 2; }
seq "$requests" | xargs -P "$clients" -I _ bash -c "$what" | sort -k2,2n | awk -v clients="$clients" '
    { answers[$1]++; times[++n] = $2 }
    function at(share,  i) { i = int(n * share + 0.999999); return times[i < 1 ? 1 : i] }
    END {
        for (answer in answers) printf "%s: %d\n", answer, answers[answer]
        printf "%d requests of %d clients: 50 %% %.3f s, 90 %% %.3f s, 99 %% %.3f s, 100 %% %.3f s\n", n, clients, at(0.5), at(0.9), at(0.99), at(1)
    }'
