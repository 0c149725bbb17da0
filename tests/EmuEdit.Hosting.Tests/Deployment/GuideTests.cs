using EmuEdit.Http;
using EmuEdit.TestKit;

namespace EmuEdit.Hosting.Tests.Deployment;

public sealed class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Paths.Repository, "docs", "deploy.md"));

    [Fact]
    public void Guide_NamesEverySetting() =>
        Assert.All(
            HostSettings.Names.Concat(HostSettings.PlatformNames),
            name => Assert.Contains($"`{name}`", Guide, StringComparison.Ordinal)
        );

    [Fact]
    public void Guide_LetsAReaderSetWhatTheParametersOfAzdRead()
    {
        var parameters = File.ReadAllText(Path.Combine(Paths.Repository, "bicep", "main.bicepparam"));
        Assert.All(
            new[] { "EMUEDIT_AUTHENTICATION", "EMUEDIT_ALLOWED_IP_RANGE", "EMUEDIT_AUTHENTICATION_CLIENT_ID", "EMUEDIT_BUNDLE" },
            name =>
                Assert.True(
                    Guide.Contains(name, StringComparison.Ordinal) && parameters.Contains($"'{name}'", StringComparison.Ordinal),
                    name
                )
        );
    }
}
