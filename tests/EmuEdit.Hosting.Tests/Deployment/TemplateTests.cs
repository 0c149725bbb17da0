using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>The templates as texts: they compile without a warning, and keep the rules.</summary>
public sealed partial class TemplateTests(TemplateFixture built) : IClassFixture<TemplateFixture>
{
    private static readonly string[] Constraints = ["allowedValues", "minValue", "maxValue", "minLength", "maxLength"];

    [Fact]
    public async Task Templates_AreLintedWithoutAWord()
    {
        LongChecks.SkipUnlessAsked();
        using var bicep = new Bicep();
        await bicep.Run(["lint", "--pattern", "bicep/**/*.bicep"]);
    }

    [Fact]
    public async Task ParameterFiles_OfEveryEnvironment_Build()
    {
        LongChecks.SkipUnlessAsked();
        using var bicep = new Bicep();
        await bicep.Run(["build-params", "--pattern", "**/*.bicepparam"]);
        Assert.All(
            new[] { "bicep/main.json", "infra/parameters/dev.json", "infra/parameters/prod.json" },
            file => Assert.Contains("environmentName", File.ReadAllText(bicep[file]), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Files_AreWrittenAsTheFormatterWritesThem()
    {
        using var bicep = new Bicep();
        await bicep.Run(["format", "--pattern", "**/*.bicep*"]);
        foreach (var file in Bicep.FilesIn("bicep").Concat(Bicep.FilesIn("infra/parameters")))
            Assert.Equal(File.ReadAllText(Path.Combine(Paths.Repository, file)), File.ReadAllText(bicep[file]));
    }

    [Fact]
    public void Parameters_OfTheTemplate_SayWhatIsAllowed()
    {
        foreach (var (name, parameter) in Parameters(built.Main))
            Assert.True(
                parameter!["type"]?.GetValue<string>() is "bool" or null || Constraints.Any(c => parameter[c] is not null),
                $"{name} takes anything"
            );
    }

    [Fact]
    public void Parameters_OfEveryFile_SayWhatTheyMeanAndHoldNoSecretInTheOpen()
    {
        foreach (var (file, template) in built.Templates)
            foreach (var (name, parameter) in Parameters(template))
            {
                Assert.True(parameter!["metadata"]?["description"] is not null, $"{name} of {file} has no description");
                Assert.False(
                    Secret().IsMatch(name) && parameter["type"]?.GetValue<string>() == "string",
                    $"{name} of {file} must be @secure"
                );
            }
    }

    [Fact]
    public void Template_AsksForNoKey() =>
        Assert.All(
            new[] { "listkeys", "listsecrets", "accountkey", "sharedkey=", "listaccountsas", "listconnectionstrings" },
            word => Assert.DoesNotContain(word, built.Main.ToJsonString(), StringComparison.OrdinalIgnoreCase)
        );

    [Fact]
    public void Outputs_OfTheTemplate_AreNamedAsAzdKeepsThem()
    {
        var outputs = built.Main["outputs"]!.AsObject().Select(o => o.Key).ToArray();
        Assert.Contains("EMUEDIT_URL", outputs);
        Assert.All(outputs, name => Assert.Matches("^[A-Z][A-Z_]*$", name));
    }

    [Fact]
    public void Apps_AreMadeAfterTheirRolesAndTheirRegistry()
    {
        var resources = built.Main["resources"]!;
        foreach (var app in new[] { "cpuApp", "gpuApp" })
            Assert.Superset(
                new HashSet<string> { "registry", "storageAccess", "scheduler", "environment" },
                resources[app]!["dependsOn"]!.AsArray().Select(d => d!.GetValue<string>()).ToHashSet()
            );
        // The roles are part of these modules, so who waits for the module waits for the role.
        Assert.All(
            new[] { "registry", "scheduler", "storageAccess" },
            module =>
                Assert.Contains("Microsoft.Authorization/roleAssignments", resources[module]!.ToJsonString(), StringComparison.Ordinal)
        );
    }

    private static JsonObject Parameters(JsonNode template) => template["parameters"]?.AsObject() ?? [];

    [GeneratedRegex("secret|password|key|connection|token", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
