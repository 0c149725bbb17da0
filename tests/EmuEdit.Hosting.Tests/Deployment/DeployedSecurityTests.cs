using System.Text.Json.Nodes;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>Nothing has a key, and everybody may do what they need to and no more.</summary>
public sealed class DeployedSecurityTests(DeploymentFixture deployment) : IClassFixture<DeploymentFixture>
{
    /// <summary>Every role that is given, and the kind of resource that it is given for. Wider is wrong.</summary>
    private static readonly (string Role, string Id, string Scope)[] Roles =
    [
        ("AcrPull", "7f951dda-4ed3-4680-a7ca-43fe172d538d", "Microsoft.ContainerRegistry/registries"),
        ("Cognitive Services OpenAI User", "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", "Microsoft.CognitiveServices/accounts"),
        ("Durable Task Data Contributor", "0ad04412-c4d5-4796-b79c-f76d14c8d402", "Microsoft.DurableTask/schedulers/taskHubs"),
        ("Monitoring Metrics Publisher", "3913510d-42f4-4e42-8a64-420c390055eb", "Microsoft.Insights/components"),
        (
            "Storage Blob Data Contributor",
            "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
            "Microsoft.Storage/storageAccounts/blobServices/containers"
        ),
        ("Storage Blob Data Reader", "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Microsoft.Storage/storageAccounts/blobServices/containers"),
        ("Storage Blob Data Owner", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Microsoft.Storage/storageAccounts"),
        ("Storage Queue Data Contributor", "974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Microsoft.Storage/storageAccounts"),
    ];

    [Fact]
    public void Storage_HasNoKeysAndNothingPublic()
    {
        foreach (var account in deployment.All("Microsoft.Storage/storageAccounts").Select(a => a["properties"]!))
        {
            Assert.False(account["allowSharedKeyAccess"]!.GetValue<bool>());
            Assert.False(account["allowBlobPublicAccess"]!.GetValue<bool>());
            Assert.Equal("TLS1_2", account["minimumTlsVersion"]!.GetValue<string>());
        }
    }

    [Theory]
    [InlineData("Microsoft.Insights/components", "DisableLocalAuth")]
    [InlineData("Microsoft.CognitiveServices/accounts", "disableLocalAuth")]
    public void Services_ThatCouldTakeAKey_TakeNone(string type, string property)
    {
        Assert.NotEmpty(deployment.All(type));
        Assert.All(deployment.All(type), service => Assert.True(service["properties"]![property]!.GetValue<bool>()));
    }

    [Fact]
    public void Registry_HasNoAdministrator() =>
        Assert.All(
            deployment.All("Microsoft.ContainerRegistry/registries"),
            registry => Assert.False(registry["properties"]!["adminUserEnabled"]!.GetValue<bool>())
        );

    [Fact]
    public void Roles_AreOfTheListAndCoverNoMoreThanTheyMust()
    {
        var given = deployment.All("Microsoft.Authorization/roleAssignments").Select(a => (Role(a), Scope(a))).Distinct().ToArray();
        Assert.Equal([.. Roles.Select(r => (r.Id, r.Scope)).Order()], given.Order());
    }

    [Fact]
    public void GpuApp_ReadsModelsAndChangesDocumentsAndNothingElseOfTheAccount()
    {
        var given = deployment
            .Of("prod", "Microsoft.Authorization/roleAssignments")
            .Where(a => a["properties"]!["principalId"]!.GetValue<string>().Contains("id-gpu-", StringComparison.Ordinal));
        var storage = given
            .Where(a => Scope(a).StartsWith("Microsoft.Storage", StringComparison.Ordinal))
            .Select(a => (Roles.Single(r => r.Id == Role(a)).Role, a["id"]!.GetValue<string>().Split('/')[12]))
            .Order();
        Assert.Equal([("Storage Blob Data Contributor", "emuedit"), ("Storage Blob Data Reader", "models")], storage);
    }

    [Fact]
    public void PrivateNetwork_OfProd_ClosesTheAccountToOthers()
    {
        var account = deployment.Of("prod", "Microsoft.Storage/storageAccounts").Single()["properties"]!;
        Assert.Equal(
            ("Disabled", "Deny"),
            (account["publicNetworkAccess"]!.GetValue<string>(), account["networkAcls"]!["defaultAction"]!.GetValue<string>())
        );
        Assert.Equal(2, deployment.Of("prod", "Microsoft.Network/privateEndpoints").Count());
        Assert.Contains(
            "appsSubnetId",
            deployment.Of("prod", "Microsoft.App/managedEnvironments").Single()["properties"]!["vnetConfiguration"]!.ToJsonString(),
            StringComparison.Ordinal
        );
        Assert.Empty(deployment.Of("dev", "Microsoft.Network/virtualNetworks"));
    }

    [Fact]
    public void Api_WithoutAnIdentity_IsClosedToTheWorld()
    {
        // dev needs none, and here no address is allowed.
        Assert.False(Ingress("dev")["external"]!.GetValue<bool>());
        Assert.Empty(deployment.Of("dev", "Microsoft.App/containerApps/authConfigs"));
        var config = deployment.Of("prod", "Microsoft.App/containerApps/authConfigs").Single()["properties"]!;
        Assert.Equal("Return401", config["globalValidation"]!["unauthenticatedClientAction"]!.GetValue<string>());
        Assert.Null(config["identityProviders"]!["azureActiveDirectory"]!["registration"]!["clientSecretSettingName"]);
    }

    private JsonNode Ingress(string environment) => deployment.App(environment, "cpu")["properties"]!["configuration"]!["ingress"]!;

    private static string Role(JsonNode assignment) => assignment["properties"]!["roleDefinitionId"]!.GetValue<string>().Split('/')[^1];

    // The kind of resource that an assignment covers. Its id is
    // GROUP/providers/NAMESPACE/TYPE/NAME/TYPE/NAME/providers/Microsoft.Authorization/..., or an
    // expression that quotes what it covers.
    private static string Scope(JsonNode assignment)
    {
        var id = assignment["id"]!.GetValue<string>();
        var covered = id.StartsWith("[extensionResourceId('", StringComparison.Ordinal)
            ? id.Split('\'')[1]
            : id.Split("/providers/Microsoft.Authorization")[0];
        Assert.StartsWith(DeploymentFixture.Group, covered, StringComparison.Ordinal);
        var parts = covered.Split("/providers/");
        Assert.Equal(2, parts.Length);
        return string.Join('/', parts[1].Split('/').Where((_, i) => i == 0 || i % 2 == 1));
    }
}
