#Requires -Version 7.4
# infra/after-provision.sh for PowerShell, step by step the same.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot

$bundle = $env:EMUEDIT_BUNDLE ? $env:EMUEDIT_BUNDLE : 'tiny'
if (Test-Path "$root/models/$bundle") {
    & "$root/infra/upload-models.ps1" $env:AZURE_STORAGE_ACCOUNT_NAME "$root/models/$bundle"
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
}

# Of the second deployment it is the first one's, whatever was changed since: that is what was built.
$tag = $env:EMUEDIT_BUILT_TAG ? $env:EMUEDIT_BUILT_TAG : (& "$root/infra/image-tag.ps1")
if ($tag.Contains('-')) {
    [Console]::Error.WriteLine("There are changes that are not committed; the images are those of commit $($tag.Split('-')[0]) with them.")
}
& "$root/infra/build-images.ps1" $env:AZURE_CONTAINER_REGISTRY_NAME $tag
azd env set EMUEDIT_IMAGE_TAG $tag

if ($env:EMUEDIT_DEPLOYED_TAG -ceq $tag) { exit 0 }
if ($env:EMUEDIT_BUILT_TAG) {
    [Console]::Error.WriteLine("The apps were not deployed with the images $tag. Try 'azd provision'.")
    exit 1
}
# The azd that waits for this script may keep the tag that it began with; another one reads the new one.
$env:EMUEDIT_BUILT_TAG = $env:EMUEDIT_IMAGE_TAG = $tag
try { azd provision --no-prompt } finally { $env:EMUEDIT_BUILT_TAG = $null }
