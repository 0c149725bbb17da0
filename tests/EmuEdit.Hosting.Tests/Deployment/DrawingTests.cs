using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>The README's drawing of the deployment against what dev and prod would deploy.</summary>
public sealed class DrawingTests(DeploymentFixture deployment) : IClassFixture<DeploymentFixture>
{
    /// <summary>What the drawing calls each kind of resource; parts of one are drawn with it.</summary>
    private static readonly Dictionary<string, string> Words = new()
    {
        ["Microsoft.App/containerApps"] = "ca-cpu",
        ["Microsoft.App/managedEnvironments"] = "Container Apps environment",
        ["Microsoft.Authorization/roleAssignments"] = "with the roles",
        ["Microsoft.CognitiveServices/accounts"] = "Language model",
        ["Microsoft.Consumption/budgets"] = "budget",
        ["Microsoft.ContainerRegistry/registries"] = "Container registry",
        ["Microsoft.DurableTask/schedulers"] = "Durable Task Scheduler",
        ["Microsoft.Insights/actionGroups"] = "receivers",
        ["Microsoft.Insights/components"] = "Application Insights",
        ["Microsoft.Insights/diagnosticSettings"] = "Log Analytics",
        ["Microsoft.Insights/metricAlerts"] = "Alerts",
        ["Microsoft.Insights/scheduledQueryRules"] = "Alerts",
        ["Microsoft.ManagedIdentity/userAssignedIdentities"] = "id-gpu",
        ["Microsoft.Network/privateDnsZones"] = "private endpoints",
        ["Microsoft.Network/privateEndpoints"] = "private endpoints",
        ["Microsoft.Network/virtualNetworks"] = "Virtual network",
        ["Microsoft.OperationalInsights/workspaces"] = "Log Analytics",
        ["Microsoft.Resources/resourceGroups"] = "resource group",
        ["Microsoft.Storage/storageAccounts"] = "Storage account",
    };

    private static readonly string Drawing = File.ReadAllText(Path.Combine(Paths.Repository, "README.md"))
        .Split("```")
        .Single(block => block.Contains("┌ resource group", StringComparison.Ordinal));

    [Fact]
    public void Drawing_HasEveryKindOfResourceThatIsDeployed_AndNoOther()
    {
        var kinds = deployment
            .Environments.Values.SelectMany(r => r)
            .Select(r => string.Join('/', r!["type"]!.GetValue<string>().Split('/').Take(2)))
            .Distinct();
        Assert.Equal(Words.Keys.Order(StringComparer.Ordinal), kinds.Order(StringComparer.Ordinal));
        Assert.All(Words.Values, word => Assert.Contains(word, Drawing, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("rg-emuedit-")]
    [InlineData("ca-cpu")]
    [InlineData("ca-gpu")]
    [InlineData("id-cpu")]
    [InlineData("id-gpu")]
    [InlineData("batches")]
    [InlineData("batches-poison")]
    [InlineData("emuedit")]
    [InlineData("models")]
    public void Drawing_Names_AreThoseOfTheResources(string name)
    {
        Assert.Contains(name, Drawing, StringComparison.Ordinal);
        Assert.Contains(
            deployment.Environments["prod"],
            r =>
                r!["name"]!.GetValue<string>() is var full
                && (full.StartsWith(name, StringComparison.Ordinal) || full.EndsWith("/" + name, StringComparison.Ordinal))
        );
    }
}
