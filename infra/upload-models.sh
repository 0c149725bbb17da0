#!/usr/bin/env bash
# Uploads a model bundle as the one who is logged in: infra/upload-models.sh ACCOUNT FOLDER [NAME]. NAME is the folder's unless given.
# A list of hashes goes last, so a bundle that has it is whole. Run again, it goes on; the name of one bundle is not given to another.
set -euo pipefail
usage="usage: infra/upload-models.sh ACCOUNT FOLDER [NAME]"
account=${1:?$usage} folder=${2:?$usage}
name=${3:-$(basename "$folder")}
[ -f "$folder/model_index.json" ] || { echo "$folder is no bundle: it has no model_index.json" >&2; exit 2; }

manifest=$(mktemp -d)
trap 'rm -rf "$manifest"' EXIT
# Pictures and notes of the training are not needed to run it.
(cd "$folder" && find . -type f ! -path './training/*' ! -name bundle.sha256 -printf '%P\0' | LC_ALL=C sort -z | xargs -0 sha256sum) > "$manifest/bundle.sha256"

storage() { az storage blob "$@" --account-name "$account" --auth-mode login --only-show-errors; }

# A role that was just given takes a while to be known.
for attempt in $(seq 1 20); do
    there=$(storage exists --container-name models --name "$name/bundle.sha256" --query exists --output tsv 2> "$manifest/error") && break
    [ "$attempt" -lt 20 ] || { cat "$manifest/error" >&2; exit 1; }
    sleep 15
done

if [ "$there" = true ]; then
    storage download --container-name models --name "$name/bundle.sha256" --file "$manifest/there" --output none
    cmp -s "$manifest/bundle.sha256" "$manifest/there" && { echo "models/$name is there"; exit 0; }
    echo "models/$name is another bundle. Apps that run have it, so give this one a name of its own: infra/upload-models.sh $account $folder NAME" >&2
    exit 2
fi

while read -r _ file; do
    # The service refuses what does not arrive as it was sent.
    storage upload --container-name models --name "$name/$file" --file "$folder/$file" --overwrite --validate-content --no-progress --output none
    echo "models/$name/$file"
done < "$manifest/bundle.sha256"
storage upload --container-name models --name "$name/bundle.sha256" --file "$manifest/bundle.sha256" --overwrite --no-progress --output none
echo "models/$name is whole: $(wc -l < "$manifest/bundle.sha256") files"
