import { stageProfile, mailAddresses, optional } from 'settings.bicep'

param environmentName string
param token string
param location string
param tags object
param profile stageProfile
param accessAudience string
param publicUrl string
param sendGridHost string
param mail mailAddresses
param operatorsEmail string
param payrollPrincipalId string
param housingPrincipalId string
param dataAccount string
param runningRelease string
param optionalSettings optional

var name = 'recruitretain-${environmentName}'
var packages = 'packages'

// A restored account begins with journeys of its own: those of the account before it know what is no longer so.
var hub = '${loadJsonContent('../../host.json').extensions.durableTask.hubName}${dataAccount}'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: 'id-${name}'
  location: location
  tags: tags
}

module monitoring 'monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: name
    location: location
    tags: tags
    retentionDays: profile.logRetentionDays
    dailyCapGB: profile.logDailyCapGB
  }
}

// Two accounts: what the Functions host and the journeys' backend do never slows down or endangers the journals.
module hostStorage 'storage.bicep' = {
  name: 'host-storage'
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    sku: profile.storageSku
    public: !profile.privateNetworking
    containers: [packages]
    softDeleteDays: profile.softDeleteDays
    deleteLock: false
    workspaceId: monitoring.outputs.workspaceId
    logTables: false
  }
}

module dataStorage 'storage.bicep' = {
  name: 'data-storage'
  params: {
    name: empty(dataAccount) ? 'stdata${token}' : dataAccount
    location: location
    tags: tags
    sku: profile.storageSku
    public: !profile.privateNetworking
    containers: []
    softDeleteDays: profile.softDeleteDays
    deleteLock: profile.deleteLock
    workspaceId: monitoring.outputs.workspaceId
    logTables: true
  }
}

module bus 'servicebus.bicep' = {
  name: 'service-bus'
  params: {
    name: 'sbns-${name}-${token}'
    location: location
    tags: tags
    private: profile.privateNetworking
    workspaceId: monitoring.outputs.workspaceId
  }
}

module vault 'keyvault.bicep' = {
  name: 'key-vault'
  params: {
    name: 'kv-rr-${token}'
    location: location
    tags: tags
    public: !profile.privateNetworking
    softDeleteDays: profile.softDeleteDays
    workspaceId: monitoring.outputs.workspaceId
  }
}

module scheduler 'scheduler.bicep' = if (profile.durableTaskScheduler) {
  name: 'scheduler'
  params: {
    name: 'dts-${name}-${token}'
    hub: hub
    location: location
    tags: tags
    identityPrincipalId: identity.properties.principalId
  }
}

module network 'network.bicep' = if (profile.privateNetworking) {
  name: 'network'
  params: {
    name: name
    location: location
    tags: tags
    hostStorageId: hostStorage.outputs.id
    dataStorageId: dataStorage.outputs.id
    dataAccount: dataAccount
    busId: bus.outputs.id
    vaultId: vault.outputs.id
  }
}

module roles 'roles.bicep' = {
  name: 'roles'
  params: {
    identityPrincipalId: identity.properties.principalId
    payrollPrincipalId: payrollPrincipalId
    housingPrincipalId: housingPrincipalId
    hostStorageName: hostStorage.outputs.name
    dataStorageName: dataStorage.outputs.name
    busName: bus.outputs.name
    vaultName: vault.outputs.name
    insightsName: monitoring.outputs.insightsName
    durableOnStorage: !profile.durableTaskScheduler
  }
}

module functionApp 'functionapp.bicep' = {
  name: 'function-app'
  params: {
    name: 'func-${name}-${token}'
    planName: 'asp-${name}'
    location: location
    tags: tags
    profile: profile
    identityName: identity.name
    hostStorageName: hostStorage.outputs.name
    dataStorageName: dataStorage.outputs.name
    hub: hub
    runningRelease: runningRelease
    packageContainer: packages
    busName: bus.outputs.name
    vaultUri: vault.outputs.uri
    insightsName: monitoring.outputs.insightsName
    schedulerEndpoint: profile.durableTaskScheduler ? scheduler!.outputs.endpoint : ''
    subnetId: profile.privateNetworking ? network!.outputs.appSubnetId : ''
    accessAudience: accessAudience
    publicUrl: publicUrl
    sendGridHost: sendGridHost
    mail: mail
    optionalSettings: optionalSettings
  }
  dependsOn: [roles]
}

module alerts 'alerts.bicep' = {
  name: 'alerts'
  params: {
    name: name
    location: location
    tags: tags
    operatorsEmail: operatorsEmail
    workspaceId: monitoring.outputs.workspaceId
    busId: bus.outputs.id
    dataStorageId: dataStorage.outputs.id
    insightsId: monitoring.outputs.insightsId
    appUrl: functionApp.outputs.url
  }
}

output functionApp string = functionApp.outputs.name
output url string = functionApp.outputs.url
output keyVault string = vault.outputs.name
