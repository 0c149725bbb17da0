using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Http.Tests;

/// <summary>Numbers, headers and methods as clients and proxies send them.</summary>
public partial class MannersTests
{
    // 16 x 16 pixels, none of which is seen.
    private static readonly byte[] Transparent = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAAGUlEQVR42mMISChgoAQzjBowasCoAcPFAACWVyAQ+xeTTgAAAABJRU5ErkJggg=="
    );

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text_guidance", "1,5", "a number such as 1.5")]
    [InlineData("alpha", "0,03", "a number such as 1.5")]
    [InlineData("text_guidance", "NaN", "a number such as 1.5")]
    [InlineData("steps", "1,000", "a whole number such as 3")]
    [InlineData("steps", "2.0", "a whole number such as 3")]
    [InlineData("seed", "18446744073709551616", "a whole number, 0 to 18446744073709551615")]
    [InlineData("seed", "5.0", "a whole number, 0 to 18446744073709551615")]
    public async Task Edit_NumberThatIsNone_IsRefusedAndSaysWhatIsAllowed(string field, string value, string allowed)
    {
        await using var host = await HttpHost.Start();
        using var form = Form((field, value));
        using var inForm = await host.Client.PostAsync("/api/edits", form, Stop);
        using var inQuery = await Edit(host, $"&{field}={value}", "image/png");
        foreach (var answer in new[] { inForm, inQuery })
        {
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var problem = await Json(answer);
            Assert.Equal(($"{field} '{value}'", allowed), (problem["given"]!.GetValue<string>(), problem["allowed"]!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task Seed_OfSixtyFourBits_IsTakenAndToldEverywhere()
    {
        const string most = "18446744073709551615";
        await using var host = await HttpHost.Start();
        using var form = Form(("seed", most));
        using var edit = await host.Client.PostAsync("/api/edits", form, Stop);
        Assert.Equal((HttpStatusCode.OK, most), (edit.StatusCode, edit.Headers.GetValues("Emu-Seed").Single()));
        var session = await host.Create();
        using var accepted = await host.Send(HttpMethod.Post, session + "/turns", Body($$"""{ "instruction": "red", "seed": {{most}} }"""));
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var turn = await host.End(session + "/turns/1");
        Assert.Equal(("completed", most), (turn["status"]!.GetValue<string>(), turn["seed"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("seed", "18446744073709551616", "a whole number, 0 to 18446744073709551615")]
    [InlineData("seed", "5.0", "a whole number, 0 to 18446744073709551615")]
    [InlineData("seed", "\"5\"", "a whole number, 0 to 18446744073709551615")]
    [InlineData("steps", "1.5", "a whole number to 2147483647")]
    [InlineData("alpha", "\"0.1\"", "a number such as 1.5")]
    [InlineData("task", "5", "a string")]
    public async Task Turn_MemberOfAnotherKind_SaysWhatIsAllowed(string member, string value, string allowed)
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(
            HttpMethod.Post,
            await host.Create() + "/turns",
            Body($$"""{ "instruction": "red", "{{member}}": {{value}} }""")
        );
        var problem = await Json(answer);
        Assert.Equal((HttpStatusCode.BadRequest, allowed), (answer.StatusCode, problem["allowed"]!.GetValue<string>()));
        Assert.Contains("$." + member, problem["given"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/png, application/json;q=0.1", "image/png")]
    [InlineData("image/png;q=0.1, application/json", "application/json")]
    [InlineData("application/json, image/png", "application/json")]
    [InlineData("Application/JSON", "application/json")]
    [InlineData("application/json, text/plain, */*", "application/json")]
    [InlineData("application/json;q=0, */*", "image/png")]
    [InlineData("application/*", "application/json")]
    [InlineData("image/*, application/json;q=0.9", "image/png")]
    [InlineData("text/html", "image/png")]
    [InlineData("*/*", "image/png")]
    [InlineData("nonsense;;q=x", "image/png")]
    public async Task Edit_Accept_IsWeighed(string accept, string expected)
    {
        await using var host = await HttpHost.Start();
        using var form = Form();
        using var answer = await host.Send(HttpMethod.Post, "/api/edits", form, ("Accept", accept));
        Assert.Equal((HttpStatusCode.OK, expected), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("application/octet-stream; charset=binary")]
    [InlineData("Application/Octet-Stream")]
    [InlineData("IMAGE/PNG")]
    [InlineData("image/png; name=a.png")]
    public async Task Edit_TypeOfThePicture_IsReadWithoutCaseAndParameters(string type)
    {
        await using var host = await HttpHost.Start();
        using var answer = await Edit(host, "", type);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("gzip, identity")]
    public async Task Edit_ContentThatIsCompressed_IsRefusedAsSuch(string encoding)
    {
        await using var host = await HttpHost.Start();
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(HttpHost.Source);
        using var answer = await Edit(host, "", "image/png", body.ToArray(), encoding);
        Assert.Equal(
            (HttpStatusCode.UnsupportedMediaType, "identity"),
            (answer.StatusCode, answer.Headers.GetValues("Accept-Encoding").Single())
        );
        Assert.Contains("Content-Encoding " + encoding, (await Json(answer))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        using var plain = await Edit(host, "", "image/png", encoding: "identity");
        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
    }

    [Theory]
    [InlineData("/api/batches", "application/json; charset=klingon")]
    [InlineData("/api/sessions/x/branch", "application/json; charset=\"utf-99\"")]
    [InlineData("/api/edits", "multipart/form-data; boundary=b; charset=klingon")]
    [InlineData("/api/edits", "application/x-www-form-urlencoded; charset=klingon")]
    public async Task Post_CharactersOfAnUnknownSet_AreUnsupported(string path, string type)
    {
        await using var host = await HttpHost.Start(factory: true);
        using var answer = await host.Send(HttpMethod.Post, path, Typed("{}"u8.ToArray(), type));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.StartsWith("charset ", (await Json(answer))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("UTF-8")]
    [InlineData("iso-8859-1")]
    public async Task Post_CharactersOfAKnownSet_AreRead(string charset)
    {
        await using var host = await HttpHost.Start();
        using var answer = await host.Send(
            HttpMethod.Post,
            await host.Create() + "/turns",
            Typed("""{ "instruction": "red" }"""u8.ToArray(), "application/json; charset=" + charset)
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task Problem_OfAPathWithALineEnd_IsOneLine()
    {
        await using var host = await HttpHost.Start(learning: true);
        using var answer = await host.Client.GetAsync("/api/tasks/a%0ab", Stop);
        Assert.Equal(
            (HttpStatusCode.NotFound, "There is no task 'a b'."),
            (answer.StatusCode, (await Json(answer))["detail"]!.GetValue<string>())
        );
    }

    [Theory]
    [InlineData("/api/edits")]
    [InlineData("/api/sessions")]
    [InlineData("/api/tasks")]
    public async Task Post_FormThatEndsInAPart_IsBadInput(string path)
    {
        await using var host = await HttpHost.Start(learning: true);
        var body = Encoding.ASCII.GetBytes("--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.png\"\r\n\r\nPNG");
        using var answer = await host.Send(HttpMethod.Post, path, Typed(body, "multipart/form-data; boundary=b"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("ends in the middle of a part", (await Json(answer))["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_OfAPictureWithTransparentParts_SaysThatTheyAreGone()
    {
        await using var host = await HttpHost.Start();
        using var form = ServerProcess.Form(Transparent);
        using var created = await host.Client.PostAsync("/api/sessions", form, Stop);
        var session = created.Headers.Location!.ToString();
        Assert.Contains("transparent parts", (await host.Make(session))["remarks"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty((await host.Make(session))["remarks"]!.AsArray());
    }

    private static MultipartFormDataContent Form(params (string Name, string Value)[] fields) =>
        ServerProcess.Form(HttpHost.Source, [("instruction", "red"), .. fields]);

    private static Task<HttpResponseMessage> Edit(HttpHost host, string query, string type, byte[]? body = null, string? encoding = null) =>
        host.Send(HttpMethod.Post, "/api/edits?instruction=red" + query, Typed(body ?? HttpHost.Source, type, encoding));

    private static ByteArrayContent Body(string json) => Typed(Encoding.UTF8.GetBytes(json), "application/json");

    private static ByteArrayContent Typed(byte[] body, string type, string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        return content;
    }

    private static async Task<JsonObject> Json(HttpResponseMessage answer) =>
        (await JsonNode.ParseAsync(await answer.Content.ReadAsStreamAsync(Stop), cancellationToken: Stop))!.AsObject();
}
