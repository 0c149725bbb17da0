#!/usr/bin/env bash
# Makes the packages: packaging/pack.sh FOLDER. `emuedit` is the .NET tool for Linux on x64, with ONNX Runtime, libtorch and models/tiny; the others are the
# libraries that `EmuEdit.Editing` and `EmuEdit.Imaging` consist of.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=$(realpath -m "${1:?usage: packaging/pack.sh FOLDER}")

dotnet pack src/EmuEdit.Cli -c Release -r linux-x64 -o "$folder" -v q
for library in Core Diffusion Networks Onnx Imaging Editing; do
    dotnet pack "src/EmuEdit.$library" -c Release -o "$folder" -v q
done
# nuget.org takes packages of up to 250 MB.
find "$folder" -name '*.nupkg' -size +249M -printf '%f is larger than 250 MB\n' | { ! grep . >&2; }
