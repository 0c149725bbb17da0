// EmuEdit in a resource group of its own: a Functions app without a GPU, a worker with one, and what they share. docs/deploy.md leads through it.
// Of the subscription, because it makes the group: `azd up` begins with nothing, and `azd down` leaves nothing.
targetScope = 'subscription'

import { languageModelType } from 'types.bicep'

@description('Name of the environment, such as dev or prod; the resource group is rg-emuedit-NAME.')
@minLength(1)
@maxLength(32)
param environmentName string

@description('Region of everything. It must offer the GPU profile.')
@minLength(1)
param location string

@description('Tag of the images in the registry. Empty, as at first, for everything but the apps: the images need the registry, and the apps the images.')
@maxLength(100)
param imageTag string = ''

@description('Name of the model bundle in the container "models"; infra/upload-models.sh puts it there.')
@minLength(1)
@maxLength(100)
param bundle string = 'tiny'

@description('Kind of machine that the gpu app runs on, one GPU a replica.')
@allowed(['Consumption-GPU-NC8as-T4', 'Consumption-GPU-NC24-A100'])
param gpuProfile string = 'Consumption-GPU-NC8as-T4'

@description('Most GPU replicas. With none to do there are none.')
@minValue(1)
@maxValue(100)
param gpuMaxReplicas int = 1

@description('Activities that a GPU replica works on at once.')
@minValue(1)
@maxValue(64)
param gpuActivities int = 1

@description('Seconds without work after which the last GPU replica ends.')
@minValue(30)
@maxValue(3600)
param gpuCooldownSeconds int = 300

@description('Whether a GPU replica takes the libraries of forward compatibility in the image before the driver\'s; where the platform does not see to it and the driver is for an older CUDA.')
param cudaCompatibility bool = false

@description('Replicas of the cpu app that are always there; with none the first request after a pause waits for one.')
@minValue(0)
@maxValue(30)
param cpuMinReplicas int = 0

@description('Most replicas of the cpu app.')
@minValue(1)
@maxValue(30)
param cpuMaxReplicas int = 3

@description('The language model that writes instructions for captions; null for none: then data sets come from the built-in world.')
param languageModel languageModelType?

@description('Whether a request needs an identity.')
@allowed(['required', 'none'])
param authentication string = 'required'

@description('Client id of the app registration that requests are for: 36 characters. Needed where authentication is required; without it the deployment fails before it makes anything.')
@maxLength(36)
param authenticationClientId string = ''

@description('Origins whose pages may use the API, such as https://name.example; without any no page may, whoever has signed in.')
@maxLength(20)
param allowedOrigins string[] = []

@description('Addresses that may reach the API, and the storage account where that is private, in CIDR. Empty for any; without authentication for none but those in the environment.')
@maxLength(43)
param allowedIpRange string = ''

@description('Whether apps and storage account share a virtual network, and the account is closed to all others. Cannot be changed later: the environment would have to be made anew.')
param privateNetwork bool = false

