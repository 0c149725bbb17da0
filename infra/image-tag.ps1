#Requires -Version 7.4
# infra/image-tag.sh for PowerShell: prints the same tag for the same files.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot
$env:GIT_INDEX_FILE = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
try {
    git -C $root read-tree HEAD
    # .dockerignore names what the build may read, one path a line.
    $inputs = Get-Content "$root/.dockerignore" | Where-Object { $_.StartsWith('!') } | ForEach-Object { $_.Substring(1) }
    git -C $root add --all -- .dockerignore infra/Dockerfile @inputs
    $commit = git -C $root rev-parse --short=12 HEAD
    $tree = git -C $root write-tree
    if ($tree -eq (git -C $root log -1 --format=%T)) { $commit } else { "$commit-$($tree.Substring(0, 12))" }
}
finally {
    Remove-Item $env:GIT_INDEX_FILE -ErrorAction SilentlyContinue
    $env:GIT_INDEX_FILE = $null
}
