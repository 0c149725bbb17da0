import { roles } from '../roles.bicep'

@description('Name of the scheduler.')
@minLength(3)
@maxLength(64)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Name of the task hub.')
@minLength(3)
@maxLength(64)
param taskHub string

@description('Pay by action, or for capacity.')
@allowed(['Consumption', 'Dedicated'])
param sku string

@description('Days that finished orchestrations can be looked at.')
@minValue(1)
@maxValue(90)
param retentionDays int

@description('Identities of the apps whose work it schedules.')
param workers string[]

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: sku == 'Dedicated' ? { name: sku, capacity: 1 } : { name: sku }
    // An identity with a role decides who gets in. The apps have no outbound address of their own that a list could name.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource hub 'taskHubs' = {
    name: taskHub
  }

  resource retention 'retentionPolicies' = {
    name: 'default'
    properties: {
      retentionPolicies: [
        { orchestrationState: 'Completed', retentionPeriodInDays: 1 }
        { retentionPeriodInDays: retentionDays }
      ]
    }
  }
}

resource identities 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = [
  for name in workers: {
    name: name
  }
]

resource worker 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in workers: {
    name: guid(scheduler::hub.id, name, roles.durableTaskDataContributor)
    scope: scheduler::hub
    properties: {
      principalId: identities[i].properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.durableTaskDataContributor)
    }
  }
]

output endpoint string = scheduler.properties.endpoint
