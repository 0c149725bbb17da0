import { roles } from '../roles.bicep'
import { languageModelType } from '../types.bicep'

@description('Name of the account, and of its address.')
@minLength(2)
@maxLength(64)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('The model.')
param model languageModelType

@description('Identity of the app that asks it.')
param userIdentityName string

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'AIServices'
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: name
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
  }

  resource deployment 'deployments' = {
    name: model.name
    sku: { name: model.sku, capacity: model.capacity }
    properties: {
      model: { format: model.format, name: model.name, version: model.version }
      versionUpgradeOption: 'NoAutoUpgrade'
    }
  }
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: userIdentityName
}

resource user 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, userIdentityName, roles.cognitiveServicesOpenAIUser)
  scope: account
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.cognitiveServicesOpenAIUser)
  }
}

output endpoint string = account.properties.endpoint
