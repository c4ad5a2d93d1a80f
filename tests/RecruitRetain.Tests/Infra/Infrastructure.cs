using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using RecruitRetain.Operations;

namespace RecruitRetain.Tests.Infra;

/// <summary>
/// What infra/ would create, and in what it disagrees with the code. Every disagreement says what to add or remove, and where.
/// </summary>
internal sealed partial class Infrastructure(IReadOnlyDictionary<string, string> files)
{
    // Both sides of a queue whose name begins so are the app.
    private const string OwnQueue = "webhook-";

    // A setting that lets tests send to this machine.
    private const string EmbeddedOnly = "Webhooks__LocalReceivers";

    private const string App = "infra/modules/functionapp.bicep";
    private const string Roles = "infra/modules/roles.bicep";
    private const string ServiceBus = "functions/servicebus.json";
    private const string Shapes = "infra/modules/settings.bicep";

    // The roles that Azure itself defines, by the id that is the same in every tenant.
    private static readonly Dictionary<string, string> BuiltIn = new(StringComparer.Ordinal)
    {
        ["blobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["queueDataContributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["tableDataContributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["busDataReceiver"] = "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
        ["busDataSender"] = "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
        ["vaultSecretsUser"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["metricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
    };

    // Who gets which role on what, and when: nothing else is granted.
    private static readonly HashSet<string> Granted = new(StringComparer.Ordinal)
    {
        "the app: roleIds.blobDataOwner on hostStorage",
        "the app: roleIds.queueDataContributor on hostStorage if durableOnStorage",
        "the app: roleIds.tableDataContributor on hostStorage if durableOnStorage",
        "the app: roleIds.tableDataContributor on dataStorage",
        "the app: roleIds.busDataReceiver on tended[i] for (queue, i) in queues",
        "the app: roleIds.busDataSender on tended[i] for (queue, i) in queues",
        "the app: roleIds.vaultSecretsUser on vault",
        "the app: roleIds.metricsPublisher on insights",
        "the app: durableTaskDataContributor on scheduler",
        "a neighbour: receiverRoleId on received[i] for (queue, i) in receives",
        "a neighbour: senderRoleId on sent[i] for (queue, i) in sends",
    };

    // What the Functions host and the Azure libraries read, besides a credential for each connection that a trigger names.
    private static readonly string[] Platform =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AZURE_CLIENT_ID", "AzureFunctionsJobHost__extensions__durableTask__hubName",
        "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
    ];

    // What must stand on a resource of a type, to the letter.
    private static readonly (string Type, string Path, string Value)[] Hardened =
    [
        ("Microsoft.Storage/storageAccounts", "properties.allowSharedKeyAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.allowBlobPublicAccess", "false"),
        ("Microsoft.Storage/storageAccounts", "properties.minimumTlsVersion", "'TLS1_2'"),
        ("Microsoft.Storage/storageAccounts", "properties.supportsHttpsTrafficOnly", "true"),
        ("Microsoft.Storage/storageAccounts", "properties.publicNetworkAccess", "public ? 'Enabled' : 'Disabled'"),
        ("Microsoft.Storage/storageAccounts", "properties.networkAcls.defaultAction", "public ? 'Allow' : 'Deny'"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.isVersioningEnabled", "true"),
        ("Microsoft.Storage/storageAccounts/blobServices", "properties.deleteRetentionPolicy.enabled", "true"),
        ("Microsoft.Storage/storageAccounts/blobServices/containers", "properties.publicAccess", "'None'"),
        ("Microsoft.ServiceBus/namespaces", "properties.disableLocalAuth", "true"),
        ("Microsoft.ServiceBus/namespaces", "properties.minimumTlsVersion", "'1.2'"),
        ("Microsoft.ServiceBus/namespaces", "properties.publicNetworkAccess", "private ? 'Disabled' : 'Enabled'"),
        ("Microsoft.KeyVault/vaults", "properties.enableRbacAuthorization", "true"),
        ("Microsoft.KeyVault/vaults", "properties.enablePurgeProtection", "true"),
        ("Microsoft.KeyVault/vaults", "properties.publicNetworkAccess", "public ? 'Enabled' : 'Disabled'"),
        ("Microsoft.KeyVault/vaults", "properties.networkAcls.defaultAction", "public ? 'Allow' : 'Deny'"),
        ("Microsoft.OperationalInsights/workspaces", "properties.features.disableLocalAuth", "true"),
        ("Microsoft.Insights/components", "properties.DisableLocalAuth", "true"),
        ("Microsoft.Web/sites", "properties.httpsOnly", "true"),
        ("Microsoft.Web/sites", "properties.siteConfig.minTlsVersion", "'1.2'"),
        ("Microsoft.Web/sites", "properties.siteConfig.ftpsState", "'Disabled'"),
        ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "properties.allow", "false"),
    ];

    private readonly Dictionary<string, IReadOnlyList<BicepDeclaration>> _bicep = files
        .Where(file => file.Key.EndsWith(".bicep", StringComparison.Ordinal))
        .ToDictionary(file => file.Key, file => BicepFile.Read(file.Value), StringComparer.Ordinal);

    /// <summary>The files of the repository that say what runs in Azure.</summary>
    public static Infrastructure Of(string root) => new(
        new[] { "infra", "docs" }.SelectMany(folder => Directory.GetFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Concat(new[] { "azure.yaml", "host.json", "functions/servicebus.json", "functions/local.settings.json", "functions/local.settings.sample.json" }
                .Select(name => Path.Combine(root, name)))
            .ToDictionary(path => Path.GetRelativePath(root, path).Replace('\\', '/'), path => File.ReadAllText(path).ReplaceLineEndings("\n"), StringComparer.Ordinal));

    /// <summary>The same with one text in a file replaced by another.</summary>
    public Infrastructure With(string file, string text, string instead) =>
        files[file].Contains(text, StringComparison.Ordinal)
            ? new(new Dictionary<string, string>(files, StringComparer.Ordinal) { [file] = files[file].Replace(text, instead, StringComparison.Ordinal) })
            : throw new ArgumentException($"{file} does not contain '{text}'.");

    /// <summary>The same with one more file.</summary>
    public Infrastructure And(string file, string text) => new(new Dictionary<string, string>(files, StringComparer.Ordinal) { [file] = text });

    /// <summary>In what the infrastructure and the code disagree; nothing where they agree.</summary>
    public IReadOnlyList<string> Disagreements(Code code) =>
    [
        .. OfModules(), .. OfSettings(code), .. OfSecrets(), .. OfQueues(code), .. OfTables(code), .. OfRoles(code), .. OfHardening(), .. OfHostJson(),
        .. OfQuestions(code), .. OfFigures(code), .. OfAlerts(), .. OfLogs(), .. OfRestores(), .. OfPipelines(),
    ];

    // Every module gets what it asks for, and the template what it asks for from azd; each stage says all that a stage is to say.
    private IEnumerable<string> OfModules()
    {
        foreach (var (file, declarations) in _bicep)
        {
            foreach (var module in declarations.Where(declaration => declaration.Kind == "module"))
            {
                var path = Path.Combine(Path.GetDirectoryName(file)!, module.Type).Replace('\\', '/');
                var asked = Parameters(path);
                var given = module.Body.At("params") is BicepObject passed ? passed.Properties.Select(property => property.Key).ToList() : [];
                foreach (var name in given.Except(asked.Keys))
                {
                    yield return $"{file}: '{module.Name}' passes {name}, which {path} does not ask for.";
                }

                foreach (var (name, _) in asked.Where(parameter => !parameter.Value && !given.Contains(parameter.Key)))
                {
                    yield return $"{file}: '{module.Name}' does not pass {name}, which {path} asks for.";
                }
            }
        }

        const string Values = "infra/main.parameters.json";
        using var json = JsonDocument.Parse(files[Values]);
        var main = Parameters("infra/main.bicep");
        var said = json.RootElement.GetProperty("parameters").EnumerateObject().Select(parameter => parameter.Name).ToList();
        foreach (var name in said.Except(main.Keys).Concat(main.Where(parameter => !parameter.Value).Select(parameter => parameter.Key).Except(said)))
        {
            yield return $"{Values} and infra/main.bicep disagree about the parameter {name}.";
        }

        var profile = Declared(Shapes, "type", "stageProfile").Body.Properties.Select(property => property.Key).ToList();
        foreach (var stage in new[] { "dev", "test", "production" })
        {
            using var values = JsonDocument.Parse(files[$"infra/parameters/{stage}.json"]);
            var names = values.RootElement.EnumerateObject().Select(value => value.Name).ToList();
            foreach (var name in names.Except(profile).Concat(profile.Except(names)))
            {
                yield return $"infra/parameters/{stage}.json and the type 'stageProfile' in {Shapes} disagree about {name}.";
            }
        }

        Dictionary<string, bool> Parameters(string path) => _bicep[path].Where(declaration => declaration.Kind == "param")
            .ToDictionary(parameter => parameter.Name, parameter => parameter.Value is not null, StringComparer.Ordinal);
    }

    private IEnumerable<string> OfSettings(Code code)
    {
        var set = Variable(App, "codeSettings").Properties.Select(property => property.Key).ToHashSet(StringComparer.Ordinal);
        var optional = Declared(Shapes, "type", "optional").Body.Properties.Select(property => property.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, where) in code.Settings.Where(setting => setting.Key[0] == '$'))
        {
            yield return $"{where} composes the name of a setting ({name}\"): write the names out, so that they can be found.";
        }

        var read = code.Settings.Where(setting => setting.Key[0] != '$').ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value, StringComparer.Ordinal);
        foreach (var (name, where) in read.Where(setting => !set.Contains(setting.Key) && !optional.Contains(setting.Key) && setting.Key != EmbeddedOnly))
        {
            yield return $"{where} reads the setting {name}, and nothing sets it. Without a default in the code: add it to 'codeSettings' in {App}. "
                + $"With one: add '{name}: string?' to the type 'optional' in {Shapes}.";
        }

        if (set.Concat(optional).Contains(EmbeddedOnly))
        {
            yield return $"{EmbeddedOnly} is for the embedded build only: remove it from {App} and {Shapes}.";
        }

        foreach (var name in set.Where(name => !read.ContainsKey(name)))
        {
            yield return $"{App} sets {name}, and nothing in functions/ reads it: remove it from 'codeSettings'.";
        }

        foreach (var name in optional.Where(name => !read.ContainsKey(name)))
        {
            yield return $"{Shapes} offers {name}, and nothing in functions/ reads it: remove it from the type 'optional'.";
        }

        var platform = Platform.Concat(code.Connections.SelectMany(connection => new[] { $"{connection}__clientId", $"{connection}__credential" })).ToList();
        var platformSet = Variable(App, "platformSettings").Properties.Select(property => property.Key).ToList();
        foreach (var name in platform.Except(platformSet))
        {
            yield return $"The Functions host needs the setting {name}: add it to 'platformSettings' in {App}.";
        }

        foreach (var name in platformSet.Except(platform))
        {
            yield return $"{App} sets {name}, which neither the Functions host nor a trigger's connection needs: remove it from 'platformSettings'.";
        }

        foreach (var connection in code.Connections.Where(connection => !set.Contains($"{connection}__fullyQualifiedNamespace")))
        {
            yield return $"A trigger names the connection {connection}: add {connection}__fullyQualifiedNamespace to 'codeSettings' in {App}.";
        }

        const string Union = "union(codeSettings, platformSettings, empty(schedulerEndpoint) ? {} : schedulerSettings, optionalSettings)";
        if (Declared(App, "resource", "settings").Body.At("properties")?.Raw != Union)
        {
            yield return $"{App}: the app's settings are to be {Union}.";
        }

        var described = Regex.Matches(files["docs/settings.md"], "`([^`]+)`").Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        foreach (var name in code.Settings.Keys.Where(name => name[0] != '$' && !described.Contains(name)))
        {
            yield return $"docs/settings.md does not say what `{name}` is: add a row.";
        }

        var sample = Values("functions/local.settings.sample.json");
        foreach (var name in set.Where(name => !sample.ContainsKey(name)))
        {
            yield return $"functions/local.settings.sample.json lacks {name}.";
        }

        var embedded = Values("functions/local.settings.json");
        foreach (var (name, schedule) in Variable(App, "codeSettings").Properties.Where(property => property.Key.EndsWith("Schedule", StringComparison.Ordinal)))
        {
            if (!embedded.TryGetValue(name, out var here) || schedule.Raw != $"'{here}'")
            {
                yield return $"{name} is {schedule.Raw} in {App} and '{here}' in functions/local.settings.json.";
            }
        }
    }

    private IEnumerable<string> OfSecrets()
    {
        foreach (var (name, value) in Variable(App, "codeSettings").Properties.Where(property => SecretName().IsMatch(property.Key)))
        {
            if (!value.Raw.StartsWith("'@Microsoft.KeyVault(", StringComparison.Ordinal))
            {
                yield return $"{App}: {name} is a secret; it is to be a reference to Key Vault, not {value.Raw}.";
            }
        }

        foreach (var (file, text) in files.Where(file => !file.Key.StartsWith("docs/", StringComparison.Ordinal)))
        {
            foreach (Match match in SecretText().Matches(text))
            {
                yield return $"{file}, line {text.AsSpan(0, match.Index).Count('\n') + 1}: '{match.Value}' is or gives away a secret.";
            }
        }

        foreach (var (file, declarations) in _bicep)
        {
            foreach (var declaration in declarations.Where(declaration => declaration.Kind == "param" && SecretName().IsMatch(declaration.Name)))
            {
                yield return $"{file}: the parameter {declaration.Name} carries a secret; secrets are put into Key Vault by hand, and no template sees them.";
            }
        }
    }

    private IEnumerable<string> OfQueues(Code code)
    {
        using var json = JsonDocument.Parse(files[ServiceBus]);
        var queues = json.RootElement.GetProperty("UserConfig").GetProperty("Namespaces")[0].GetProperty("Queues").EnumerateArray()
            .ToDictionary(queue => queue.GetProperty("Name").GetString()!, queue => queue.GetProperty("Properties").Clone(), StringComparer.Ordinal);
        foreach (var name in code.Queues.Except(queues.Keys))
        {
            yield return $"The code names the queue {name}, and nothing creates it: add it to {ServiceBus}.";
        }

        foreach (var name in queues.Keys.Except(code.Queues))
        {
            yield return $"{ServiceBus} has the queue {name}, which the code does not name: remove it.";
        }

        foreach (var name in code.Queues.Where(name => name.StartsWith(OwnQueue, StringComparison.Ordinal)
            ? !(code.Received.Contains(name) && code.Sent.Contains(name))
            : code.Received.Contains(name) == code.Sent.Contains(name)))
        {
            yield return $"The queue {name} is to be either sent to or received from, not both or neither; the app's own, {OwnQueue}…, both.";
        }

        foreach (var (name, queue) in queues.Where(queue => queue.Value.GetProperty("DuplicateDetectionHistoryTimeWindow").GetString() != XmlConvert.ToString(DeadLetters.DuplicatesSeenFor)))
        {
            yield return $"{ServiceBus} sees duplicates in {name} for another time than {nameof(DeadLetters)}.{nameof(DeadLetters.DuplicatesSeenFor)}: a dead letter sent again too early would be lost.";
        }

        const string Bus = "infra/modules/servicebus.bicep";
        if (Declared(Bus, "var", "declared").Value?.Raw != "loadJsonContent('../../functions/servicebus.json').UserConfig.Namespaces[0].Queues")
        {
            yield return $"{Bus} is to read its queues from {ServiceBus}.";
        }

        var passed = ((BicepObject)Declared(Bus, "resource", "queues").Body.At("properties")!).Properties
            .ToDictionary(property => property.Value.Raw, property => property.Key, StringComparer.Ordinal);
        foreach (var option in queues.Values.SelectMany(queue => queue.EnumerateObject().Select(option => option.Name)).Distinct())
        {
            if (!passed.Remove($"queue.Properties.{option}", out var property) || !property.Equals(option, StringComparison.OrdinalIgnoreCase))
            {
                yield return $"{ServiceBus} gives queues the option {option}; {Bus} is to pass it on: add '{char.ToLowerInvariant(option[0])}{option[1..]}: queue.Properties.{option}'.";
            }
        }

        foreach (var (value, property) in passed)
        {
            yield return $"{Bus} gives queues the option {property} ({value}), which {ServiceBus} does not: the embedded build would behave otherwise.";
        }
    }

    private static IEnumerable<string> OfTables(Code code)
    {
        foreach (var (table, type) in code.TablesNamed.Where(named => !code.Tables.Contains(named.Table)))
        {
            yield return $"{type} keeps rows in the table {table}, and nothing creates it: add it to 'Tables' in functions/Composition.cs.";
        }

        foreach (var table in code.Tables.Where(table => !TableName().IsMatch(table)))
        {
            yield return $"Azure does not allow a table named {table}: 3 to 63 letters and digits, a letter first.";
        }

        foreach (var table in code.Tables.GroupBy(table => table, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            yield return $"The table {table.Key} is named twice.";
        }
    }

    private IEnumerable<string> OfRoles(Code code)
    {
        // What is both stands in the first list.
        var sent = code.Sent.Except(code.Received);
        foreach (var (list, queues, does) in new[] { ("receives", code.Received.AsEnumerable(), "receives from"), ("sends", sent, "sends to") })
        {
            var given = ((BicepArray)Declared(Roles, "var", list).Value!).Items.Select(item => item.Raw.Trim('\'')).ToList();
            foreach (var name in queues.Except(given))
            {
                yield return $"The app {does} the queue {name} without the role for it: add it to '{list}' in {Roles}.";
            }

            foreach (var name in given.Except(queues))
            {
                yield return $"{Roles} lets the app do what it does not do: it no longer {does} the queue {name}. Remove it from '{list}'.";
            }
        }

        if (Declared(Roles, "var", "queues").Value?.Raw != "concat(receives, sends)")
        {
            yield return $"{Roles}: 'queues' is to be concat(receives, sends): operators handle the dead letters of every queue.";
        }

        var ids = Variable(Roles, "roleIds").Properties.ToDictionary(role => role.Key, role => role.Value.Raw.Trim('\''), StringComparer.Ordinal);
        foreach (var (role, id) in ids.Where(role => !BuiltIn.TryGetValue(role.Key, out var known) || known != role.Value))
        {
            yield return $"{Roles}: {role} is not Azure's role {id}.";
        }

        if (Declared("infra/modules/scheduler.bicep", "var", "durableTaskDataContributor").Value?.Raw != "'0ad04412-c4d5-4796-b79c-f76d14c8d402'")
        {
            yield return "infra/modules/scheduler.bicep: that is not the id of Azure's role Durable Task Data Contributor.";
        }

        var granted = _bicep.SelectMany(file => file.Value
            .Where(declaration => declaration.Kind == "resource" && declaration.Type.StartsWith("Microsoft.Authorization/roleAssignments@", StringComparison.Ordinal))
            .Select(assignment => (File: file.Key, Grant: Grant(assignment)))).ToList();
        foreach (var (file, grant) in granted.Where(role => !Granted.Contains(role.Grant)))
        {
            yield return $"{file} grants what is not needed: {grant}. If the code does need it, say so in 'Granted' of {nameof(Infrastructure)}.cs, with docs/azure.md.";
        }

        foreach (var grant in Granted.Except(granted.Select(role => role.Grant)))
        {
            yield return $"A role that the code needs is not granted: {grant}.";
        }
    }

    private IEnumerable<string> OfHardening()
    {
        var resources = _bicep.SelectMany(file => file.Value
            .Where(declaration => declaration is { Kind: "resource", IsExisting: false })
            .Select(declaration => (File: file.Key, Resource: declaration))).ToList();
        foreach (var (file, resource) in resources)
        {
            foreach (var (_, path, value) in Hardened.Where(rule => rule.Type == resource.Type.Split('@')[0]))
            {
                if (resource.Body.At(path)?.Raw != value)
                {
                    yield return $"{file}: {path} of '{resource.Name}' is to be {value}, not {resource.Body.At(path)?.Raw ?? "left out"}.";
                }
            }
        }

        foreach (var type in Hardened.Select(rule => rule.Type).Distinct().Where(type => !resources.Any(found => found.Resource.Type.Split('@')[0] == type)))
        {
            yield return $"No {type} is created.";
        }

        // A type whose public access is decided nowhere above is a way in that nobody meant.
        foreach (var (file, resource) in resources.Where(found => found.Resource.Value!.Raw.Contains("publicNetworkAccess", StringComparison.Ordinal)
            && !Hardened.Any(rule => rule.Type == found.Resource.Type.Split('@')[0])))
        {
            yield return $"{file}: the public access of '{resource.Name}' is not among the rules in {nameof(Infrastructure)}.cs: decide it there.";
        }

        foreach (var module in new[] { "hostStorage", "dataStorage", "vault" })
        {
            if ((Declared("infra/modules/app.bicep", "module", module).Body.At("params.public"))?.Raw != "!profile.privateNetworking")
            {
                yield return $"infra/modules/app.bicep: '{module}' is to be public only where there is no private network.";
            }
        }
    }

    private IEnumerable<string> OfHostJson()
    {
        using var json = JsonDocument.Parse(files["host.json"]);
        foreach (var path in Leaves(json.RootElement, ""))
        {
            if (!files["docs/host.md"].Contains($"`{path}`", StringComparison.Ordinal))
            {
                yield return $"docs/host.md gives no reason for `{path}` of host.json.";
            }
        }

        static IEnumerable<string> Leaves(JsonElement element, string path) => element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().SelectMany(property => Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))
            : [path];
    }

    private IEnumerable<string> OfQuestions(Code code)
    {
        var bicep = string.Concat(files.Where(file => file.Key.EndsWith(".bicep", StringComparison.Ordinal)).Select(file => file.Value));
        foreach (var (file, query) in files.Where(file => file.Key.EndsWith(".kql", StringComparison.Ordinal)))
        {
            foreach (var name in FunctionNames(query).Where(name => !code.Functions.Contains(name)))
            {
                yield return $"{file} asks about {name}, and there is no such function.";
            }

            var name1 = Path.GetFileName(file);
            if (name1.StartsWith("alert-", StringComparison.Ordinal) && !bicep.Contains($"../queries/{name1}", StringComparison.Ordinal))
            {
                yield return $"{file} is asked by no alert.";
            }

            if (!name1.StartsWith("alert-", StringComparison.Ordinal) && !files["docs/operations.md"].Contains(name1, StringComparison.Ordinal))
            {
                yield return $"docs/operations.md does not mention {file}.";
            }
        }

        foreach (var (file, functions, what) in new[]
        {
            ("infra/queries/06-schedules.kql", code.Timers, "schedule"), ("infra/queries/07-messages.kql", code.Listeners, "handler of messages"),
        })
        {
            foreach (var name in functions.Except(FunctionNames(files[file])))
            {
                yield return $"{file} leaves out the {what} {name}: add it.";
            }
        }
    }

    // What the alerts look for in the log is what the app writes there.
    private IEnumerable<string> OfFigures(Code code)
    {
        const string Platform = "dead-letters"; // Service Bus itself counts them, and its metric is asked
        var asked = files.Where(file => file.Key.EndsWith(".kql", StringComparison.Ordinal))
            .SelectMany(file => WatchedFigure().Matches(file.Value).Select(match => (File: file.Key, Figure: match.Groups[1].Value))).ToList();
        foreach (var (file, figure) in asked.Where(asked => !code.Figures.Contains(asked.Figure)))
        {
            yield return $"{file} asks for the figure {figure}, which the app does not reckon.";
        }

        foreach (var figure in code.Figures.Where(figure => figure != Platform && !asked.Any(asked => asked.Figure == figure && Path.GetFileName(asked.File).StartsWith("alert-", StringComparison.Ordinal))))
        {
            yield return $"No alert asks for the figure {figure}: add infra/queries/alert-….kql, and the alert.";
        }

        foreach (var figure in code.Figures.Where(figure => !files["docs/operations.md"].Contains($"`{figure}`", StringComparison.Ordinal)))
        {
            yield return $"docs/operations.md does not say what the figure `{figure}` is.";
        }
    }

    private IEnumerable<string> OfAlerts()
    {
        const string Alerts = "infra/modules/alerts.bicep";
        var names = _bicep[Alerts].Where(declaration => declaration.Kind == "resource" && declaration.Type.StartsWith("Microsoft.Insights/metricAlerts@", StringComparison.Ordinal))
            .Select(alert => alert.Body.At("name")!.Raw.Trim('\''))
            .Concat(((BicepArray)Declared(Alerts, "var", "questions").Value!).Items.Select(question => ((BicepObject)question).At("name")!.Raw.Trim('\'')));
        foreach (var name in names.Where(name => !files["docs/operations.md"].Contains($"\n### {name}\n", StringComparison.Ordinal)))
        {
            yield return $"The alert {name} has no runbook: add '### {name}' to docs/operations.md.";
        }
    }

    // No secret of a link rests in the logs: each column in which an address may stand passes a rule, and the rule is the workspace's.
    private IEnumerable<string> OfLogs()
    {
        const string Monitoring = "infra/modules/monitoring.bicep";
        var addresses = Variable(Monitoring, "addresses");
        foreach (var (table, column) in new[]
        {
            ("AppRequests", "Url"), ("AppRequests", "Name"), ("AppRequests", "OperationName"), ("AppTraces", "Message"), ("AppTraces", "OperationName"),
            ("AppDependencies", "Data"), ("AppDependencies", "Name"), ("AppDependencies", "OperationName"),
        })
        {
            if (addresses.At(table) is not BicepArray columns || !columns.Items.Any(item => item.Raw == $"'{column}'"))
            {
                yield return $"{Monitoring} keeps the secrets of links in {table}.{column}: add it to 'addresses'.";
            }
        }

        var rule = Declared(Monitoring, "resource", "withoutSecrets").Body;
        if (rule.At("kind")?.Raw != "'WorkspaceTransforms'" || rule.At("properties.dataFlows")?.Raw.Contains("Properties = iif(", StringComparison.Ordinal) != true)
        {
            yield return $"{Monitoring}: 'withoutSecrets' is to be of the kind 'WorkspaceTransforms', for the properties too.";
        }

        if (Declared("infra/modules/workspace.bicep", "resource", "workspace").Body.At("properties.defaultDataCollectionRuleResourceId")?.Raw != "ruleId"
            || Declared(Monitoring, "module", "workspace").Body.At("params.ruleId")?.Raw != "withoutSecrets.id")
        {
            yield return "The workspace keeps the secrets of links: its defaultDataCollectionRuleResourceId is to be the rule 'withoutSecrets'.";
        }

        if (Declared(Monitoring, "resource", "insights").Body.At("properties.WorkspaceResourceId")?.Raw != "workspace.outputs.id")
        {
            yield return $"{Monitoring}: 'insights' is to write to the workspace only once that has its rule.";
        }
    }

    /// <summary>A text as the rule of the logs leaves it.</summary>
    public string Logged(string text)
    {
        var masked = Declared("infra/modules/monitoring.bicep", "var", "masked").Value!.Raw;
        var parts = Extracted().Matches(masked).Select(match => Regex.Match(text, match.Groups[1].Value).Groups[1].Value);
        return text.Contains("/links/", StringComparison.OrdinalIgnoreCase) ? string.Join('-', parts) : text;
    }

    // A restored account takes the old one's place by its name, with journeys of its own.
    private IEnumerable<string> OfRestores()
    {
        const string Modules = "infra/modules/app.bicep";
        if (Declared(Modules, "module", "dataStorage").Body.At("params.name")?.Raw != "empty(dataAccount) ? 'stdata${token}' : dataAccount")
        {
            yield return $"{Modules}: the account of the data is to be the one that 'dataAccount' names, where it names one: a restore needs it.";
        }

        if (Declared(Modules, "var", "hub").Value!.Raw != "'${loadJsonContent('../../host.json').extensions.durableTask.hubName}${dataAccount}'")
        {
            yield return $"{Modules}: the journeys' hub is to be that of host.json, and another with each 'dataAccount'.";
        }

        if (Declared(App, "resource", "app").Body.At("tags")?.Raw.EndsWith(", empty(runningRelease) ? {} : { release: runningRelease })", StringComparison.Ordinal) != true)
        {
            yield return $"{App} wipes the tag 'release', by which a rollback knows where to go.";
        }
    }

    private IEnumerable<string> OfPipelines()
    {
        foreach (var (file, text) in files.Where(file => file.Key.StartsWith("infra/pipelines/", StringComparison.Ordinal)))
        {
            foreach (Match match in Uses().Matches(text).Where(match => !Pinned().IsMatch(match.Value)))
            {
                yield return $"{file}: '{match.Value.Trim()}' is not pinned by the commit of its release, with the release beside it.";
            }
        }

        const string Stage = "infra/pipelines/stage.yml";
        foreach (var name in Substituted().Matches(files["infra/main.parameters.json"]).Select(match => match.Groups[1].Value).Where(name => name is not "SENDGRID_HOST"))
        {
            if (Regex.Count(files[Stage], $@"^ +{name}: ", RegexOptions.Multiline) != 2)
            {
                yield return $"infra/main.parameters.json takes {name} from the environment: give it to both jobs in {Stage}.";
            }
        }
    }

    private static string Grant(BicepDeclaration assignment)
    {
        var body = assignment.Body;
        var role = body.At("properties.roleDefinitionId")?.Raw is { } id && RoleDefinition().Match(id) is { Success: true } match ? match.Groups[1].Value : "an unknown role";
        var who = body.At("properties.principalId")?.Raw switch
        {
            "identityPrincipalId" => "the app",
            "principalId" => "a neighbour",
            var other => other ?? "nobody",
        };
        return $"{who}: {role} on {body.At("scope")?.Raw ?? "the whole resource group"}"
            + (assignment.Loop is { } loop ? $" for {loop}" : "")
            + (assignment.Condition is { } condition ? $" if {condition}" : "");
    }

    private static HashSet<string> FunctionNames(string query) => Regex.Matches(query, """Name (?:==|in) \(?((?:"\w+"(?:, )?)+)""")
        .SelectMany(match => Regex.Matches(match.Groups[1].Value, @"\w+").Select(name => name.Value)).ToHashSet(StringComparer.Ordinal);

    private Dictionary<string, string> Values(string file)
    {
        using var json = JsonDocument.Parse(files[file]);
        return json.RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!, StringComparer.Ordinal);
    }

    private BicepObject Variable(string file, string name) => Declared(file, "var", name).Body;

    private BicepDeclaration Declared(string file, string kind, string name) =>
        _bicep[file].SingleOrDefault(declaration => declaration.Kind == kind && declaration.Name == name)
        ?? throw new FormatException($"{file} has no {kind} '{name}'.");

    [GeneratedRegex(@"(?:Key|Secret|Password|ConnectionString)$")]
    private static partial Regex SecretName();

    [GeneratedRegex(@"AccountKey=|SharedAccessKey|SharedAccessSignature|listKeys\(|list\w+Keys\(|-----BEGIN|SG\.[\w-]{16,}|\beyJ[\w-]{20,}|InstrumentationKey=[0-9a-f]")]
    private static partial Regex SecretText();

    [GeneratedRegex(@"""Watch: ([\w.-]+) is """)]
    private static partial Regex WatchedFigure();

    [GeneratedRegex(@"extract\(""([^""]+)"", 1, TEXT\)")]
    private static partial Regex Extracted();

    [GeneratedRegex(@"\buses: .*")]
    private static partial Regex Uses();

    [GeneratedRegex(@"^uses: (?:\./\.github/workflows/[\w-]+\.yml|[\w-]+/[\w-]+@[0-9a-f]{40} # v[\d.]+)$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"\$\{([A-Z_]+)")]
    private static partial Regex Substituted();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9]{2,62}$")]
    private static partial Regex TableName();

    [GeneratedRegex(@"^subscriptionResourceId\('Microsoft\.Authorization/roleDefinitions', ([\w.]+)\)$")]
    private static partial Regex RoleDefinition();
}
