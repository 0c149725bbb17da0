@export()
@description('Where both apps find their work, documents and models.')
type sharedSettingsType = {
  @description('Address of the blob service.')
  blobs: string

  @description('Container of documents, pictures and data sets.')
  container: string

  @description('Container and name of the model bundle, such as models/tiny.')
  bundle: string

  @description('Address of the scheduler.')
  scheduler: string

  @description('Task hub of the scheduler.')
  taskHub: string
}

@export()
@description('The settings that both apps have.')
func sharedSettings(shared sharedSettingsType, clientId string, insights string) { name: string, value: string }[] => [
  { name: 'EmuEdit__Backend', value: 'scheduler' }
  { name: 'EmuEdit__Storage__Blobs', value: shared.blobs }
  { name: 'EmuEdit__Storage__Container', value: shared.container }
  { name: 'EmuEdit__Bundle__Source', value: shared.bundle }
  { name: 'EmuEdit__Bundle__Folder', value: '${dataFolder}/bundle' }
  { name: 'EmuEdit__Scratch', value: '${dataFolder}/scratch' }
  { name: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING', value: 'Endpoint=${shared.scheduler};Authentication=ManagedIdentity;ClientID=${clientId}' }
  { name: 'TASKHUB_NAME', value: shared.taskHub }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: insights }
  { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'ClientId=${clientId};Authorization=AAD' }
  { name: 'AZURE_CLIENT_ID', value: clientId }
]

@export()
@description('Folder of a replica, on its own disk and empty when it starts.')
var dataFolder = '/data'
