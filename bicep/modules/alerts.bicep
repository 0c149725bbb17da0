@description('Region.')
param location string

@description('Tags of every resource.')
param tags { *: string }

@description('Who is told; empty for alerts that stand in the portal only.')
param email string

@description('Has the logs.')
param workspaceId string

@description('Queue of messages that are of no use.')
param poisonQueue string

@description('The gpu app; empty while there is none.')
param gpuAppName string

var logAlerts = [
  {
    name: 'poison-messages'
    description: 'A message that should start a batch was of no use. dead-letters/ in the container says why.'
    // The app says so of one that it has recorded; the host moves one that failed too often, also while nothing can be recorded.
    query: 'union isfuzzy=true (AppTraces | where Message startswith "Dead letter"), (StorageQueueLogs | where OperationName == "PutMessage" and toint(StatusCode) == 201 and Uri has "/${poisonQueue}/")'
    threshold: 0
  }
  {
    name: 'failed-work'
    description: 'Orchestrations, activities or requests failed.'
    query: 'AppRequests | where Success == false and ResultCode !startswith "4"'
    threshold: 5
  }
  {
    name: 'exceptions'
    description: 'More exceptions than retries explain.'
    query: 'AppExceptions | where SeverityLevel >= 3'
    threshold: 20
  }
]

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'emuedit'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'emuedit'
    emailReceivers: empty(email) ? [] : [{ name: 'operator', emailAddress: email, useCommonAlertSchema: true }]
  }
}

resource logs 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in logAlerts: {
    name: alert.name
    location: location
    tags: tags
    properties: {
      displayName: alert.name
      description: alert.description
      severity: 2
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: { allOf: [{ query: alert.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: alert.threshold }] }
      // A table is there when the first row of it is.
      skipQueryValidation: true
      actions: { actionGroups: [people.id] }
    }
  }
]

resource gpuApp 'Microsoft.App/containerApps@2026-01-01' existing = if (!empty(gpuAppName)) {
  name: gpuAppName
}

// A replica that is there for an hour and uses less than a fifth of a core has no work, and costs as much as one that has.
resource idleGpu 'Microsoft.Insights/metricAlerts@2018-03-01' = if (!empty(gpuAppName)) {
  name: 'idle-gpu'
  location: 'global'
  tags: tags
  properties: {
    description: 'A GPU replica has run for an hour without work.'
    severity: 2
    enabled: true
    scopes: [gpuApp.id]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'replicas'
          metricName: 'Replicas'
          metricNamespace: 'Microsoft.App/containerApps'
          operator: 'GreaterThanOrEqual'
          threshold: 1
          timeAggregation: 'Minimum'
        }
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'cores'
          metricName: 'UsageNanoCores'
          metricNamespace: 'Microsoft.App/containerApps'
          operator: 'LessThan'
          threshold: 200000000
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}
