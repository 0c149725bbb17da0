#Requires -Version 7.4
# infra/upload-models.sh for PowerShell: infra/upload-models.ps1 ACCOUNT FOLDER [NAME]. NAME is the folder's unless given.
# A list of hashes goes last, so a bundle that has it is whole. Run again, it goes on; the name of one bundle is not given to another.
param([Parameter(Mandatory)] [string] $Account, [Parameter(Mandatory)] [string] $Folder, [string] $Name)
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
if (-not (Test-Path "$Folder/model_index.json")) {
    [Console]::Error.WriteLine("$Folder is no bundle: it has no model_index.json")
    exit 2
}
$Folder = (Resolve-Path $Folder).ProviderPath
if (-not $Name) { $Name = Split-Path -Leaf $Folder }

# Pictures and notes of the training are not needed to run it.
$files = [string[]] @(Get-ChildItem $Folder -Recurse -File -Force | Where-Object Name -cne 'bundle.sha256' |
    ForEach-Object { [IO.Path]::GetRelativePath($Folder, $_.FullName).Replace('\', '/') } | Where-Object { $_ -cnotlike 'training/*' })
[Array]::Sort($files, [StringComparer]::Ordinal)
$lines = $files | ForEach-Object { "$((Get-FileHash "$Folder/$_" -Algorithm SHA256).Hash.ToLowerInvariant())  $_`n" }
$scratch = (New-Item -ItemType Directory (Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName()))).FullName
$manifest = "$scratch/bundle.sha256"
[IO.File]::WriteAllText($manifest, -join $lines)

function Invoke-Storage { az storage blob @args --account-name $Account --auth-mode login --only-show-errors }

try {
    # A role that was just given takes a while to be known.
    for ($attempt = 1; ; $attempt++) {
        try {
            $there = Invoke-Storage exists --container-name models --name "$Name/bundle.sha256" --query exists --output tsv 2> "$scratch/error"
            break
        }
        catch {
            if ($attempt -eq 20) { throw (Get-Content -Raw "$scratch/error") }
            Start-Sleep -Seconds 15
        }
    }
    if ($there -eq 'true') {
        Invoke-Storage download --container-name models --name "$Name/bundle.sha256" --file "$scratch/there" --output none
        if ([IO.File]::ReadAllText("$scratch/there") -ceq [IO.File]::ReadAllText($manifest)) {
            "models/$Name is there"
            exit 0
        }
        [Console]::Error.WriteLine("models/$Name is another bundle. Apps that run have it, so give this one a name of its own: infra/upload-models.ps1 $Account $Folder NAME")
        exit 2
    }
    foreach ($file in $files) {
        # The service refuses what does not arrive as it was sent.
        Invoke-Storage upload --container-name models --name "$Name/$file" --file "$Folder/$file" --overwrite --validate-content --no-progress --output none
        "models/$Name/$file"
    }
    Invoke-Storage upload --container-name models --name "$Name/bundle.sha256" --file $manifest --overwrite --no-progress --output none
    "models/$Name is whole: $($files.Count) files"
}
finally {
    Remove-Item -Recurse $scratch
}
