#Requires -Version 7.4
# infra/build-images.sh for PowerShell: infra/build-images.ps1 REGISTRY TAG. A tag that is there is left alone: it stands for one build.
param([Parameter(Mandatory)] [string] $Registry, [Parameter(Mandatory)] [string] $Tag)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
$root = Split-Path $PSScriptRoot

# There is no repository before the first build.
try { $there = @(az acr repository show-tags --name $Registry --repository emuedit --output tsv 2> $null) } catch { $there = @() }
foreach ($role in 'cpu', 'gpu') {
    if ($there -ccontains "$Tag-$role") {
        "emuedit:$Tag-$role is there"
        continue
    }
    az acr build --registry $Registry --image "emuedit:$Tag-$role" --file "$root/infra/Dockerfile" --target $role --timeout 7200 --only-show-errors $root
}
