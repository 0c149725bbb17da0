import { roles } from '../roles.bicep'

@description('Name of the registry, unique in the world.')
@minLength(5)
@maxLength(50)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Premium also streams images, so that a GPU replica starts sooner.')
@allowed(['Basic', 'Premium'])
param sku string

@description('Identities of the apps that pull from it.')
param pullers string[]

resource registry 'Microsoft.ContainerRegistry/registries@2025-04-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: sku }
  properties: { adminUserEnabled: false }
}

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for name in pullers: {
    name: name
  }
]

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in pullers: {
    name: guid(registry.id, name, roles.acrPull)
    scope: registry
    properties: {
      principalId: identities[i].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.acrPull)
    }
  }
]

output server string = registry.properties.loginServer
