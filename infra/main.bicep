// Everything that RecruitRetain needs in a subscription: one resource group. `azd up` at the root deploys it; docs/azure.md says what it creates and who may do what.
targetScope = 'subscription'

import { mailAddresses, optional } from 'modules/settings.bicep'

@description('Part of every name, and so unique in the subscription.')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Which of parameters/dev.json, test.json and production.json says how large, how safe and how dear.')
@allowed(['dev', 'test', 'production'])
param stage string = 'dev'

@description('Where the data is kept.')
param location string = 'uksouth'

@description('The client id of the app registration for which tokens are issued.')
param accessAudience string

@description('Where people reach the app; the links in mails begin with it. Empty: the address that Azure gives the app.')
param publicUrl string = ''

@description('The mail service. Another host keeps the mails in another region.')
param sendGridHost string = 'https://api.sendgrid.com'

@description('The sender of every mail, and the three offices that are written to.')
param mail mailAddresses

@description('Who is told when an alert fires or the budget runs out.')
param operatorsEmail string

@description('The first day of the month of the first deployment, such as 2027-01-01; never changed afterwards.')
param budgetStart string

@description('The object id of payroll\'s identity; empty while it has none.')
param payrollPrincipalId string = ''

@description('The object id of the housing association\'s identity; empty while it has none.')
param housingPrincipalId string = ''

@description('The storage account of the data, where it is not the one that was made first: after a restore. At most 24 small letters and digits.')
@maxLength(24)
param dataAccount string = ''

@description('The release that runs, so that provisioning does not wipe the tag that says so; empty before the first.')
param runningRelease string = ''

@description('Settings that have a default in the code; what is left out stays at the default.')
param optionalSettings optional = {}

var stages = {
  dev: loadJsonContent('parameters/dev.json')
  test: loadJsonContent('parameters/test.json')
  production: loadJsonContent('parameters/production.json')
}
var profile = stages[stage]
var token = take(uniqueString(subscription().id, environmentName, location), 8)
var tags = {
  'azd-env-name': environmentName
  application: 'recruitretain'
  stage: stage
}

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-recruitretain-${environmentName}'
  location: location
  tags: tags
}

module app 'modules/app.bicep' = {
  name: 'recruitretain'
  scope: group
  params: {
    environmentName: environmentName
    token: token
    location: location
    tags: tags
    profile: profile
    accessAudience: accessAudience
    publicUrl: publicUrl
    sendGridHost: sendGridHost
    mail: mail
    operatorsEmail: operatorsEmail
    payrollPrincipalId: payrollPrincipalId
    housingPrincipalId: housingPrincipalId
    dataAccount: dataAccount
    runningRelease: runningRelease
    optionalSettings: optionalSettings
  }
}

module budget 'modules/budget.bicep' = {
  name: 'budget'
  scope: group
  params: {
    amount: profile.budgetAMonth
    start: budgetStart
    operatorsEmail: operatorsEmail
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output RESOURCE_GROUP string = group.name
output FUNCTION_APP string = app.outputs.functionApp
output FUNCTION_APP_URL string = app.outputs.url
output KEY_VAULT string = app.outputs.keyVault
