using System.Net;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests;

public partial class MannersTests
{
    [Fact]
    public async Task Changes_OfTheSource_AreNotThere()
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(HttpMethod.Get, await host.Create() + "/turns/0/changes");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Head_OfWhateverGetAnswers_IsTheSameWithoutABody()
    {
        await using var host = await HttpHost.Start(factory: true, learning: true);
        var session = await host.Create();
        await host.Make(session);
        foreach (
            var path in new[]
            {
                "/healthz",
                "/openapi.json",
                "/api/health",
                "/api/models",
                "/api/tasks",
                "/api/trainings",
                "/api/batches",
                session,
                session + "/turns/1",
                session + "/turns/1/image",
                session + "/turns/1/changes",
                session + "/turns/1/preview",
                session + "/turns/1/events",
                "/api/batches/none",
            }
        )
        {
            using var get = await host.Send(HttpMethod.Get, path);
            using var head = await host.Send(HttpMethod.Head, path);
            Assert.Equal(
                (path, get.StatusCode, get.Content.Headers.ContentType?.MediaType),
                (path, head.StatusCode, head.Content.Headers.ContentType?.MediaType)
            );
            Assert.Equal(get.Headers.ETag, head.Headers.ETag);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
        }
    }

    [Theory]
    [InlineData("*/*", "image/png")]
    [InlineData("image/avif,image/webp,image/apng,image/*,*/*;q=0.8", "image/png")]
    [InlineData("text/html", "image/png")]
    [InlineData("image/webp", "image/webp")]
    [InlineData("image/jpeg, image/png;q=0.5", "image/jpeg")]
    public async Task Image_InAnotherType_IsMadeForClientsThatPreferIt(string accept, string type)
    {
        await using var host = await HttpHost.Start();
        var path = await host.Create() + "/turns/0/image";
        foreach (var query in new[] { "", "?width=20" })
        {
            using var answer = await host.Send(HttpMethod.Get, path + query, null, ("Accept", accept));
            Assert.Equal((type, "Accept"), (answer.Content.Headers.ContentType?.MediaType, answer.Headers.Vary.Single()));
            var image = HttpHost.Codec.Decode(await answer.Content.ReadAsByteArrayAsync(Stop), type);
            Assert.Equal(query.Length == 0 ? 40 : 20, image.Width);
            var known = ("If-None-Match", $"{answer.Headers.ETag}");
            using var again = await host.Send(HttpMethod.Get, path + query, null, ("Accept", accept), known);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }
    }

    [Fact]
    public async Task IfMatch_OfAWeakTag_MatchesNothing()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        var tag = (await host.Client.GetAsync(session, Stop)).Headers.ETag!;
        using var weak = await host.Send(HttpMethod.Delete, session, null, ("If-Match", "W/" + tag.Tag));
        Assert.Equal(HttpStatusCode.PreconditionFailed, weak.StatusCode);
        using var strong = await host.Send(HttpMethod.Delete, session, null, ("If-Match", tag.Tag));
        Assert.Equal(HttpStatusCode.NoContent, strong.StatusCode);
    }

    [Fact]
    public async Task IfNoneMatch_OfAWeakTag_KnowsThePicture()
    {
        await using var host = await HttpHost.Start();
        var image = await host.Create() + "/turns/0/image";
        var tag = (await host.Client.GetAsync(image, Stop)).Headers.ETag!;
        using var answer = await host.Send(HttpMethod.Get, image, null, ("If-None-Match", "W/" + tag.Tag));
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
    }

    // A proxy may take the prefix off or leave it on.
    [Theory]
    [InlineData("/emu")]
    [InlineData("")]
    public async Task PathBase_OfAProxy_IsInEveryAddress(string sent)
    {
        await using var host = await HttpHost.Start(server: new() { PathBase = "/emu" });
        using var form = ServerProcess.Form(HttpHost.Source);
        using var created = await host.Client.PostAsync(sent + "/api/sessions", form, Stop);
        var session = created.Headers.Location!.ToString();
        Assert.StartsWith("/emu/api/sessions/", session, StringComparison.Ordinal);
        var turn = await host.Make(session);
        Assert.Equal(session + "/turns/1/image", turn["image"]!.GetValue<string>());
        Assert.Equal(
            HttpStatusCode.OK,
            (await host.Client.GetAsync(turn["changes"]!.GetValue<string>()[(sent.Length == 0 ? 4 : 0)..], Stop)).StatusCode
        );
        Assert.Equal("ok", await host.Client.GetStringAsync(sent + "/healthz", Stop));
    }
}
