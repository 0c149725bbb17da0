using System.Net;
using System.Net.Http.Headers;
using EmuEdit.Core;

namespace EmuEdit.Http.Tests;

public class GateTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    [InlineData("localhost.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [InlineData("192.168.0.7", HttpStatusCode.Forbidden)]
    [InlineData("[2001:db8::1]", HttpStatusCode.Forbidden)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST", HttpStatusCode.OK)]
    [InlineData("127.0.0.1", HttpStatusCode.OK)]
    [InlineData("127.9.9.9", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    [InlineData("mybox", HttpStatusCode.OK)]
    [InlineData("MyBox", HttpStatusCode.OK)]
    public async Task Host_ThatIsNotTheServers_IsRefused(string name, HttpStatusCode expected)
    {
        await using var host = await HttpHost.Start(server: new() { Gate = new() { Hosts = ["mybox"] } });
        foreach (var port in new[] { "", ":80", $":{host.Client.BaseAddress!.Port}" })
        {
            using var answer = await host.Send(HttpMethod.Get, "/api/models", null, ("Host", name + port));
            Assert.Equal(expected, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Host_ThatIsForeign_IsRefusedOnEveryRoute()
    {
        await using var host = await HttpHost.Start(learning: true, factory: true);
        foreach (
            var path in new[]
            {
                "/healthz",
                "/openapi.json",
                "/api/health",
                "/api/tasks",
                "/api/trainings",
                "/api/batches",
                "/api/sessions/a",
                "/none",
            }
        )
        {
            using var answer = await host.Send(HttpMethod.Get, path, null, ("Host", "evil.example"));
            Assert.Equal(
                (HttpStatusCode.Forbidden, "application/problem+json"),
                (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType)
            );
        }
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1")]
    [InlineData("Origin", "http://localhost:1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Request_OfAForeignPage_ChangesNothing(string header, string value)
    {
        await using var host = await HttpHost.Start(learning: true, factory: true);
        var session = await host.Create();
        foreach (
            var (method, path) in new[]
            {
                ("POST", session + "/undo"),
                ("DELETE", session),
                ("POST", session + "/turns"),
                ("POST", "/api/batches"),
                ("POST", "/api/tasks/import"),
                ("POST", "/api/trainings"),
                ("DELETE", "/api/batches/a"),
                ("GET", "/api/tasks"),
            }
        )
        {
            using var answer = await host.Send(new(method), path, null, (header, value));
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
        using var form = EmuEdit.TestKit.ServerProcess.Form(HttpHost.Source);
        using var created = await host.Send(HttpMethod.Post, "/api/sessions", form, (header, value));
        Assert.Equal((HttpStatusCode.Forbidden, 1), (created.StatusCode, host.Sessions));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Sec-Fetch-Site", "none")]
    [InlineData("X-Other", "")]
    public async Task Request_OfItsOwnPageOrAProgram_IsAnswered(string header, string value)
    {
        await using var host = await HttpHost.Start();
        using var form = EmuEdit.TestKit.ServerProcess.Form(HttpHost.Source);
        using var own = await host.Send(HttpMethod.Post, "/api/sessions", form, (header, value), ("X-None", ""));
        Assert.Equal(HttpStatusCode.Created, own.StatusCode);
        Assert.Equal("nosniff", own.Headers.GetValues("X-Content-Type-Options").Single());
        using var same = await host.Send(
            HttpMethod.Delete,
            own.Headers.Location!.ToString(),
            null,
            ("Origin", host.Client.BaseAddress!.GetLeftPart(UriPartial.Authority))
        );
        Assert.Equal(HttpStatusCode.NoContent, same.StatusCode);
    }

    [Fact]
    public async Task Link_ThatIsFollowedFromAnotherPage_IsAnswered()
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(
            HttpMethod.Get,
            "/openapi.json",
            null,
            ("Sec-Fetch-Site", "cross-site"),
            ("Sec-Fetch-Mode", "navigate")
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Origin_ThatIsAllowed_IsAnsweredWithCors()
    {
        const string origin = "http://localhost:5173";
        await using var host = await HttpHost.Start(
            server: new()
            {
                Gate = new() { Origins = [origin], Key = new(Secret) },
            }
        );
        using var preflight = await host.Send(
            HttpMethod.Options,
            "/api/sessions",
            null,
            ("Origin", origin),
            ("Access-Control-Request-Method", "POST"),
            ("Access-Control-Request-Headers", "x-api-key")
        );
        Assert.Equal(
            (HttpStatusCode.NoContent, origin),
            (preflight.StatusCode, preflight.Headers.GetValues("Access-Control-Allow-Origin").Single())
        );
        Assert.Contains(
            "x-api-key",
            preflight.Headers.GetValues("Access-Control-Allow-Headers").Single(),
            StringComparison.OrdinalIgnoreCase
        );
        using var answer = await host.Send(HttpMethod.Get, "/api/models", null, ("Origin", origin), ("X-Api-Key", Secret));
        Assert.Equal((HttpStatusCode.OK, origin), (answer.StatusCode, answer.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        using var error = await host.Send(HttpMethod.Get, "/api/sessions/none", null, ("Origin", origin), ("X-Api-Key", Secret));
        Assert.Equal((false, origin), (error.IsSuccessStatusCode, error.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        using var foreign = await host.Send(
            HttpMethod.Options,
            "/api/sessions",
            null,
            ("Origin", "http://localhost:5174"),
            ("Access-Control-Request-Method", "POST")
        );
        Assert.Equal((HttpStatusCode.Forbidden, false), (foreign.StatusCode, foreign.Headers.Contains("Access-Control-Allow-Origin")));
    }

    [Theory]
    [InlineData("Authorization", "Bearer " + Secret, HttpStatusCode.OK)]
    [InlineData("Authorization", "bearer " + Secret, HttpStatusCode.OK)]
    [InlineData("X-Api-Key", Secret, HttpStatusCode.OK)]
    [InlineData("Authorization", "Basic " + Secret, HttpStatusCode.Unauthorized)]
    [InlineData("X-Api-Key", Secret + "0", HttpStatusCode.Unauthorized)]
    [InlineData("X-Api-Key", "0123456789abcdef", HttpStatusCode.Unauthorized)]
    [InlineData("X-Other", Secret, HttpStatusCode.Unauthorized)]
    public async Task Key_IsWantedOfEveryRequest(string header, string value, HttpStatusCode expected)
    {
        await using var host = await HttpHost.Start(server: new() { Gate = new() { Key = new(Secret) } });
        using var answer = await host.Send(HttpMethod.Get, "/api/models", null, (header, value));
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(
            expected == HttpStatusCode.Unauthorized,
            answer.Headers.WwwAuthenticate.Contains(new AuthenticationHeaderValue("Bearer"))
        );
        using var probe = await host.Send(HttpMethod.Get, "/healthz");
        Assert.Equal(HttpStatusCode.OK, probe.StatusCode);
    }

    [Fact]
    public async Task Server_ForOthersWithoutAKey_IsNotBuilt()
    {
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() => HttpHost.Start(server: new() { Host = "0.0.0.0" }));
        Assert.Contains("--key-file", refused.Message, StringComparison.Ordinal);
        await using var told = await HttpHost.Start(server: new() { Host = "0.0.0.0", Gate = new() { WithoutKey = true } });
        using var named = await told.Client.GetAsync($"http://127.0.0.1:{told.Client.BaseAddress!.Port}/healthz", Stop);
        Assert.Equal(HttpStatusCode.OK, named.StatusCode);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("http://a.example/")]
    [InlineData("http://a.example/page")]
    [InlineData("a.example")]
    [InlineData("null")]
    public void Origins_ThatAreNone_AreRefused(string origin) =>
        Assert.Throws<InvalidInputException>(() => new GateSettings { Origins = [origin] }.Validated());

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("with blanks between them")]
    public void Keys_ThatAreNone_AreRefused(string key) => Assert.Throws<InvalidInputException>(() => new AccessKey(key));
}
