#!/usr/bin/env bash
# Builds the images in the registry: infra/build-images.sh REGISTRY TAG. A tag that is there is left alone: it stands for one build.
set -euo pipefail
cd "$(dirname "$0")/.."
registry=${1:?usage: infra/build-images.sh REGISTRY TAG} tag=${2:?usage: infra/build-images.sh REGISTRY TAG}

there=$(az acr repository show-tags --name "$registry" --repository emuedit --output tsv 2> /dev/null || true)
for role in cpu gpu; do
    if grep -qx "$tag-$role" <<< "$there"; then
        echo "emuedit:$tag-$role is there"
        continue
    fi
    az acr build --registry "$registry" --image "emuedit:$tag-$role" --file infra/Dockerfile --target "$role" --timeout 7200 --only-show-errors .
done
