using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests;

public class SessionListTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_OfSeveral_HasTheNewestFirstWithWhatWasDoneLast()
    {
        await using var host = await HttpHost.Start();
        var (first, second) = (await host.Create(), await host.Create());
        await host.Make(first, "red red");
        var list = await List(host, "/api/sessions");
        Assert.Equal([second, first], list.Select(PathOf));
        Assert.Equal((0, null), (list[0]!["turns"]!.GetValue<int>(), list[0]!["instruction"]?.GetValue<string>()));
        Assert.Equal((1, "red red"), (list[1]!["turns"]!.GetValue<int>(), list[1]!["instruction"]!.GetValue<string>()));
        Assert.Equal(first + "/turns/1/image?width=256", list[1]!["thumbnail"]!.GetValue<string>());
    }

    [Fact]
    public async Task List_InPages_HasEachOnce()
    {
        await using var host = await HttpHost.Start();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Add(await host.Create());
        made.Reverse();
        var (seen, page) = (new List<string>(), "/api/sessions?size=2");
        while (page is not null)
        {
            using var answer = await host.Send(HttpMethod.Get, page);
            seen.AddRange((await answer.Content.ReadFromJsonAsync<JsonArray>(Stop))!.Select(PathOf));
            page = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }
        Assert.Equal(made, seen);
    }

    [Fact]
    public async Task List_DeletedAndExpired_AreNotInIt()
    {
        await using var host = await HttpHost.Start(new() { Lifetime = TimeSpan.FromSeconds(2) });
        var (deleted, expired) = (await host.Create(), await host.Create());
        using var gone = await host.Send(HttpMethod.Delete, deleted);
        Assert.Equal([expired], (await List(host, "/api/sessions")).Select(PathOf));
        await Patience.Until(async () => (await List(host, "/api/sessions")).Count == 0, Stop);
    }

    [Theory]
    [InlineData("page=none")]
    [InlineData("page=zz-a")]
    [InlineData("page=7fffffffffffffff-a")]
    [InlineData("page=8-a%2Fb")]
    [InlineData("size=0")]
    [InlineData("size=1001")]
    public async Task List_PageThatIsNone_IsRefused(string query)
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(HttpMethod.Get, "/api/sessions?" + query);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Image_OfAWidth_IsSmallerAndNotSentTwice()
    {
        await using var host = await HttpHost.Start();
        var image = await host.Create() + "/turns/0/image";
        using var small = await host.Send(HttpMethod.Get, image + "?width=20");
        var picture = HttpHost.Codec.Decode(await small.Content.ReadAsByteArrayAsync(Stop), "");
        Assert.Equal((20, 12), (picture.Width, picture.Height));
        using var again = await host.Send(HttpMethod.Get, image + "?width=20", null, ("If-None-Match", small.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        using var other = await host.Send(HttpMethod.Get, image + "?width=30", null, ("If-None-Match", small.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(await host.Client.GetByteArrayAsync(image, Stop), await host.Client.GetByteArrayAsync(image + "?width=1000", Stop));
    }

    [Theory]
    [InlineData("15")]
    [InlineData("1025")]
    [InlineData("-1")]
    [InlineData("wide")]
    public async Task Image_OfAWidthThatIsNone_IsRefused(string width)
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(HttpMethod.Get, await host.Create() + $"/turns/0/image?width={width}");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task File_OfASession_HasItsDocumentAndItsPictures()
    {
        await using var host = await HttpHost.Start();
        var session = await host.Create();
        await host.Make(session);
        using var answer = await host.Send(HttpMethod.Get, session + "/file");
        Assert.Equal("application/zip", answer.Content.Headers.ContentType?.MediaType);
        using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(Stop));
        Assert.Equal(["session.json", "source.png", "turn1.png", "turn1.changes.png"], zip.Entries.Select(e => e.Name));
        using var picture = new MemoryStream();
        await (await zip.GetEntry("turn1.png")!.OpenAsync(Stop)).CopyToAsync(picture, Stop);
        Assert.Equal(await host.Client.GetByteArrayAsync(session + "/turns/1/image", Stop), picture.ToArray());
        using var missing = await host.Send(HttpMethod.Get, "/api/sessions/none/file");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static async Task<JsonArray> List(HttpHost host, string path) => (await host.Client.GetFromJsonAsync<JsonArray>(path, Stop))!;

    private static string PathOf(JsonNode? session) => $"/api/sessions/{session!["id"]!.GetValue<string>()}";
}
