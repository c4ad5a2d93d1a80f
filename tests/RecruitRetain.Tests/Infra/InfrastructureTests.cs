namespace RecruitRetain.Tests.Infra;

/// <summary>What infra/ would create is what the code needs: no more and no less. Each deliberate mistake is caught.</summary>
public sealed class InfrastructureTests
{
    private const string App = "infra/modules/functionapp.bicep";

    private static readonly string Root = FindRoot();

    private static readonly Code Code = Code.Read(Root);

    private static readonly Infrastructure Real = Infrastructure.Of(Root);

    [Fact]
    public void The_infrastructure_agrees_with_the_code()
    {
        var disagreements = Real.Disagreements(Code);

        Assert.True(disagreements.Count == 0, string.Join('\n', disagreements));
    }

    [Fact]
    public void The_code_reads_the_settings_that_it_is_known_to_read()
    {
        Assert.Contains("Storage:tableServiceUri", Code.Settings.Keys);
        Assert.Contains("Mail:Hr", Code.Settings.Keys);
        Assert.Contains("PublicUrl", Code.Settings.Keys);
        Assert.Contains("SweepSchedule", Code.Settings.Keys);
        Assert.Equal(["ServiceBus"], Code.Connections);
        Assert.Contains("payroll-confirmations", Code.Received);
        Assert.Contains("payroll-instructions", Code.Sent);
        Assert.Contains(("applications", "Applications"), Code.TablesNamed);
    }

