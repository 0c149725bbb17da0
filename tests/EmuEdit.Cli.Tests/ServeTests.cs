using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.Imaging;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

public class ServeTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_IsOk() => Assert.Equal("ok", await server.Client.GetStringAsync("/healthz", Stop));

    [Fact]
    public async Task Models_DescribesTheBundle()
    {
        var models = await server.Client.GetFromJsonAsync<JsonArray>("/api/models", Stop);
        Assert.Equal("""{"kind":"cpu","device":null,"fallback":null}""", models![0]!["provider"]!.ToJsonString());
        Assert.Equal(("toy", 16), (models![0]!["name"]!.GetValue<string>(), models[0]!["tasks"]!.AsArray().Count));
    }

    [Fact]
    public async Task OpenApi_EachRoute_AnswersAsDescribed()
    {
        var document = await server.Client.GetFromJsonAsync<JsonObject>("/openapi.json", Stop);
        foreach (var (path, operations) in document!["paths"]!.AsObject())
            foreach (var (method, operation) in operations!.AsObject())
            {
                using var request = new HttpRequestMessage(
                    new HttpMethod(method),
                    path.Replace("{id}", "none", StringComparison.Ordinal).Replace("{turn}", "1", StringComparison.Ordinal)
                );
                using var answer = await server.Client.SendAsync(request, Stop);
                Assert.Contains(((int)answer.StatusCode).ToString(), operation!["responses"]!.AsObject().Select(r => r.Key));
            }
    }

    [Fact]
    public async Task Edits_Form_AnswersThePictureAndItsTask()
    {
        using var answer = await Post(
            ServerProcess.Form(Picture, ("instruction", "red"), ("task", "local"), ("seed", "7"), ("sampler", "euler"), ("reuse", "0.1"))
        );
        Assert.Equal((HttpStatusCode.OK, "image/png"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
        Assert.Equal(["local", "7"], new[] { "Emu-Task", "Emu-Seed" }.Select(h => answer.Headers.GetValues(h).Single()));
        var image = new SkiaCodec().Decode(await answer.Content.ReadAsByteArrayAsync(Stop), "answer");
        Assert.Equal((132, 100), (image.Pixels[0], image.Pixels[^1]));
    }

    [Fact]
    public async Task Edits_PictureAsBodyAndJsonWanted_AnswersPictureChangesAndTask()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/edits?instruction=red&steps=2")
        {
            Content = new ByteArrayContent(Picture),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await server.Client.SendAsync(request, Stop);
        var json = await answer.Content.ReadFromJsonAsync<JsonObject>(Stop);
        Assert.Equal(("color", true), (json!["task"]!.GetValue<string>(), json["task_predicted"]!.GetValue<bool>()));
        var changes = new SkiaCodec().Decode(Convert.FromBase64String(json["changes"]!.GetValue<string>()), "changes");
        Assert.Equal(json["changed_pixels"]!.GetValue<int>(), changes.Pixels.Count(p => p == 255) / 3);
    }

    public static TheoryData<string, string, string> BadFields => new()
    {
        { "instruction", "", "an empty instruction" },
        { "instruction", new string('a', 10_000), "an instruction of 10000 characters" },
        { "task", "dance", "unknown task 'dance'" },
        { "steps", "0", "steps 0" },
        { "steps", "10000", "steps 10000" },
        { "steps", "many", "steps 'many'" },
        { "text_guidance", "NaN", "text_guidance 'NaN'" },
        { "alpha", "2", "alpha 2" },
        { "reuse", "-0.1", "reuse -0.1" },
        { "sampler", "magic", "unknown sampler 'magic'" },
        { "seed", "99999999999999999999", "seed '99999999999999999999'" },
        { "colour", "red", "unknown field 'colour'" },
    };

    [Theory]
    [MemberData(nameof(BadFields))]
    public async Task Edits_BadField_IsAProblemDocument(string name, string value, string given)
    {
        var fields = new Dictionary<string, string> { ["instruction"] = "red", [name] = value };
        await AssertProblem(ServerProcess.Form(Picture, [.. fields.Select(f => (f.Key, f.Value))]), HttpStatusCode.BadRequest, given);
    }

    [Theory]
    [InlineData("empty", "the image is empty (0 bytes)")]
    [InlineData("text", "the image is not a picture")]
    [InlineData("cut", "the image is cut off: its pixels end early")]
    [InlineData("huge", "the image is 50000 x 50000 pixels")]
    [InlineData("missing", "a form without a file 'image'")]
    public async Task Edits_BadPicture_IsAProblemDocument(string kind, string given) =>
        await AssertProblem(ServerProcess.Form(BadPictures.Bytes(kind), ("instruction", "red")), HttpStatusCode.BadRequest, given);

    [Fact]
    public async Task Edits_BodyOfAnotherType_IsUnsupported() =>
        await AssertProblem(new StringContent("{}", null, "application/json"), HttpStatusCode.UnsupportedMediaType, null);

    [Fact]
    public async Task Edits_BrokenForm_IsAProblemDocument()
    {
        var body = new ByteArrayContent("--x\r\nnonsense"u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        await AssertProblem(body, HttpStatusCode.BadRequest, null);
    }

    [Fact]
    public async Task Edits_OverTheBodyLimit_IsTooLarge()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/edits?instruction=red")
        {
            Content = new ByteArrayContent(new byte[33 << 20]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        // The server need not read the whole body before it answers.
        request.Headers.ExpectContinue = true;
        using var answer = await server.Client.SendAsync(request, Stop);
        await AssertProblem(answer, HttpStatusCode.RequestEntityTooLarge, null);
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/edits", HttpStatusCode.MethodNotAllowed)]
    public async Task OtherRoute_IsAProblemDocument(string method, string path, HttpStatusCode status)
    {
        using var answer = await server.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Stop);
        await AssertProblem(answer, status, null);
    }

    [Fact]
    public async Task Edits_MoreThanMayWait_AreToldToComeBack()
    {
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 60).Select(_ => Post(ServerProcess.Form(Picture, ("instruction", "red"), ("steps", "1000"))))
        );
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable, $"{a.StatusCode}"));
        var busy = answers.Where(a => a.StatusCode is HttpStatusCode.ServiceUnavailable).ToList();
        Assert.NotEmpty(busy);
        Assert.All(busy, a => Assert.NotNull(a.Headers.RetryAfter));
        await AssertProblem(busy[0], HttpStatusCode.ServiceUnavailable, null);
    }

    private byte[] Picture => File.ReadAllBytes(server.Files.Picture);

    private Task<HttpResponseMessage> Post(HttpContent content) => server.Client.PostAsync("/api/edits", content, Stop);

    private async Task AssertProblem(HttpContent content, HttpStatusCode status, string? given)
    {
        using var answer = await Post(content);
        await AssertProblem(answer, status, given);
    }

    private static async Task AssertProblem(HttpResponseMessage answer, HttpStatusCode status, string? given)
    {
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Stop);
        Assert.Equal((int)status, problem!["status"]!.GetValue<int>());
        if (given is not null)
        {
            Assert.Equal(given, problem["given"]!.GetValue<string>());
            Assert.NotEqual("", problem["allowed"]!.GetValue<string>());
        }
    }
}
