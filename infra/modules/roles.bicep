// What each identity may do: the whole of it. Two roles are assigned elsewhere: the scheduler's (scheduler.bicep), and the pipeline's (pipelines/README.md).
param identityPrincipalId string
param payrollPrincipalId string
param housingPrincipalId string
param hostStorageName string
param dataStorageName string
param busName string
param vaultName string
param insightsName string
param durableOnStorage bool

var roleIds = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
  busDataReceiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  busDataSender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
  vaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  metricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb'
}

// Each queue has one side that writes and one that reads; what is called webhook-… is the app's own, which is both.
var receives = [
  'housing-decisions'
  'housing-homes'
  'payroll-confirmations'
  'webhook-deliveries'
  'webhook-events'
]
var sends = [
  'housing-nominations'
  'payroll-instructions'
]

// Dead letters of either side are looked at, sent again or discarded by operators, through the app.
var queues = concat(receives, sends)

resource hostStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: hostStorageName
}

resource dataStorage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: dataStorageName
}

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: busName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource tended 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [for queue in queues: {
  parent: bus
  name: queue
}]

// The Functions host: its locks, the schedules' memory, the package; the Durable backend's leases and large messages.
resource hostBlobs 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(hostStorage.id, identityPrincipalId, roleIds.blobDataOwner)
  scope: hostStorage
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.blobDataOwner)
  }
}

// The Durable backend's control and work-item queues.
resource hostQueues 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (durableOnStorage) {
  name: guid(hostStorage.id, identityPrincipalId, roleIds.queueDataContributor)
  scope: hostStorage
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.queueDataContributor)
  }
}

// The Durable backend's histories, instances and partitions.
resource hostTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (durableOnStorage) {
  name: guid(hostStorage.id, identityPrincipalId, roleIds.tableDataContributor)
  scope: hostStorage
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.tableDataContributor)
  }
}

// The journals, on the whole account: the app creates the tables that are missing when it starts.
resource dataTables 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(dataStorage.id, identityPrincipalId, roleIds.tableDataContributor)
  scope: dataStorage
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.tableDataContributor)
  }
}

resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in queues: {
  name: guid(bus.id, queue, identityPrincipalId, roleIds.busDataReceiver)
  scope: tended[i]
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.busDataReceiver)
  }
}]

resource sending 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in queues: {
  name: guid(bus.id, queue, identityPrincipalId, roleIds.busDataSender)
  scope: tended[i]
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.busDataSender)
  }
}]

resource secrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, identityPrincipalId, roleIds.vaultSecretsUser)
  scope: vault
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.vaultSecretsUser)
  }
}

resource telemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, identityPrincipalId, roleIds.metricsPublisher)
  scope: insights
  properties: {
    principalId: identityPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.metricsPublisher)
  }
}

// The neighbours: the other side of what the app sends and receives.
module payroll 'neighbour.bicep' = if (!empty(payrollPrincipalId)) {
  name: 'payroll'
  params: {
    principalId: payrollPrincipalId
    busName: busName
    receives: filter(sends, queue => startsWith(queue, 'payroll-'))
    sends: filter(receives, queue => startsWith(queue, 'payroll-'))
    receiverRoleId: roleIds.busDataReceiver
    senderRoleId: roleIds.busDataSender
  }
}

module housing 'neighbour.bicep' = if (!empty(housingPrincipalId)) {
  name: 'housing'
  params: {
    principalId: housingPrincipalId
    busName: busName
    receives: filter(sends, queue => startsWith(queue, 'housing-'))
    sends: filter(receives, queue => startsWith(queue, 'housing-'))
    receiverRoleId: roleIds.busDataReceiver
    senderRoleId: roleIds.busDataSender
  }
}
