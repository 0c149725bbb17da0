import { dataFolder, sharedSettings, sharedSettingsType } from '../settings.bicep'

@description('Name of the app.')
@minLength(2)
@maxLength(32)
param name string

@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('The environment it runs in.')
param environmentId string

@description('The app\'s identity.')
param identityName string

@description('Address of the registry.')
param registryServer string

@description('The image.')
param image string

@description('Where Application Insights is.')
param insightsName string

@description('What both apps are told.')
param shared sharedSettingsType

@description('Kind of machine, one GPU a replica.')
@allowed(['Consumption-GPU-NC8as-T4', 'Consumption-GPU-NC24-A100'])
param profile string

@description('Most replicas, and so most GPUs.')
@minValue(1)
@maxValue(100)
param maxReplicas int

@description('Activities that a replica works on at once.')
@minValue(1)
@maxValue(64)
param activities int

@description('Seconds without work after which the last replica ends.')
@minValue(30)
@maxValue(3600)
param cooldownSeconds int

@description('Whether the libraries of forward compatibility in the image go before the driver\'s.')
param cudaCompatibility bool

var port = 8080
// All that the machine has.
var size = profile == 'Consumption-GPU-NC8as-T4' ? { cpu: 8, memory: '56Gi' } : { cpu: 24, memory: '220Gi' }
var settings = [
  { name: 'EmuEdit__Role', value: 'gpu' }
  // Not auto: a GPU that cannot be used is not to be paid for while the processor works.
  { name: 'EmuEdit__Provider', value: 'cuda' }
  { name: 'EmuEdit__Limits__Gpu', value: string(activities) }
]

// In the order of infra/Dockerfile.
var compatibilitySettings = cudaCompatibility ? [{ name: 'LD_LIBRARY_PATH', value: '/usr/local/cuda/compat:/opt/cuda' }] : []

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource app 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: location
  tags: tags
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'gpu'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registryServer, identity: identity.id }]
    }
    template: {
      containers: [
        {
          name: 'emuedit'
          image: image
          // The worker itself, without the Functions host before it.
          command: ['dotnet', '/home/site/wwwroot/EmuEdit.Functions.dll']
          resources: { cpu: size.cpu, memory: size.memory }
          env: concat(settings, compatibilitySettings, sharedSettings(shared, identity.properties.clientId, insights.properties.ConnectionString))
          volumeMounts: [{ volumeName: 'data', mountPath: dataFolder }]
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: port }, periodSeconds: 30, failureThreshold: 10 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: port }, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 4 }
          ]
        }
      ]
      volumes: [{ name: 'data', storageType: 'EmptyDir' }]
      // Time to write what was paid for before the replica ends.
      terminationGracePeriodSeconds: 120
      scale: {
        minReplicas: 0
        maxReplicas: maxReplicas
        pollingInterval: 15
        cooldownPeriod: cooldownSeconds
        rules: [
          {
            name: 'activities'
            custom: {
              type: 'azure-durabletask-scheduler'
              identity: identity.id
              metadata: {
                endpoint: shared.scheduler
                taskhubName: shared.taskHub
                workItemType: 'Activity'
                maxConcurrentWorkItemsCount: string(activities)
              }
            }
          }
        ]
      }
    }
  }
}
