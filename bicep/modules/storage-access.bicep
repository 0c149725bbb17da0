import { roles } from '../roles.bicep'

@description('The storage account.')
param accountName string

@description('Container of documents, pictures and data sets.')
param container string

@description('Container of model bundles.')
param modelContainer string

@description('Identity of the cpu app.')
param cpuIdentityName string

@description('Identity of the gpu app.')
param gpuIdentityName string

@description('Principal that uploads model bundles.')
param uploaderPrincipalId string

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource documents 'containers' existing = {
      name: container
    }

    resource models 'containers' existing = {
      name: modelContainer
    }
  }
}

resource cpu 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: cpuIdentityName
}

resource gpu 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: gpuIdentityName
}

// The Functions host keeps leases and time stamps in containers of the account that it makes itself, so its role covers the account.
resource cpuBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, cpuIdentityName, roles.storageBlobDataOwner)
  scope: account
  properties: {
    principalId: cpu.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataOwner)
  }
}

// It takes messages of the queue and sends those of no use to the poison queue.
resource cpuQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, cpuIdentityName, roles.storageQueueDataContributor)
  scope: account
  properties: {
    principalId: cpu.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageQueueDataContributor)
  }
}

// The gpu app reads and writes what activities work on, and reads models.
resource gpuDocuments 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::documents.id, gpuIdentityName, roles.storageBlobDataContributor)
  scope: account::blobs::documents
  properties: {
    principalId: gpu.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}

resource gpuModels 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::models.id, gpuIdentityName, roles.storageBlobDataReader)
  scope: account::blobs::models
  properties: {
    principalId: gpu.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataReader)
  }
}

resource uploader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::models.id, uploaderPrincipalId, roles.storageBlobDataContributor)
  scope: account::blobs::models
  properties: {
    principalId: uploaderPrincipalId
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.storageBlobDataContributor)
  }
}
