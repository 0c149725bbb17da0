using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>A server of the toy bundle.</summary>
public sealed class ServerFixture : IDisposable
{
    private readonly ServerProcess _server;

    public ServerFixture() => _server = new("--bundle", Files.Bundle, "--concurrency", "1");

    public EditFixture Files { get; } = new();

    public HttpClient Client => _server.Client;

    public void Dispose()
    {
        _server.Dispose();
        Files.Dispose();
    }
}
