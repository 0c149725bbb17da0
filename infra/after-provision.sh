#!/usr/bin/env bash
# After azd has deployed: brings the bundle and the images to where they are missing, and where the apps run other images than those of this folder, deploys these.
# The second deployment ends here too, and finds nothing to do. Run again, likewise.
set -euo pipefail
cd "$(dirname "$0")/.."

bundle=${EMUEDIT_BUNDLE:-tiny}
if [ -d "models/$bundle" ]; then
    infra/upload-models.sh "$AZURE_STORAGE_ACCOUNT_NAME" "models/$bundle"
fi

# Of the second deployment it is the first one's, whatever was changed since: that is what was built.
tag=${EMUEDIT_BUILT_TAG:-$(infra/image-tag.sh)}
if [[ "$tag" = *-* ]]; then
    echo "There are changes that are not committed; the images are those of commit ${tag%-*} with them." >&2
fi
infra/build-images.sh "$AZURE_CONTAINER_REGISTRY_NAME" "$tag"
azd env set EMUEDIT_IMAGE_TAG "$tag"

[ "${EMUEDIT_DEPLOYED_TAG:-}" != "$tag" ] || exit 0
if [ -n "${EMUEDIT_BUILT_TAG:-}" ]; then
    echo "The apps were not deployed with the images $tag. Try 'azd provision'." >&2
    exit 1
fi
# The azd that waits for this script may keep the tag that it began with; another one reads the new one.
EMUEDIT_BUILT_TAG=$tag EMUEDIT_IMAGE_TAG=$tag azd provision --no-prompt
