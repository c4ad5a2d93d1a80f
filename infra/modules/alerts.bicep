param name string
param location string
param tags object
param operatorsEmail string
param workspaceId string
param busId string
param dataStorageId string
param insightsId string
param appUrl string

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'recruit'
    emailReceivers: [
      {
        name: 'operators'
        emailAddress: operatorsEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

// Each alert has a section of the same name in docs/operations.md.
resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'A message could not be handled and lies in a dead-letter queue.'
    severity: 2
    enabled: true
    scopes: [busId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'dead-letters'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'DeadletteredMessages'
          dimensions: [
            {
              name: 'EntityName'
              operator: 'Include'
              values: ['*']
            }
          ]
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Maximum'
        }
      ]
    }
    actions: [
      {
        actionGroupId: operators.id
      }
    ]
  }
}

resource messagesWaiting 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'messages-waiting'
  location: 'global'
  tags: tags
  properties: {
    description: 'More than 500 messages wait on a queue: the side that reads it does not.'
    severity: 3
    enabled: true
    scopes: [busId]
    evaluationFrequency: 'PT1H'
    windowSize: 'PT6H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'messages-waiting'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'ActiveMessages'
          dimensions: [
            {
              name: 'EntityName'
              operator: 'Include'
              values: ['*']
            }
          ]
          operator: 'GreaterThan'
          threshold: 500
          timeAggregation: 'Minimum'
        }
      ]
    }
    actions: [
      {
        actionGroupId: operators.id
      }
    ]
  }
}

resource storageRefuses 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'storage-refuses'
  location: 'global'
  tags: tags
  properties: {
    description: 'The account of the journals throttles or times out.'
    severity: 2
    enabled: true
    scopes: [dataStorageId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'storage-refuses'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'Transactions'
          dimensions: [
            {
              name: 'ResponseType'
              operator: 'Include'
              values: ['ClientAccountRequestThrottlingError', 'ClientThrottlingError', 'ServerBusyError', 'ServerTimeoutError']
            }
          ]
          operator: 'GreaterThan'
          threshold: 10
          timeAggregation: 'Total'
        }
      ]
    }
    actions: [
      {
        actionGroupId: operators.id
      }
    ]
  }
}

// Asked from outside, because Flex Consumption has no health check of its own. Readiness takes a key, which no template may hold.
resource alive 'Microsoft.Insights/webtests@2022-06-15' = {
  name: 'alive-${name}'
  location: location
  tags: union(tags, { 'hidden-link:${insightsId}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: 'alive-${name}'
    Name: 'alive'
    Enabled: true
    Frequency: 900
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    // UK South, UK West, North Europe, as availability tests call them.
    Locations: [
      {
        Id: 'emea-ru-msa-edge'
      }
      {
        Id: 'emea-se-sto-edge'
      }
      {
        Id: 'emea-gb-db3-azr'
      }
    ]
    Request: {
      RequestUrl: '${appUrl}/api/health/live'
      HttpVerb: 'GET'
      ParseDependentRequests: false
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 14
    }
  }
}

resource notAnswering 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'not-answering'
  location: 'global'
  tags: tags
  properties: {
    description: 'The app does not answer from two places out of three, or its certificate ends within two weeks.'
    severity: 1
    enabled: true
    scopes: [alive.id, insightsId]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT30M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: alive.id
      componentId: insightsId
      failedLocationCount: 2
    }
    actions: [
      {
        actionGroupId: operators.id
      }
    ]
  }
}

// The others are questions to the logs: any row is a reason to look.
var questions = [
  {
    name: 'requests-failing'
    description: 'More than five requests in a quarter of an hour were answered with 500 or above.'
    severity: 1
    every: 'PT15M'
    over: 'PT15M'
    query: loadTextContent('../queries/alert-requests-failing.kql')
  }
  {
    name: 'journey-failed'
    description: 'An orchestration failed: somebody\'s journey stands still.'
    severity: 1
    every: 'PT15M'
    over: 'PT15M'
    query: loadTextContent('../queries/alert-journey-failed.kql')
  }
  {
    name: 'mail-refused'
    description: 'The mail service has refused more than ten mails in an hour.'
    severity: 2
    every: 'PT1H'
    over: 'PT1H'
    query: loadTextContent('../queries/alert-mail-refused.kql')
  }
  {
    name: 'report-late'
    description: 'A weekly, monthly or annual report was due by yesterday and is not made.'
    severity: 3
    every: 'P1D'
    over: 'P1D'
    query: loadTextContent('../queries/alert-report-late.kql')
  }
  {
    name: 'journeys-idle'
    description: 'A journey should have gone on and has not: somebody waits in vain.'
    severity: 1
    every: 'P1D'
    over: 'P1D'
    query: loadTextContent('../queries/alert-journeys-idle.kql')
  }
  {
    name: 'mail-undelivered'
    description: 'A mail or message has waited for more than twelve hours to be taken by the other side.'
    severity: 2
    every: 'P1D'
    over: 'P1D'
    query: loadTextContent('../queries/alert-mail-undelivered.kql')
  }
  {
    name: 'payments-held'
    description: 'A payment fell due too long ago and is still held.'
    severity: 3
    every: 'P1D'
    over: 'P1D'
    query: loadTextContent('../queries/alert-payments-held.kql')
  }
  {
    name: 'watch-missing'
    description: 'The watched figures have not been reckoned for a day.'
    severity: 2
    every: 'PT6H'
    over: 'P2D'
    query: loadTextContent('../queries/alert-watch-missing.kql')
  }
  {
    name: 'sweep-missing'
    description: 'What a crash swallowed has not been repeated for half a day.'
    severity: 2
    every: 'PT6H'
    over: 'P1D'
    query: loadTextContent('../queries/alert-sweep-missing.kql')
  }
]

resource asked 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for question in questions: {
  name: question.name
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    description: question.description
    displayName: question.name
    severity: question.severity
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: question.every
    windowSize: question.over
    autoMitigate: question.every != 'P1D'
    criteria: {
      allOf: [
        {
          query: question.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
        }
      ]
    }
    actions: {
      actionGroups: [operators.id]
    }
  }
}]
