#!/usr/bin/env bash
# After azd has made the registry and the storage account: brings the bundle and the images there, and tells azd the images' tag. Run again, it does only what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

bundle=${EMUEDIT_BUNDLE:-tiny}
if [ -d "models/$bundle" ]; then
    infra/upload-models.sh "$AZURE_STORAGE_ACCOUNT_NAME" "models/$bundle"
fi

tag=$(git rev-parse --short=12 HEAD)
if ! git diff --quiet HEAD; then
    echo "There are changes that are not committed; the images are those of commit $tag with them." >&2
    tag="$tag-$(date -u +%Y%m%d%H%M%S)"
fi
infra/build-images.sh "$AZURE_CONTAINER_REGISTRY_NAME" "$tag"
azd env set EMUEDIT_IMAGE_TAG "$tag"
