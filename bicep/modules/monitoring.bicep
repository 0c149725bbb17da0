import { roles } from '../roles.bicep'

@description('Name of the workspace.')
@minLength(4)
@maxLength(63)
param name string

@description('Name of Application Insights.')
@minLength(1)
@maxLength(260)
param insightsName string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Gigabytes of logs a day, after which no more are taken until the next day; -1 for no limit.')
param dailyGigabytes int

@description('Identities of the apps that send telemetry.')
param senders string[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    workspaceCapping: { dailyQuotaGb: dailyGigabytes }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    // Telemetry needs an identity; the connection string alone, which stands in the apps' settings, lets nobody write.
    DisableLocalAuth: true
  }
}

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for name in senders: {
    name: name
  }
]

resource publisher 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in senders: {
    name: guid(insights.id, name, roles.monitoringMetricsPublisher)
    scope: insights
    properties: {
      principalId: identities[i].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.monitoringMetricsPublisher)
    }
  }
]

output workspaceId string = workspace.id
