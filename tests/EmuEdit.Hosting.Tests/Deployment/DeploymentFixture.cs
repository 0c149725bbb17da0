using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>What dev and prod would deploy.</summary>
public sealed partial class DeploymentFixture : IAsyncLifetime
{
    public const string Group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-emuedit-";

    /// <summary>The resources by environment.</summary>
    internal IReadOnlyDictionary<string, JsonArray> Environments { get; private set; } = new Dictionary<string, JsonArray>();

    internal IEnumerable<JsonNode> All(string type) =>
        Environments.Values.SelectMany(r => r).Where(r => r!["type"]!.GetValue<string>() == type).Select(r => r!);

    internal IEnumerable<JsonNode> Of(string environment, string type) =>
        Environments[environment].Where(r => r!["type"]!.GetValue<string>() == type).Select(r => r!);

    /// <summary>An app of an environment.</summary>
    internal JsonNode App(string environment, string role) =>
        Of(environment, "Microsoft.App/containerApps")
            .Single(a => a["name"]!.GetValue<string>().StartsWith($"ca-{role}-", StringComparison.Ordinal));

    /// <summary>
    /// The names of an app's settings. Where a value is known to Azure only, the list is an
    /// expression, whose names are read from it.
    /// </summary>
    internal static IReadOnlyList<string> Settings(JsonNode app)
    {
        var settings = Container(app)["env"]!;
        return settings is JsonArray known
            ? [.. known.Select(s => s!["name"]!.GetValue<string>())]
            : [.. Name().Matches(settings.GetValue<string>()).Select(m => m.Groups[1].Value)];
    }

    internal static JsonNode Container(JsonNode app) => app["properties"]!["template"]!["containers"]!.AsArray().Single()!;

    public async ValueTask InitializeAsync()
    {
        using var bicep = new Bicep();
        var environments = new Dictionary<string, JsonArray>();
        foreach (var name in new[] { "dev", "prod" })
            environments[name] = await bicep.Snapshot(name, "1.0");
        Environments = environments;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [GeneratedRegex(@"createObject\('name', '([^']+)'")]
    private static partial Regex Name();
}
