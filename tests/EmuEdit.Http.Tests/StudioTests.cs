using System.Net;
using System.Text.RegularExpressions;

namespace EmuEdit.Http.Tests;

public partial class StudioTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_NamesFilesThatAreThere()
    {
        await using var host = await HttpHost.Start();
        var page = await host.Client.GetStringAsync("/", Stop);
        var files = Named().Matches(page).Select(m => m.Groups[1].Value).ToList();
        Assert.Contains(files, f => f.EndsWith(".js", StringComparison.Ordinal));
        foreach (var file in files)
        {
            using var answer = await host.Send(HttpMethod.Get, "/" + file);
            Assert.Equal(
                (HttpStatusCode.OK, "public, max-age=31536000, immutable"),
                (answer.StatusCode, answer.Headers.CacheControl?.ToString())
            );
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/studio/figtree-OFL.txt")]
    public async Task Page_LetsNothingInButWhatTheServerSends(string path)
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(HttpMethod.Get, path);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(
            ("nosniff", "no-referrer"),
            (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("Referrer-Policy").Single())
        );
    }

    [Fact]
    public async Task Page_AskedForAgain_IsNotSentTwice()
    {
        await using var host = await HttpHost.Start();
        using var first = await host.Send(HttpMethod.Get, "/");
        using var again = await host.Send(HttpMethod.Get, "/", null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, again.StatusCode));
    }

    [Theory]
    [InlineData("/studio/none.js")]
    [InlineData("/studio/..%2Findex.html")]
    [InlineData("/studio/")]
    [InlineData("/index.html")]
    public async Task File_ThatIsNone_IsNotFound(string path)
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Page_OfAServerWithAKey_IsGivenAndTheApiIsNot()
    {
        await using var host = await HttpHost.Start(server: new() { Gate = new() { Key = new("0123456789abcdef0123456789abcdef") } });
        var open = new[] { "/", "/studio/figtree-OFL.txt" };
        var closed = new[]
        {
            "/api/models",
            "/openapi.json",
            "/studio/../api/models",
            "/studio/%2e%2e/api/models",
            $"{host.Client.BaseAddress}/api/models",
        };
        foreach (var path in open.Concat(closed))
        {
            using var answer = await host.Send(HttpMethod.Get, path);
            Assert.Equal((path, open.Contains(path) ? HttpStatusCode.OK : HttpStatusCode.Unauthorized), (path, answer.StatusCode));
        }
    }

    [Fact]
    public async Task Page_UnderAPrefix_IsAskedForWithASlash()
    {
        await using var host = await HttpHost.Start(server: new() { PathBase = "/emu" });
        using var redirecting = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false })
        {
            BaseAddress = host.Client.BaseAddress,
        };
        using var bare = await redirecting.GetAsync("/emu", Stop);
        Assert.Equal((HttpStatusCode.Found, "/emu/"), (bare.StatusCode, bare.Headers.Location?.ToString()));
        using var page = await redirecting.GetAsync("/emu/", Stop);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [GeneratedRegex("""(?:src|href)="\./([^"]+)""")]
    private static partial Regex Named();
}
