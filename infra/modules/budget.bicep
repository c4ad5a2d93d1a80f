param amount int
param start string
param operatorsEmail string

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: 'recruitretain'
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: start
    }
    notifications: {
      soon: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 80
        thresholdType: 'Forecasted'
        contactEmails: [operatorsEmail]
      }
      spent: {
        enabled: true
        operator: 'GreaterThan'
        threshold: 100
        thresholdType: 'Actual'
        contactEmails: [operatorsEmail]
      }
    }
  }
}