@description('Where the copies of the storage account are.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
param storageRedundancy string = 'Standard_LRS'

@description('Days that a deleted blob can be brought back.')
@minValue(1)
@maxValue(365)
param undeleteDays int = 7

@description('Days after its last use that a session is deleted.')
@minValue(1)
@maxValue(3650)
param sessionLifetimeDays int = 30

@description('Edits at once that requests wait for, in a replica of the cpu app.')
@minValue(1)
@maxValue(64)
param waitingEdits int = 2

@description('Unfinished turns of all sessions; further ones are refused.')
@minValue(1)
@maxValue(1000)
param unfinishedTurns int = 64

@description('Calls of the language model at once, in a replica of the cpu app.')
@minValue(1)
@maxValue(256)
param languageModelCalls int = 8

@description('Days that the scheduler keeps what has ended; a day for what was completed.')
@minValue(1)
@maxValue(90)
param hubRetentionDays int = 7

@description('How the scheduler is paid: by action, or for capacity.')
@allowed(['Consumption', 'Dedicated'])
param schedulerSku string = 'Consumption'

@description('Kind of registry. Premium streams images, so that a GPU replica starts sooner.')
@allowed(['Basic', 'Premium'])
param registrySku string = 'Basic'

@description('Days that logs are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 30

@description('Gigabytes of logs a day, after which no more are taken until the next day; -1 for no limit.')
@minValue(-1)
@maxValue(1000)
param logGigabytesADay int = 1

@description('Who is told of alerts and of the budget; empty for nobody.')
@maxLength(254)
param alertEmail string = ''

@description('Most to be spent a month, in the currency of the subscription; 0 for no budget. Nothing stops there: the address above is told.')
@minValue(0)
param monthlyBudget int = 0

@description('First day of the month that the budget begins with, yyyy-MM-01; empty for this month. Give the same again later: a budget keeps its start.')
@maxLength(10)
param budgetStart string = ''

@description('First day of this month. Not to be given: only a default may ask for the time.')
@minLength(10)
@maxLength(10)
param thisMonth string = utcNow('yyyy-MM-01')

var token = uniqueString(subscription().id, environmentName, location)
var names = {
  cpuIdentity: 'id-cpu-${token}'
  gpuIdentity: 'id-gpu-${token}'
  workspace: 'log-${token}'
  insights: 'appi-${token}'
  registry: 'cr${token}'
  storage: 'st${token}'
  network: 'vnet-${token}'
  scheduler: 'dts-${token}'
  languageModel: 'ai-${token}'
  environment: 'cae-${token}'
  cpuApp: 'ca-cpu-${token}'
  gpuApp: 'ca-gpu-${token}'
  container: 'emuedit'
  modelContainer: 'models'
  queue: 'batches'
  taskHub: 'emuedit'
}
var tags = { 'azd-env-name': environmentName, application: 'emuedit' }
var withApps = !empty(imageTag)

// Everything is in the group, so a deployment that fails here has made nothing. An API whose platform knows no registration would refuse everybody, and only when it is asked.
var lacksClientId = authentication == 'required' && length(authenticationClientId) != 36
var groupName = lacksClientId
  ? fail('authentication is \'required\', and authenticationClientId is not the 36 characters of an app registration\'s client id. Give one (docs/deploy.md, With sign-in), or set authentication to \'none\'.')
  : 'rg-emuedit-${environmentName}'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: groupName
  location: location
  tags: tags
}

// One each: the gpu app runs models that came from elsewhere, and may do no more than that needs.
module identities 'modules/identities.bicep' = {
  scope: group
  params: { names: [names.cpuIdentity, names.gpuIdentity], location: location, tags: tags }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  dependsOn: [identities]
  params: {
    name: names.workspace
    insightsName: names.insights
    location: location
    tags: tags
    retentionDays: logRetentionDays
    dailyGigabytes: logGigabytesADay
    senders: [names.cpuIdentity, names.gpuIdentity]
  }
}

module registry 'modules/registry.bicep' = {
  scope: group
  dependsOn: [identities]
  params: {
    name: names.registry
    location: location
    tags: tags
    sku: registrySku
    pullers: [names.cpuIdentity, names.gpuIdentity]
  }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    name: names.storage
    location: location
    tags: tags
    redundancy: storageRedundancy
    privateNetwork: privateNetwork
    allowedIpRange: allowedIpRange
    container: names.container
    modelContainer: names.modelContainer
    queue: names.queue
    sessionLifetimeDays: sessionLifetimeDays
    undeleteDays: undeleteDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

module storageAccess 'modules/storage-access.bicep' = {
  scope: group
  dependsOn: [identities, storage]
  params: {
    accountName: names.storage
    container: names.container
    modelContainer: names.modelContainer
    cpuIdentityName: names.cpuIdentity
    gpuIdentityName: names.gpuIdentity
    uploaderPrincipalId: deployer().objectId
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  scope: group
  params: { name: names.network, location: location, tags: tags }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (privateNetwork) {
  scope: group
  dependsOn: [storage]
  params: { accountName: names.storage, location: location, tags: tags, networkName: names.network, subnetId: network!.outputs.endpointsSubnetId }
}

module scheduler 'modules/scheduler.bicep' = {
  scope: group
  dependsOn: [identities]
  params: {
    name: names.scheduler
    taskHub: names.taskHub
    location: location
    tags: tags
    sku: schedulerSku
    retentionDays: hubRetentionDays
    workers: [names.cpuIdentity, names.gpuIdentity]
  }
}

module model 'modules/language-model.bicep' = if (languageModel != null) {
  scope: group
  dependsOn: [identities]
  params: { name: names.languageModel, location: location, tags: tags, model: languageModel!, userIdentityName: names.cpuIdentity }
}

module environment 'modules/environment.bicep' = {
  scope: group
  params: {
    name: names.environment
    location: location
    tags: tags
    gpuProfile: gpuProfile
    subnetId: privateNetwork ? network!.outputs.appsSubnetId : ''
    workspaceId: monitoring.outputs.workspaceId
  }
}

var shared = {
  blobs: storage.outputs.blobEndpoint
  container: names.container
  bundle: '${names.modelContainer}/${bundle}'
  scheduler: scheduler.outputs.endpoint
  taskHub: names.taskHub
}

module cpuApp 'modules/cpu-app.bicep' = if (withApps) {
  scope: group
  // An app that may not read what it starts with does not come up, nor one that may not pull its image: AcrPull is the registry module's, whose output is used below.
  dependsOn: [storageAccess, privateEndpoints]
  params: {
    name: names.cpuApp
    location: location
    tags: tags
    environmentId: environment.outputs.id
    identityName: names.cpuIdentity
    registryServer: registry.outputs.server
    image: '${registry.outputs.server}/emuedit:${imageTag}-cpu'
    insightsName: names.insights
    shared: shared
    storageAccountName: names.storage
    queue: names.queue
    languageModelEndpoint: languageModel != null ? model!.outputs.endpoint : ''
    languageModelDeployment: languageModel.?name ?? ''
    minReplicas: cpuMinReplicas
    maxReplicas: cpuMaxReplicas
    // While one shard is written, another one is drawn.
    shards: min(256, 2 * gpuMaxReplicas * gpuActivities)
    sessionLifetimeDays: sessionLifetimeDays
    waitingEdits: waitingEdits
    unfinishedTurns: unfinishedTurns
    languageModelCalls: languageModelCalls
    authentication: authentication
    authenticationClientId: authenticationClientId
    allowedOrigins: allowedOrigins
    allowedIpRange: allowedIpRange
  }
}

module gpuApp 'modules/gpu-app.bicep' = if (withApps) {
  scope: group
  dependsOn: [storageAccess, privateEndpoints]
  params: {
    name: names.gpuApp
    location: location
    tags: tags
    environmentId: environment.outputs.id
    identityName: names.gpuIdentity
    registryServer: registry.outputs.server
    image: '${registry.outputs.server}/emuedit:${imageTag}-gpu'
    insightsName: names.insights
    shared: shared
    profile: gpuProfile
    maxReplicas: gpuMaxReplicas
    activities: gpuActivities
    cooldownSeconds: gpuCooldownSeconds
    cudaCompatibility: cudaCompatibility
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  dependsOn: [gpuApp]
  params: {
    location: location
    tags: tags
    email: alertEmail
    workspaceId: monitoring.outputs.workspaceId
    poisonQueue: '${names.queue}-poison'
    gpuAppName: withApps ? names.gpuApp : ''
  }
}

module budget 'modules/budget.bicep' = if (monthlyBudget > 0 && !empty(alertEmail)) {
  scope: group
  params: { monthly: max(1, monthlyBudget), start: empty(budgetStart) ? thisMonth : budgetStart, email: alertEmail }
}

@description('The resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Registry that the images go to.')
output AZURE_CONTAINER_REGISTRY_NAME string = names.registry

@description('Address of that registry, as azd names it.')
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.server

@description('Storage account of models, documents and data sets.')
output AZURE_STORAGE_ACCOUNT_NAME string = names.storage

@description('Scheduler of the orchestrations.')
output DURABLE_TASK_SCHEDULER_ENDPOINT string = scheduler.outputs.endpoint

@description('Address of the API; empty while there are no apps.')
output EMUEDIT_URL string = withApps ? cpuApp!.outputs.url : ''

@description('The GPU app; empty while there are no apps.')
output EMUEDIT_GPU_APP string = withApps ? names.gpuApp : ''

@description('Tag of the images that the apps run; empty while there are no apps.')
output EMUEDIT_DEPLOYED_TAG string = imageTag
