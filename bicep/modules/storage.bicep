@description('Name of the account, unique in the world.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Where the copies are.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param redundancy string

@description('Whether the account is reached from its virtual network only.')
param privateNetwork bool

@description('Addresses outside that network that may reach it all the same, in CIDR; none where it is empty.')
param allowedIpRange string

@description('Container of documents, pictures and data sets.')
param container string

@description('Container of model bundles.')
param modelContainer string

@description('Queue whose messages start batches. What is of no use goes to the queue of that name with -poison behind it.')
param queue string

@description('Days after its last use that a session is deleted. The apps do it; what they miss goes here, after six times as long without being read.')
@minValue(1)
@maxValue(3650)
param sessionLifetimeDays int

@description('Days that a deleted blob can be brought back.')
@minValue(1)
@maxValue(365)
param undeleteDays int

@description('Where writes to the queue are logged, for the alert of the poison queue.')
param workspaceId string

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    allowBlobPublicAccess: false
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    publicNetworkAccess: privateNetwork && empty(allowedIpRange) ? 'Disabled' : 'Enabled'
    networkAcls: {
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
      bypass: 'None'
      // A single address stands there without its prefix.
      ipRules: privateNetwork && !empty(allowedIpRange) ? [{ value: replace(allowedIpRange, '/32', '') }] : []
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: undeleteDays }
    containerDeleteRetentionPolicy: { enabled: true, days: undeleteDays }
    lastAccessTimeTrackingPolicy: { enable: true, name: 'AccessTimeTracking', trackingGranularityInDays: 1, blobType: ['blockBlob'] }
  }

  resource documents 'containers' = {
    name: container
  }

  resource models 'containers' = {
    name: modelContainer
  }
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices@2025-01-01' = {
  parent: account
  name: 'default'

  resource work 'queues' = {
    name: queue
  }

  resource poison 'queues' = {
    name: '${queue}-poison'
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2025-01-01' = {
  parent: account
  name: 'default'
  dependsOn: [blobs]
  properties: {
    policy: {
      rules: [
        {
          name: 'expired-sessions'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${container}/sessions/', '${container}/pictures/'] }
            actions: { baseBlob: { delete: { daysAfterLastAccessTimeGreaterThan: 6 * sessionLifetimeDays } } }
          }
        }
        {
          name: 'dead-letters'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${container}/dead-letters/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 90 } } }
          }
        }
        {
          name: 'temporary'
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${container}/temporary/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 7 } } }
          }
        }
      ]
    }
  }
}

resource queueLog 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'writes'
  scope: queues
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageWrite', enabled: true }]
  }
}

output blobEndpoint string = account.properties.primaryEndpoints.blob
