// The shapes of what the council sets, in one place.

@export()
type stageProfile = {
  storageSku: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'
  zoneRedundant: bool
  @description('Private endpoints and no public access to storage, Service Bus and Key Vault; Service Bus becomes Premium, which is dear.')
  privateNetworking: bool
  @description('The Durable Task Scheduler in the place of Azure Storage as the journeys\' backend.')
  durableTaskScheduler: bool
  instanceMemoryMB: 512 | 2048 | 4096
  maximumInstanceCount: int
  alwaysReadyHttp: int
  alwaysReadyDurable: int
  @description('Whether a lock guards the account of the journals against deletion.')
  deleteLock: bool
  softDeleteDays: int
  logRetentionDays: int
  logDailyCapGB: int
  @description('In the currency of the subscription.')
  budgetAMonth: int
}

@export()
type mailAddresses = {
  from: string
  hr: string
  housing: string
  recruitment: string
}

// Every setting that the code reads and that has a default there. docs/settings.md says what each means.
@export()
type optional = {
  Access__RecruitersReach: string?
  OTEL_EXPORTER_OTLP_ENDPOINT: string?
  RateLimit__PublicPostsPerMinute: string?
  RateLimit__PublicReadsPerMinute: string?
  RateLimit__WrongLinksPerMinute: string?
  RateLimit__WrongTokensPerMinute: string?
  Recruitment__Rules: string?
  Registration__GraceDays: string?
  Reporting__CaseloadTarget: string?
  Reporting__EarlyWarnings: string?
  Retention__HeldDays: string?
  Retention__Locums: string?
}
