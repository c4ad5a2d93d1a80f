param name string
param location string
param tags object
param retentionDays int
param dailyCapGB int
@description('The rule that everything passes before it is kept.')
param ruleId string

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    defaultDataCollectionRuleResourceId: ruleId
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyCapGB
    }
    features: {
      disableLocalAuth: true
    }
  }
}

output id string = workspace.id
