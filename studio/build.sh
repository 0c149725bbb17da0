#!/usr/bin/env bash
# Builds the page and puts it where the server's build takes it from. The page is committed: who builds the server needs no Node.
set -euo pipefail
cd "$(dirname "$0")"
page=../src/EmuEdit.Http/Studio/page

npm ci --no-audit --no-fund --loglevel=error
npm run build
rm -rf "$page"
cp -r dist "$page"
# What it was built from: a test says when that has changed since.
find src public index.html package.json package-lock.json tsconfig.json vite.config.ts -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d ' ' -f 1 > "$page/sources.sha256"
echo "$(find "$page" -name '*.*' -type f ! -name '*.sha256' -print0 | xargs -0 -n 1 gzip -9c | wc -c) bytes gzipped"
