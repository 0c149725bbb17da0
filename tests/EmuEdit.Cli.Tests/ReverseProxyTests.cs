using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>The page and the API behind a proxy that shows them under a path, as docs/run.md sets one up.</summary>
public sealed partial class ReverseProxyTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    private const string Prefix = "/emu", Name = "emu.example";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_UnderAPath_LoadsItsFilesAndEdits(bool removes)
    {
        using var server = new ServerProcess("--bundle", fixture.Bundle, "--path-base", Prefix, "--allow-host", Name);
        await using var proxy = await ReverseProxy.StartAsync(server.Client.BaseAddress!, Prefix, removes, keepsHost: true);
        using var client = Browser(proxy);
        var page = new Uri(proxy.Address, $"{Prefix}/");
        var html = await client.GetStringAsync(page, Stop);
        var files = Reference().Matches(html).Select(m => new Uri(page, m.Groups[1].Value)).ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Assert.StartsWith($"{Prefix}/", file.AbsolutePath, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(file, Stop)).StatusCode);
        }

        // As the page does it: addresses come from the answers.
        using var session = await client.PostAsync($"{Prefix}/api/sessions", ServerProcess.Form(File.ReadAllBytes(fixture.Picture)), Stop);
        Assert.Equal(HttpStatusCode.Created, session.StatusCode);
        Assert.StartsWith($"{Prefix}/api/sessions/", session.Headers.Location!.ToString(), StringComparison.Ordinal);
        using var turn = await client.PostAsync($"{session.Headers.Location}/turns", JsonContent.Create(new { instruction = "red" }), Stop);
        Assert.Equal(HttpStatusCode.Accepted, turn.StatusCode);
        await Patience.Until(
            async () =>
                JsonNode.Parse(await client.GetStringAsync(turn.Headers.Location, Stop))!["status"]!.GetValue<string>() is "completed",
            Stop,
            "the turn is completed"
        );
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"{turn.Headers.Location}/image", Stop)).StatusCode);
    }

    // nginx sends the server's own host unless it is told otherwise; the page's origin is then another one.
    [Theory]
    [InlineData(HttpStatusCode.Forbidden)]
    [InlineData(HttpStatusCode.Created, "--allow-origin", $"https://{Name}")]
    public async Task Page_OfAProxyThatHidesItsHost_NeedsItsOriginAllowed(HttpStatusCode status, params string[] options)
    {
        using var server = new ServerProcess(["--bundle", fixture.Bundle, "--path-base", Prefix, .. options]);
        await using var proxy = await ReverseProxy.StartAsync(server.Client.BaseAddress!, Prefix, removes: true, keepsHost: false);
        using var client = Browser(proxy);
        using var session = await client.PostAsync($"{Prefix}/api/sessions", ServerProcess.Form(File.ReadAllBytes(fixture.Picture)), Stop);
        Assert.Equal(status, session.StatusCode);
    }

    // A browser on https://emu.example, behind TLS that ends at the proxy.
    private static HttpClient Browser(ReverseProxy proxy)
    {
        var client = new HttpClient { BaseAddress = proxy.Address, Timeout = Patience.Limit };
        client.DefaultRequestHeaders.Host = Name;
        client.DefaultRequestHeaders.Add("Origin", $"https://{Name}");
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }

    [GeneratedRegex("(?:src|href)=\"([^\"#]+)\"")]
    private static partial Regex Reference();
}