    [Theory]
    [InlineData("a setting forgotten", App, "  PublicUrl: ", "  PublicAddress: ", "reads the setting PublicUrl, and nothing sets it")]
    [InlineData("a setting that nothing reads", App, "  SendGrid__Host: sendGridHost\n", "  SendGrid__Host: sendGridHost\n  SendGrid__Sandbox: 'true'\n", "sets SendGrid__Sandbox, and nothing in functions/ reads it")]
    [InlineData("a time zone, which Flex Consumption does not know", App, "  ServiceBus__credential: 'managedidentity'\n", "  ServiceBus__credential: 'managedidentity'\n  WEBSITE_TIME_ZONE: 'Europe/London'\n", "sets WEBSITE_TIME_ZONE, which neither")]
    [InlineData("the app's identity forgotten", App, "  AZURE_CLIENT_ID: identity.properties.clientId\n", "", "needs the setting AZURE_CLIENT_ID")]
    [InlineData("an API key in the settings", App, "'@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sendgrid-api-key)'", "sendGridKey", "SendGrid__ApiKey is a secret")]
    [InlineData("an API key written down", "infra/main.parameters.json", "\"${PUBLIC_URL=}\"", "\"SG.abcdefghijklmnopqrstuv\"", "is or gives away a secret")]
    [InlineData("a storage key asked for", App, "dataStorage.properties.primaryEndpoints.table", "dataStorage.listKeys().keys[0].value", "is or gives away a secret")]
    [InlineData("a schedule changed in one place", App, "'0 0 7 * * 1'", "'0 0 9 * * 1'", "WeeklyReportSchedule is '0 0 9 * * 1'")]
    [InlineData("a queue renamed", "functions/servicebus.json", "\"housing-homes\"", "\"housing-voids\"", "names the queue housing-homes, and nothing creates it")]
    [InlineData("duplicate detection dropped", "infra/modules/servicebus.bicep", "    requiresDuplicateDetection: queue.Properties.RequiresDuplicateDetection\n", "", "gives queues the option RequiresDuplicateDetection")]
    [InlineData("a queue's option that the embedded build lacks", "infra/modules/servicebus.bicep", "    lockDuration:", "    defaultMessageTimeToLive: 'P7D'\n    lockDuration:", "gives queues the option defaultMessageTimeToLive")]
    [InlineData("duplicates seen for longer than a replay waits", "functions/servicebus.json", "\"DuplicateDetectionHistoryTimeWindow\": \"P1D\"", "\"DuplicateDetectionHistoryTimeWindow\": \"P7D\"", "a dead letter sent again too early would be lost")]
    [InlineData("a queue whose dead letters nobody can reach", "infra/modules/roles.bicep", "var queues = concat(receives, sends)", "var queues = receives", "operators handle the dead letters of every queue")]
    [InlineData("a role too few", "infra/modules/roles.bicep", "  'payroll-confirmations'\n", "", "receives from the queue payroll-confirmations without the role")]
    [InlineData("a role on the whole namespace", "infra/modules/roles.bicep", "  scope: tended[i]\n", "  scope: bus\n", "grants what is not needed: the app: roleIds.busDataSender on bus")]
    [InlineData("a role too many", "infra/modules/roles.bicep", "'4633458b-17de-408a-b874-0445c86b69e6'", "'00482a5a-887f-4fb3-b363-3b7fe8e74483'", "vaultSecretsUser is not Azure's role")]
    [InlineData("an owner of the journals' blobs", "infra/modules/roles.bicep", "  scope: hostStorage\n  properties: {\n    principalId: identityPrincipalId\n    principalType: 'ServicePrincipal'\n    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.blobDataOwner)", "  scope: resourceGroup()\n  properties: {\n    principalId: identityPrincipalId\n    principalType: 'ServicePrincipal'\n    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.blobDataOwner)", "on resourceGroup()")]
    [InlineData("shared keys allowed", "infra/modules/storage.bicep", "allowSharedKeyAccess: false", "allowSharedKeyAccess: true", "properties.allowSharedKeyAccess of 'account' is to be false")]
    [InlineData("public blobs", "infra/modules/storage.bicep", "    publicAccess: 'None'\n", "    publicAccess: 'Blob'\n", "properties.publicAccess of 'made' is to be 'None'")]
    [InlineData("a vault that is always public", "infra/modules/keyvault.bicep", "public ? 'Enabled' : 'Disabled'", "'Enabled'", "properties.publicNetworkAccess of 'vault'")]
    [InlineData("an account that stays public in a private network", "infra/modules/app.bicep", "    public: !profile.privateNetworking\n", "    public: true\n", "'hostStorage' is to be public only where there is no private network")]
    [InlineData("keys to Service Bus", "infra/modules/servicebus.bicep", "disableLocalAuth: true", "disableLocalAuth: false", "properties.disableLocalAuth of 'bus' is to be true")]
    [InlineData("a publishing password", App, "    allow: false\n", "    allow: true\n", "properties.allow of 'noFtpPassword' is to be false")]
    [InlineData("a value of host.json without a reason", "host.json", "\"version\": \"2.0\"", "\"version\": \"2.0\", \"functionTimeout2\": \"00:10:00\"", "gives no reason for `functionTimeout2`")]
    [InlineData("a question about a function that is no more", "infra/queries/alert-sweep-missing.kql", "SweepIntents", "SweepIntentions", "asks about SweepIntentions")]
    [InlineData("an alert on a figure that nobody reckons", "infra/queries/alert-journeys-idle.kql", "journeys.idle", "journeys.stuck", "asks for the figure journeys.stuck")]
    [InlineData("a figure on which nobody is alerted", "infra/queries/alert-payments-held.kql", "payments.held.overdue", "journeys.idle", "No alert asks for the figure payments.held.overdue")]
    [InlineData("a figure without a word on what it is", "docs/operations.md", "`reports.late`", "`reports`", "does not say what the figure `reports.late` is")]
    [InlineData("an alert without a runbook", "infra/modules/alerts.bicep", "name: 'mail-refused'", "name: 'mail-bounced'", "The alert mail-bounced has no runbook")]
    [InlineData("a module that is not given what it asks for", "infra/modules/app.bicep", "    logTables: true\n", "", "'dataStorage' does not pass logTables")]
    [InlineData("a stage that leaves something open", "infra/parameters/test.json", "  \"deleteLock\": false,\n", "", "disagree about deleteLock")]
    [InlineData("a column of addresses that is kept as it comes", "infra/modules/monitoring.bicep", "'Name', 'OperationName', 'Url'", "'Name', 'OperationName'", "keeps the secrets of links in AppRequests.Url")]
    [InlineData("a rule for machines, not for the workspace", "infra/modules/monitoring.bicep", "'WorkspaceTransforms'", "'Linux'", "is to be of the kind 'WorkspaceTransforms'")]
    [InlineData("a workspace without its rule", "infra/modules/workspace.bicep", "    defaultDataCollectionRuleResourceId: ruleId\n", "", "The workspace keeps the secrets of links")]
    [InlineData("logs before there is a rule", "infra/modules/monitoring.bicep", "WorkspaceResourceId: workspace.outputs.id", "WorkspaceResourceId: made.id", "only once that has its rule")]
    [InlineData("an account of the data that cannot be another", "infra/modules/app.bicep", "empty(dataAccount) ? 'stdata${token}' : dataAccount", "'stdata${token}'", "a restore needs it")]
    [InlineData("a restored account with the journeys of the lost one", "infra/modules/app.bicep", ".hubName}${dataAccount}'", ".hubName}'", "another with each 'dataAccount'")]
    [InlineData("a rollback that does not know where to go", App, ", empty(runningRelease) ? {} : { release: runningRelease }", "", "wipes the tag 'release'")]
    [InlineData("an action by its tag", "infra/pipelines/check.yml", "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "actions/checkout@v7", "is not pinned by the commit")]
    [InlineData("a value that the pipeline does not pass on", "infra/pipelines/stage.yml", "      MAIL_HR: ", "      MAIL_HRO: ", "takes MAIL_HR from the environment")]
    public void A_deliberate_mistake_is_caught(string mistake, string file, string text, string instead, string said)
    {
        var disagreements = Real.With(file, text, instead).Disagreements(Code);

        Assert.True(disagreements.Any(one => one.Contains(said, StringComparison.Ordinal)), $"{mistake} was not caught: {string.Join('\n', disagreements)}");
    }

    [Theory]
    [InlineData("https://council.example/api/links/app_1.abcDEF-_123/offer", "https://council.example/api/links/-/offer")]
    [InlineData("https://council.example/api/Links/app_1.abcDEF-_123", "https://council.example/api/Links/-")]
    [InlineData("POST /api/links/app_1.abc/offer-acceptance?x=1 - 200", "POST /api/links/-/offer-acceptance?x=1 - 200")]
    [InlineData("{\"HttpPath\":\"/api/links/app_1.abc\",\"n\":\"1\"}", "{\"HttpPath\":\"/api/links/-\",\"n\":\"1\"}")]
    [InlineData("{\"a\":\"/api/links/app_1.abc/offer\",\"b\":\"/api/links/app_1.abc/offer\"}", "{\"a\":\"/api/links/-/offer\"}")]
    [InlineData("https://council.example/api/applications/app_1", "https://council.example/api/applications/app_1")]
    public void The_secret_of_a_link_does_not_rest_in_the_logs(string said, string kept) => Assert.Equal(kept, Real.Logged(said));

    [Fact]
    public void A_public_resource_of_another_kind_is_caught()
    {
        var with = Real.And("infra/modules/search.bicep", """
            resource search 'Microsoft.Search/searchServices@2025-05-01' = {
              name: 'search'
              properties: {
                publicNetworkAccess: 'Enabled'
              }
            }
            """);

        Assert.Contains(with.Disagreements(Code), one => one.Contains("the public access of 'search' is not among the rules", StringComparison.Ordinal));
    }

    [Fact]
    public void A_table_that_nothing_creates_is_caught()
    {
        var without = Code with { Tables = [.. Code.Tables.Where(table => table != "applications")] };

        Assert.Contains(Real.Disagreements(without), one => one.StartsWith("Applications keeps rows in the table applications, and nothing creates it", StringComparison.Ordinal));
    }

    [Fact]
    public void A_new_setting_is_named_with_the_places_to_put_it()
    {
        var reads = Code with { Settings = new Dictionary<string, string>(Code.Settings) { ["Housing:Quota"] = "functions/Housing/Homes.cs" } };

        Assert.Contains(
            "functions/Housing/Homes.cs reads the setting Housing__Quota, and nothing sets it. Without a default in the code: add it to 'codeSettings' in "
            + "infra/modules/functionapp.bicep. With one: add 'Housing__Quota: string?' to the type 'optional' in infra/modules/settings.bicep.",
            Real.Disagreements(reads));
    }

    [Fact]
    public void A_setting_whose_name_is_composed_is_caught()
    {
        var reads = Code with { Settings = new Dictionary<string, string>(Code.Settings) { ["$\"RateLimit:{what}"] = "functions/Access/RateLimit.cs" } };

        Assert.Contains(Real.Disagreements(reads), one => one.StartsWith("functions/Access/RateLimit.cs composes the name of a setting", StringComparison.Ordinal));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "RecruitRetain.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The sources are not above the tests.");
        }

        return folder.FullName;
    }
}
