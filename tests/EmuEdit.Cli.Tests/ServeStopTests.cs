using System.Net;
using System.Runtime.InteropServices;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public class ServeStopTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    [Theory]
    [InlineData(PosixSignal.SIGINT)]
    [InlineData(PosixSignal.SIGTERM)]
    public async Task Serve_Signalled_FinishesTheEditAtWorkAndReturnsZero(PosixSignal signal)
    {
        using var server = new ServerProcess("--bundle", fixture.Bundle);
        var picture = new WatchedContent(File.ReadAllBytes(fixture.Picture));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/edits?instruction=red&steps=1000")
        {
            Content = picture,
            Headers = { ExpectContinue = true },
        };
        var edit = server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        await picture.Sent.Ends();
        var end = server.Stop(signal);
        Assert.True((await edit).IsSuccessStatusCode);
        Assert.Equal((0, ""), (await end) is var r ? (r.Code, r.Error) : default);
    }

    [Fact]
    public async Task Serve_PortOutOfRange_IsRefused()
    {
        var result = await CliProcess.RunAsync("serve", "--port", "70000", "--bundle", fixture.Bundle);
        Assert.Equal((2, "--port 70000; allowed: 0 to 65535."), (result.Code, result.Error.Trim()));
    }

    [Theory]
    [InlineData("--key-file FILE", "--host", "0.0.0.0")]
    [InlineData("openssl rand", "--host", "0.0.0.0", "--key-file", "/none/key.txt")]
    [InlineData("an origin", "--allow-origin", "*")]
    [InlineData("without a port", "--allow-host", "mybox:80")]
    [InlineData("a folder that is there", "--allow-paths", "/none")]
    public async Task Serve_WithAGateThatCannotBe_IsRefused(string says, params string[] options)
    {
        var result = await CliProcess.RunAsync(["serve", "--port", "0", "--bundle", fixture.Bundle, .. options]);
        Assert.Equal(2, result.Code);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
    }

    // Bytes that a client holds back until the server asks for them: once they are sent, it works on the request.
    private sealed class WatchedContent : ByteArrayContent
    {
        private readonly TaskCompletionSource _sent = new();

        public WatchedContent(byte[] png) : base(png) => Headers.ContentType = new("image/png");

        public Task Sent => _sent.Task;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellation)
        {
            await base.SerializeToStreamAsync(stream, context, cancellation);
            _sent.SetResult();
        }
    }
}
