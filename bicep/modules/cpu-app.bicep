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

@description('Name of the storage account, for the Functions host\'s own files.')
param storageAccountName string

@description('Queue whose messages start batches.')
param queue string

@description('Address of the language model; empty for none.')
param languageModelEndpoint string

@description('Deployment of the language model; empty for none.')
param languageModelDeployment string

@description('Replicas that are always there; with none the first request after a pause waits for one.')
@minValue(0)
@maxValue(30)
param minReplicas int

@description('Most replicas.')
@minValue(1)
@maxValue(30)
param maxReplicas int

@description('Shards of a batch at once.')
@minValue(1)
@maxValue(256)
param shards int

@description('Days after its last use that a session is deleted.')
@minValue(1)
@maxValue(3650)
param sessionLifetimeDays int

@description('Edits at once that requests wait for.')
@minValue(1)
@maxValue(64)
param waitingEdits int

@description('Unfinished turns of all sessions.')
@minValue(1)
@maxValue(1000)
param unfinishedTurns int

@description('Calls of the language model at once.')
@minValue(1)
@maxValue(256)
param languageModelCalls int

@description('Whether a request needs an identity.')
@allowed(['required', 'none'])
param authentication string

@description('Client id of the app registration that requests are for; empty where none is needed.')
param authenticationClientId string

@description('Origins whose pages may use the API, such as https://name.example.')
param allowedOrigins string[]

@description('Addresses that requests may come from, in CIDR; empty for any, or for none outside the environment where no identity is needed.')
param allowedIpRange string

var port = 8080
var settings = [
  { name: 'EmuEdit__Role', value: 'cpu' }
  { name: 'EmuEdit__Authentication', value: authentication }
  { name: 'EmuEdit__Origins', value: join(allowedOrigins, ' ') }
  { name: 'EmuEdit__Storage__Queue', value: queue }
  { name: 'EmuEdit__Limits__Edits', value: string(waitingEdits) }
  { name: 'EmuEdit__Limits__Turns', value: string(unfinishedTurns) }
  { name: 'EmuEdit__Limits__Writers', value: string(languageModelCalls) }
  { name: 'EmuEdit__Limits__Shards', value: string(shards) }
  { name: 'EmuEdit__Sessions__LifetimeDays', value: string(sessionLifetimeDays) }
  { name: 'AzureWebJobsStorage__accountName', value: storageAccountName }
  { name: 'AzureWebJobsStorage__credential', value: 'managedidentity' }
  { name: 'AzureWebJobsStorage__clientId', value: identity.properties.clientId }
  // The same for all replicas and revisions; else the host takes each container's name, and a timer would fire in every one.
  { name: 'AzureFunctionsWebHost__hostid', value: 'emuedit-cpu' }
  // Without a key of the account the host cannot keep its own in there.
  { name: 'AzureWebJobsSecretStorageType', value: 'files' }
  { name: 'FUNCTIONS_WORKER_RUNTIME', value: 'dotnet-isolated' }
  // The host gives no function the task hub before it has a name for itself. Nobody asks for the addresses that it makes of it.
  { name: 'WEBSITE_HOSTNAME', value: 'localhost:${port}' }
]
var languageModelSettings = empty(languageModelDeployment)
  ? []
  : [
      { name: 'EmuEdit__LanguageModel__Endpoint', value: languageModelEndpoint }
      { name: 'EmuEdit__LanguageModel__Deployment', value: languageModelDeployment }
    ]

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
  kind: 'functionapp'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'cpu'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: [{ server: registryServer, identity: identity.id }]
      ingress: {
        external: authentication == 'required' || !empty(allowedIpRange)
        targetPort: port
        transport: 'auto'
        allowInsecure: false
        // What a browser asks beforehand has no identity, so the ingress answers it; whose pages may come in, the app checks too.
        corsPolicy: empty(allowedOrigins) ? null : { allowedOrigins: allowedOrigins, allowedMethods: ['GET', 'POST', 'DELETE'], allowedHeaders: ['*'], exposeHeaders: ['*'] }
        ipSecurityRestrictions: empty(allowedIpRange) ? [] : [{ name: 'allowed', action: 'Allow', ipAddressRange: allowedIpRange }]
      }
    }
    template: {
      containers: [
        {
          name: 'emuedit'
          image: image
          resources: { cpu: 2, memory: '4Gi' }
          env: concat(settings, languageModelSettings, sharedSettings(shared, identity.properties.clientId, insights.properties.ConnectionString))
          volumeMounts: [{ volumeName: 'data', mountPath: dataFolder }]
          probes: [
            { type: 'Startup', httpGet: { path: '/healthz', port: port }, periodSeconds: 30, failureThreshold: 10 }
            { type: 'Liveness', httpGet: { path: '/healthz', port: port }, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 4 }
            { type: 'Readiness', httpGet: { path: '/healthz', port: port }, periodSeconds: 10, timeoutSeconds: 5 }
          ]
        }
      ]
      volumes: [{ name: 'data', storageType: 'EmptyDir' }]
      // Rules are the platform's for this kind: it reads the triggers.
      scale: { minReplicas: minReplicas, maxReplicas: maxReplicas }
    }
  }
}

resource authenticated 'Microsoft.App/containerApps/authConfigs@2026-01-01' = if (authentication == 'required') {
  parent: app
  name: 'current'
  properties: {
    platform: { enabled: true }
    globalValidation: { unauthenticatedClientAction: 'Return401', excludedPaths: ['/healthz'] }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: { clientId: authenticationClientId, openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' }
        validation: { allowedAudiences: [authenticationClientId, 'api://${authenticationClientId}'] }
      }
    }
  }
}

output url string = 'https://${app.properties.configuration.ingress.fqdn}'
