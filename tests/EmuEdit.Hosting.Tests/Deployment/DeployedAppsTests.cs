using System.Text.Json.Nodes;
using EmuEdit.Http;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>The two apps: their settings are those that the code reads, and each runs as it is meant to.</summary>
public sealed class DeployedAppsTests(DeploymentFixture deployment) : IClassFixture<DeploymentFixture>
{
    private static readonly string[] Roles = ["cpu", "gpu"], Environments = ["dev", "prod"];

    [Fact]
    public void Settings_OfBothApps_AreThoseThatTheCodeReadsAndNoOthers()
    {
        string[] set =
        [
            .. Roles
                .SelectMany(role => Environments.SelectMany(e => DeploymentFixture.Settings(deployment.App(e, role))))
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
        Assert.Equal(HostSettings.Names.Concat(HostSettings.PlatformNames).Order(StringComparer.Ordinal), set);
    }

    [Fact]
    public void Settings_OfAnApp_AreSetOnce()
    {
        foreach (var environment in Environments)
            Assert.All(Roles, role => Assert.Distinct(DeploymentFixture.Settings(deployment.App(environment, role))));
    }

    [Fact]
    public void LanguageModel_OfDev_IsNotThere()
    {
        Assert.DoesNotContain(
            DeploymentFixture.Settings(deployment.App("dev", "cpu")),
            name => name.Contains("LanguageModel", StringComparison.Ordinal)
        );
        Assert.Empty(deployment.Of("dev", "Microsoft.CognitiveServices/accounts"));
    }

    [Fact]
    public void GpuApp_StartsFromZeroByWorkThatWaitsAndHasNoIngress()
    {
        foreach (var app in Environments.Select(e => deployment.App(e, "gpu")))
        {
            var (configuration, scale) = (app["properties"]!["configuration"]!, app["properties"]!["template"]!["scale"]!);
            Assert.Null(app["kind"]);
            Assert.Null(configuration["ingress"]);
            Assert.Equal(0, scale["minReplicas"]!.GetValue<int>());
            var rule = scale["rules"]!.AsArray().Single()!["custom"]!;
            Assert.Equal("azure-durabletask-scheduler", rule["type"]!.GetValue<string>());
            Assert.Equal("Activity", rule["metadata"]!["workItemType"]!.GetValue<string>());
            Assert.Contains("id-gpu-", rule["identity"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal(
                ["dotnet", "/home/site/wwwroot/EmuEdit.Functions.dll"],
                DeploymentFixture.Container(app)["command"]!.AsArray().Select(c => c!.GetValue<string>())
            );
        }
    }

    [Fact]
    public void GpuApp_RefusesToWorkOnTheProcessor() =>
        Assert.All(
            Environments,
            e =>
                Assert.Matches("EmuEdit__Provider.{1,40}cuda", DeploymentFixture.Container(deployment.App(e, "gpu"))["env"]!.ToJsonString())
        );

    [Fact]
    public void CpuApp_IsAFunctionsAppWhoseRulesThePlatformMakes()
    {
        foreach (var app in Environments.Select(e => deployment.App(e, "cpu")))
        {
            Assert.Equal("functionapp", app["kind"]!.GetValue<string>());
            Assert.NotNull(app["properties"]!["configuration"]!["ingress"]);
            Assert.Equal(["maxReplicas", "minReplicas"], app["properties"]!["template"]!["scale"]!.AsObject().Select(p => p.Key).Order());
        }
    }

    [Fact]
    public void Apps_AreProbedWhereTheyAnswer()
    {
        foreach (var app in Roles.SelectMany(role => Environments.Select(e => deployment.App(e, role))))
        {
            var probes = DeploymentFixture.Container(app)["probes"]!
                .AsArray()
                .ToDictionary(p => p!["type"]!.GetValue<string>(), p => p!["httpGet"]!);
            Assert.Superset(new HashSet<string> { "Startup", "Liveness" }, probes.Keys.ToHashSet());
            Assert.All(probes.Values, p => Assert.Equal(("/healthz", 8080), (p["path"]!.GetValue<string>(), p["port"]!.GetValue<int>())));
        }
    }

    [Fact]
    public void Apps_RunOneBuildEachWithItsOwnIdentity()
    {
        foreach (var role in Roles)
        {
            var app = deployment.App("prod", role);
            // [format('{0}/emuedit:{1}-cpu', ..., '1.0')]
            Assert.Matches($@"emuedit:\{{1\}}-{role}'.*, '1\.0'\)\]$", DeploymentFixture.Container(app)["image"]!.GetValue<string>());
            Assert.Contains(
                $"id-{role}-",
                Assert.Single(app["identity"]!["userAssignedIdentities"]!.AsObject()).Key,
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public async Task Apps_WithoutImages_AreNotThereYet()
    {
        LongChecks.SkipUnlessAsked();
        using var bicep = new Bicep();
        var resources = await bicep.Snapshot("prod", "");
        var types = resources.Select(r => r!["type"]!.GetValue<string>()).ToHashSet();
        Assert.DoesNotContain("Microsoft.App/containerApps", types);
        Assert.DoesNotContain("Microsoft.Insights/metricAlerts", types);
        Assert.Contains("Microsoft.ContainerRegistry/registries", types);
    }

    [Fact]
    public void Lifecycle_OfTemporaryBlobs_IsOfTheNamesThatTheCodeGivesThem()
    {
        var rules = deployment.Of("dev", "Microsoft.Storage/storageAccounts/managementPolicies").Single()["properties"]!["policy"]![
            "rules"
        ]!.AsArray();
        Assert.Contains(rules, r => Prefixes(r!).Contains($"emuedit/{HostSettings.TemporaryBlobs}"));
        Assert.Contains(rules, r => Prefixes(r!).Contains($"emuedit/{Factory.DeadLetters.Folder}"));
    }

    [Fact]
    public void Queues_OfTheAccount_AreThoseOfTheCode()
    {
        var names = deployment
            .Of("dev", "Microsoft.Storage/storageAccounts/queueServices/queues")
            .Select(q => q["name"]!.GetValue<string>().Split('/')[^1])
            .Order();
        Assert.Equal([Factory.BatchIntake.QueueName, Factory.BatchIntake.PoisonQueueName], names);
    }

    [Fact]
    public void Alerts_OfProd_AreThereAndTellSomebody()
    {
        string[] alerts =
        [
            .. deployment
                .Of("prod", "Microsoft.Insights/scheduledQueryRules")
                .Concat(deployment.Of("prod", "Microsoft.Insights/metricAlerts"))
                .Select(a => a["name"]!.GetValue<string>())
                .Order(),
        ];
        Assert.Equal(["exceptions", "failed-work", "idle-gpu", "poison-messages"], alerts);
        Assert.Single(deployment.Of("prod", "Microsoft.Insights/actionGroups").Single()["properties"]!["emailReceivers"]!.AsArray());
        Assert.Single(deployment.Of("prod", "Microsoft.Consumption/budgets"));
    }

    private static IEnumerable<string> Prefixes(JsonNode rule) =>
        rule["definition"]!["filters"]!["prefixMatch"]!.AsArray().Select(p => p!.GetValue<string>());
}
