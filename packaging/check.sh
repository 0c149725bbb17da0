#!/usr/bin/env bash
# Checks the packages as their users find them: packs to a temporary folder, installs the tool from there, edits with it away from the clone, and runs
# samples/FromPackages, which knows the packages only. Other packages come from where NuGet is configured to take them.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# The libraries of an earlier check have the same version.
export NUGET_FALLBACK_PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages} NUGET_PACKAGES=$folder/cache EMUEDIT_DATA_FOLDER=$folder/data

env -u NUGET_PACKAGES -u NUGET_FALLBACK_PACKAGES packaging/pack.sh "$folder/packages"
ls -l "$folder/packages"

scene=$PWD/docs/pictures/scene.png
dotnet tool install emuedit --tool-path "$folder/tool" --add-source "$folder/packages" --version "$(sed -n 's:.*<VersionPrefix>\(.*\)</VersionPrefix>.*:\1:p' Directory.Build.props)"
(cd "$folder" && tool/emuedit edit "$scene" "make it night" -o tool.png)

cp -r samples/FromPackages "$folder/sample"
(cd "$folder/sample" && dotnet run -c Release --property:RestoreAdditionalProjectSources="$folder/packages" -- "$scene" "$folder/sample.png" "$(dirname "$(find "$folder/tool" -path "*models/tiny/model_index.json")")")
[ -s "$folder/tool.png" ] && [ -s "$folder/sample.png" ]
echo "the tool and the sample have edited an image"
