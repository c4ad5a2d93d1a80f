// A system of the council or of a partner, at the other end of the queues.
param principalId string
param busName string
param receives string[]
param sends string[]
param receiverRoleId string
param senderRoleId string

resource bus 'Microsoft.ServiceBus/namespaces@2024-01-01' existing = {
  name: busName
}

resource received 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [for queue in receives: {
  parent: bus
  name: queue
}]

resource sent 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' existing = [for queue in sends: {
  parent: bus
  name: queue
}]

resource reading 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in receives: {
  name: guid(bus.id, queue, principalId, receiverRoleId)
  scope: received[i]
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', receiverRoleId)
  }
}]

resource sending 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for (queue, i) in sends: {
  name: guid(bus.id, queue, principalId, senderRoleId)
  scope: sent[i]
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', senderRoleId)
  }
}]
