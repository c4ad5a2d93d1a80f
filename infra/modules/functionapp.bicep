import { stageProfile, mailAddresses, optional } from 'settings.bicep'

param name string
param planName string
param location string
param tags object
param profile stageProfile
param identityName string
param hostStorageName string
param dataStorageName string
@description('The name of the journeys\' hub, in the host\'s account or the scheduler.')
param hub string
@description('Empty before the first release.')
param runningRelease string
param packageContainer string
param busName string
param vaultUri string
param insightsName string
@description('Empty: the journeys live in Azure Storage.')
param schedulerEndpoint string
@description('Empty: no network of its own.')
param subnetId string
param accessAudience string
param publicUrl string
param sendGridHost string
param mail mailAddresses
param optionalSettings optional

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: dataStorageName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
    zoneRedundant: profile.zoneRedundant
  }
}

var alwaysReady = concat(
  profile.alwaysReadyHttp > 0 ? [{ name: 'http', instanceCount: profile.alwaysReadyHttp }] : [],
  profile.alwaysReadyDurable > 0 ? [{ name: 'durable', instanceCount: profile.alwaysReadyDurable }] : []
)

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' }, empty(runningRelease) ? {} : { release: runningRelease })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${hostStorage.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        alwaysReady: alwaysReady
        instanceMemoryMB: profile.instanceMemoryMB
        maximumInstanceCount: profile.maximumInstanceCount
      }
    }
    siteConfig: {
      ftpsState: 'Disabled'
      minTlsVersion: '1.2'
    }
  }
}

// Deployment is by the deployer's own identity, never by a publishing password.
resource noFtpPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: {
    allow: false
  }
}

resource noScmPassword 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: {
    allow: false
  }
}

// What the code reads; docs/settings.md says what each means.
var codeSettings = {
  Access__Audience: accessAudience
  Access__Authority: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
  AnnualReportSchedule: '0 0 6 1 10 *'
  Mail__From: mail.from
  Mail__Hr: mail.hr
  Mail__Housing: mail.housing
  Mail__Recruitment: mail.recruitment
  MonthlyReportSchedule: '0 0 6 1 * *'
  PublicUrl: empty(publicUrl) ? 'https://${app.properties.defaultHostName}' : publicUrl
  PurgeSchedule: '0 0 2 * * *'
  RegistrationRecheckSchedule: '0 0 8 1,15 1,12 *'
  SendGrid__ApiKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sendgrid-api-key)'
  SendGrid__EventPublicKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sendgrid-event-public-key)'
  SendGrid__Host: sendGridHost
  ServiceBus__fullyQualifiedNamespace: '${busName}.servicebus.windows.net'
  Storage__tableServiceUri: dataStorage.properties.primaryEndpoints.table
  SweepSchedule: '0 0 */6 * * *'
  WatchSchedule: '0 0 5 * * *'
  Webhooks__MasterKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/webhooks-master-key)'
  WeeklyReportSchedule: '0 0 7 * * 1'
}

// What the Functions host and the Azure libraries read. Time zones cannot be set on Flex Consumption: the schedules above are in UTC.
var platformSettings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.properties.clientId};Authorization=AAD'
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  AZURE_CLIENT_ID: identity.properties.clientId
  AzureFunctionsJobHost__extensions__durableTask__hubName: hub
  AzureWebJobsStorage__blobServiceUri: hostStorage.properties.primaryEndpoints.blob
  AzureWebJobsStorage__clientId: identity.properties.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: hostStorage.properties.primaryEndpoints.queue
  AzureWebJobsStorage__tableServiceUri: hostStorage.properties.primaryEndpoints.table
  ServiceBus__clientId: identity.properties.clientId
  ServiceBus__credential: 'managedidentity'
}

// Over host.json, where the Durable Task Scheduler takes Azure Storage's place.
var schedulerSettings = {
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
  AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
  DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identity.properties.clientId}'
}

resource settings 'Microsoft.Web/sites/config@2024-11-01' = {
  parent: app
  name: 'appsettings'
  properties: union(codeSettings, platformSettings, empty(schedulerEndpoint) ? {} : schedulerSettings, optionalSettings)
}

output name string = app.name
output url string = 'https://${app.properties.defaultHostName}'
