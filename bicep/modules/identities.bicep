@description('Names of the apps\' identities.')
@minLength(1)
param names string[]

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = [
  for name in names: {
    name: name
    location: location
    tags: tags
  }
]
