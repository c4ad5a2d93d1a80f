#:package Azure.Data.Tables
#:package Azure.Identity
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property GenerateDocumentationFile=false

// Copies every table of a storage account into a folder, or a folder into an account without tables:
//   dotnet run infra/scripts/tables.cs -- copy    https://<account>.table.core.windows.net <folder>
//   dotnet run infra/scripts/tables.cs -- restore https://<account>.table.core.windows.net <folder>
// as whoever is signed in (az login), with the role Storage Table Data Reader or Contributor. One file of JSON lines a table.
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using Azure.Identity;

if (args is not [("copy" or "restore") and var verb, var address, var folder])
{
    await Console.Error.WriteLineAsync("usage: tables.cs copy|restore <address of the table service> <folder>");
    return 2;
}

var service = new TableServiceClient(new Uri(address), new DefaultAzureCredential());
return verb == "copy" ? await CopyAsync() : await RestoreAsync();

async Task<int> CopyAsync()
{
    if (Directory.CreateDirectory(folder).EnumerateFileSystemInfos().Any())
    {
        await Console.Error.WriteLineAsync($"{folder} is not empty.");
        return 1;
    }

    await foreach (var table in service.QueryAsync())
    {
        await using var file = File.CreateText(Path.Combine(folder, table.Name + ".jsonl"));
        var rows = 0;
        await foreach (var row in service.GetTableClient(table.Name).QueryAsync<TableEntity>())
        {
            await file.WriteLineAsync(Written(row));
            rows++;
        }

        Console.WriteLine($"{table.Name}: {rows} rows");
    }

    return 0;
}

async Task<int> RestoreAsync()
{
    await foreach (var table in service.QueryAsync())
    {
        await Console.Error.WriteLineAsync($"The account has the table {table.Name}; restore into an account without tables.");
        return 1;
    }

    foreach (var path in Directory.EnumerateFiles(folder, "*.jsonl").Order(StringComparer.Ordinal))
    {
        var name = Path.GetFileNameWithoutExtension(path);
        await service.CreateTableAsync(name);
        var table = service.GetTableClient(name);
        List<TableTransactionAction> batch = [];
        long size = 0;
        var rows = 0;
        await foreach (var line in File.ReadLinesAsync(path))
        {
            var row = Read(line);
            // A transaction: one partition, 100 rows, 4 MiB. A row's line is longer than the row.
            if (batch.Count == 100 || (batch.Count > 0 && (size + line.Length > 2_000_000 || batch[0].Entity.PartitionKey != row.PartitionKey)))
            {
                await table.SubmitTransactionAsync(batch);
                (batch, size) = ([], 0);
            }

            batch.Add(new TableTransactionAction(TableTransactionActionType.Add, row));
            size += line.Length;
            rows++;
        }

        if (batch.Count > 0)
        {
            await table.SubmitTransactionAsync(batch);
        }

        Console.WriteLine($"{name}: {rows} rows");
    }

    return 0;
}

// Each value beside the name of its type, as the service has them.
static string Written(TableEntity row)
{
    JsonObject line = new() { ["PartitionKey"] = row.PartitionKey, ["RowKey"] = row.RowKey };
    foreach (var (name, value) in row.Where(property => property.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag") && property.Value is not null))
    {
        line[name] = new JsonArray(value.GetType().Name, value switch
        {
            byte[] bytes => Convert.ToBase64String(bytes),
            BinaryData bytes => Convert.ToBase64String(bytes),
            DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
            DateTime instant => instant.ToString("O", CultureInfo.InvariantCulture),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString(),
        });
    }

    return line.ToJsonString();
}

static TableEntity Read(string line)
{
    using var json = JsonDocument.Parse(line);
    TableEntity row = [];
    foreach (var property in json.RootElement.EnumerateObject())
    {
        if (property.Value.ValueKind == JsonValueKind.String)
        {
            row[property.Name] = property.Value.GetString();
            continue;
        }

        var (type, text) = (property.Value[0].GetString(), property.Value[1].GetString()!);
        row[property.Name] = type switch
        {
            nameof(String) => text,
            nameof(Boolean) => bool.Parse(text),
            nameof(Int32) => int.Parse(text, CultureInfo.InvariantCulture),
            nameof(Int64) => long.Parse(text, CultureInfo.InvariantCulture),
            nameof(Double) => double.Parse(text, CultureInfo.InvariantCulture),
            nameof(Guid) => Guid.Parse(text),
            nameof(DateTime) or nameof(DateTimeOffset) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind),
            "Byte[]" or nameof(BinaryData) => Convert.FromBase64String(text),
            _ => throw new FormatException($"{property.Name} is of the type {type}, which no table has."),
        };
    }

    return row;
}
