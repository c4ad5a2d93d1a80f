param name string
param location string
param tags object
param retentionDays int
param dailyCapGB int

// Only the first time, so that the rule has a workspace to name; what the workspace is to be, and its rule, says workspace.bicep.
@onlyIfNotExists()
resource made 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    features: {
      disableLocalAuth: true
    }
  }
}

// The secret of a link stands in its address, /api/links/<secret>/…, and the host logs addresses: in these columns, and among the properties.
var addresses = {
  AppDependencies: ['Data', 'Name', 'OperationName']
  AppRequests: ['Name', 'OperationName', 'Url']
  AppTraces: ['Message', 'OperationName']
}

// A text with a dash from the first secret to the last. Transformations know no replace_regex.
var masked = 'iif(TEXT contains "/links/", strcat(extract("(?is)^(.*?/links/)", 1, TEXT), "-", extract("(?is)^.*/links/[A-Za-z0-9_.~%-]*(.*)$", 1, TEXT)), TEXT)'

resource withoutSecrets 'Microsoft.Insights/dataCollectionRules@2023-03-11' = {
  name: 'dcr-${name}'
  location: location
  tags: tags
  kind: 'WorkspaceTransforms'
  properties: {
    dataSources: {}
    destinations: {
      logAnalytics: [
        {
          name: 'workspace'
          workspaceResourceId: made.id
        }
      ]
    }
    dataFlows: [for table in items(addresses): {
      streams: ['Microsoft-Table-${table.key}']
      destinations: ['workspace']
      transformKql: 'source | extend ${join(map(table.value, column => '${column} = ${replace(masked, 'TEXT', column)}'), ', ')}, Properties = iif(tostring(Properties) contains "/links/", parse_json(${replace(masked, 'TEXT', 'tostring(Properties)')}), Properties)'
    }]
  }
}

module workspace 'workspace.bicep' = {
  name: 'workspace'
  params: {
    name: made.name
    location: location
    tags: tags
    retentionDays: retentionDays
    dailyCapGB: dailyCapGB
    ruleId: withoutSecrets.id
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    WorkspaceResourceId: workspace.outputs.id
  }
}

// The operator's questions (infra/queries), as one page in the portal.
var questions = [
  {
    title: '1. What failed, and how often'
    query: loadTextContent('../queries/01-what-failed.kql')
  }
  {
    title: '2. Which journeys failed'
    query: loadTextContent('../queries/02-journeys-failed.kql')
  }
  {
    title: '3. How slow are answers'
    query: loadTextContent('../queries/03-how-slow.kql')
  }
  {
    title: '4. Does the mail service take our mails'
    query: loadTextContent('../queries/04-mails-refused.kql')
  }
  {
    title: '6. Did what is scheduled run'
    query: loadTextContent('../queries/06-schedules.kql')
  }
  {
    title: '7. What became of the messages'
    query: loadTextContent('../queries/07-messages.kql')
  }
  {
    title: '8. Who is turned away'
    query: loadTextContent('../queries/08-turned-away.kql')
  }
  {
    title: '9. What do the logs cost'
    query: loadTextContent('../queries/09-log-volume.kql')
  }
  {
    title: '10. Who touched the data past the app'
    query: loadTextContent('../queries/10-past-the-app.kql')
  }
  {
    title: '11. What is left lying'
    query: loadTextContent('../queries/11-watched-figures.kql')
  }
]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'operators-questions')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    category: 'workbook'
    displayName: 'RecruitRetain: the operator\'s questions'
    sourceId: workspace.outputs.id
    serializedData: string({
      version: 'Notebook/1.0'
      items: map(questions, question => {
        type: 3
        content: {
          version: 'KqlItem/1.0'
          title: question.title
          query: question.query
          size: 0
          queryType: 0
          resourceType: 'microsoft.operationalinsights/workspaces'
        }
      })
    })
  }
}

output workspaceId string = workspace.outputs.id
output insightsName string = insights.name
output insightsId string = insights.id
