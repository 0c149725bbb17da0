using EmuEdit.Storage;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>A server whose sessions are in Azure Storage: the emulator's.</summary>
public sealed class ServeBlobsTests(EditFixture fixture, Azurite azurite) : IClassFixture<EditFixture>, IClassFixture<Azurite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Serve_Blobs_KeepsSessionsInTheContainerAndGoesOnAfterAKill()
    {
        Assert.SkipUnless(azurite.Runs, azurite.WhyNot);
        var data = fixture.NewOutput();
        string path, turn;
        using (var server = Start(data))
        {
            var session = await SessionClient.Create(server, fixture);
            (path, turn) = (session.Path, await session.Add(steps: 300));
            server.Kill();
        }
        using (var server = Start(data))
            Assert.NotEmpty(await new SessionClient(server.Client, path).Picture(turn));
        var (store, id) = (await AzureBlobStore.OpenAsync(azurite.ConnectionString, Stop), path.Split('/')[^1]);
        var names = await store.ListAsync("", Stop).ToListAsync(Stop);
        Assert.Equal([$"pictures/{id}/0.png", $"pictures/{id}/1.changes.png", $"pictures/{id}/1.png", $"sessions/{id}.json"], names);
        Assert.Equal(["journal"], Directory.GetDirectories(data).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("AccountKey-secret")]
    [InlineData("http://name.blob.core.windows.net/container?secret")]
    public async Task Serve_BlobsThatAreNone_IsOneLineWithoutTheSecret(string blobs)
    {
        var result = await CliProcess.RunAsync("serve", "--port", "0", "--bundle", fixture.Bundle, "--blobs", blobs);
        Assert.Equal((2, ""), (result.Code, result.Output));
        Assert.Contains("allowed: a connection string, or a container's URL", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'));
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    private ServerProcess Start(string data) => new("--bundle", fixture.Bundle, "--data-folder", data, "--blobs", azurite.ConnectionString);
}
