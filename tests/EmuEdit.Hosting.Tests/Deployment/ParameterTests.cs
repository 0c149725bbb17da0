using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

/// <summary>What can be given to the templates, by azd's variables and by parameter files.</summary>
public sealed partial class ParameterTests
{
    private static readonly string Azd = Path.Combine("bicep", "main");

    private static readonly string Given = File.ReadAllText(Path.Combine(Paths.Repository, Azd + ".bicepparam"));

    [Fact]
    public void Parameters_OfTheTemplate_AreAllSetByAzdsVariables()
    {
        // Only a default may ask for the time.
        var taken = Parameter()
            .Matches(File.ReadAllText(Path.Combine(Paths.Repository, Azd + ".bicep")))
            .Select(m => m.Groups[1].Value)
            .Where(name => name != "thisMonth");
        Assert.Equal(taken, Parameter().Matches(Given).Select(m => m.Groups[1].Value));
    }

    [Fact]
    public void Guide_HasEveryParameterWithItsVariable()
    {
        var guide = File.ReadAllText(Path.Combine(Paths.Repository, "docs", "deploy.md"));
        Assert.All(
            Variable().Matches(Given),
            m => Assert.Contains($"| `{m.Groups[1].Value}` | `{m.Groups[2].Value}` |", guide, StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("my-app")]
    public async Task Deployment_ThatWantsAnIdentityWithoutARegistration_Fails(string id)
    {
        using var bicep = new Bicep();
        var refused = await bicep.Refusal(Path.Combine("infra", "parameters", "prod"), ("EMUEDIT_AUTHENTICATION_CLIENT_ID", id));
        Assert.Contains("authenticationClientId is not the 36 characters", refused, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_OfEveryKind_ReachTheResources()
    {
        using var bicep = new Bicep();
        var resources = await bicep.SnapshotFile(
            Azd,
            ("EMUEDIT_AUTHENTICATION", "none"),
            ("EMUEDIT_IMAGE_TAG", "1.0"),
            ("EMUEDIT_ALLOWED_ORIGINS", "https://a.example https://b.example"),
            ("EMUEDIT_PRIVATE_NETWORK", "true"),
            ("EMUEDIT_UNFINISHED_TURNS", "77"),
            ("EMUEDIT_LANGUAGE_MODEL", """{"format":"Meta","name":"writer","version":"5","sku":"GlobalStandard","capacity":100}""")
        );
        var text = resources.ToJsonString();
        Assert.All(
            new[] { "https://a.example https://b.example", "Microsoft.Network/privateEndpoints", "\"name\":\"writer\"" },
            said => Assert.Contains(said, text, StringComparison.Ordinal)
        );
        Assert.Matches("EmuEdit__Limits__Turns.{1,40}77", text);
    }

    [GeneratedRegex(@"^param (\w+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^param (\w+) = .*readEnvironmentVariable\('(\w+)'", RegexOptions.Multiline)]
    private static partial Regex Variable();
}
