using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using EmuEdit.Imaging.Tests;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>Small requests that mean large pictures, and what a server holds meanwhile.</summary>
public class BombTests
{
    private const long Gigabyte = 1_000_000_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    // The sum of the headers refuses the first; of the second every picture is decoded.
    [Theory]
    [InlineData(400, "megapixels in one request")]
    [InlineData(60, "with two identical images")]
    public async Task Tasks_OfLargePictures_StayBelowAGigabyte(int pictures, string says)
    {
        using var server = Serve();
        var picture = OneBit(4000);
        using var form = new MultipartFormDataContent { { new StringContent("bomb"), "name" } };
        for (var i = 0; i < pictures; i++)
            form.Add(new ByteArrayContent(picture), i % 2 == 0 ? "input" : "target", $"{i}.png");
        Assert.InRange(pictures * picture.Length, 1, 1_000_000);
        using var answer = await server.Client.PostAsync("/api/tasks", form, Stop);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Within(server);
    }

    [Fact]
    public async Task Sessions_OfParallelLargePictures_StayBelowAGigabyteAndAreMade()
    {
        using var server = Serve();
        var picture = new Imaging.SkiaCodec().EncodePng(new Core.Image(4000, 3000));
        var statuses = await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            using var form = ServerProcess.Form(picture);
            using var answer = await server.Client.PostAsync("/api/sessions", form, Stop);
            Assert.True(answer.StatusCode != HttpStatusCode.TooManyRequests || answer.Headers.RetryAfter is not null);
            return answer.StatusCode;
        }));
        Assert.All(statuses, s => Assert.Equal(HttpStatusCode.Created, s));
        Within(server);
    }

    [Fact]
    public async Task Turns_AndEditsAndUploadsOfTheLargestPictures_StayBelowAGigabyte()
    {
        using var server = Serve();
        var picture = OneBit(4000);
        using var first = await server.Client.PostAsync("/api/sessions", ServerProcess.Form(picture), Stop);
        var session = first.Headers.Location!.ToString();
        var edits = Enumerable
            .Range(0, 4)
            .Select(_ => server.Client.PostAsync("/api/edits", ServerProcess.Form(picture, ("instruction", "make it night")), Stop));
        var uploads = Enumerable.Range(0, 8).Select(_ => server.Client.PostAsync("/api/sessions", ServerProcess.Form(picture), Stop));
        var turn = server.Client.PostAsJsonAsync(session + "/turns", new { instruction = "make it night" }, Stop);
        foreach (var answer in await Task.WhenAll([turn, .. edits, .. uploads]))
            using (answer)
                Assert.Contains(
                    answer.StatusCode,
                    new[] { HttpStatusCode.OK, HttpStatusCode.Created, HttpStatusCode.Accepted, HttpStatusCode.TooManyRequests }
                );
        var made = await server.Until(session + "/turns/1", t => (string)t["status"]! is not ("queued" or "running"));
        Assert.Equal("completed", (string)made["status"]!);
        Within(server);
    }

    [Fact]
    public async Task Lists_OfMillions_AreRefusedAtOnce()
    {
        using var server = Serve();
        foreach (
            var (path, body) in new[]
            {
                (
                    "/api/batches",
                    $"{{\"count\":1,\"tasks\":{{{string.Join(',', Enumerable.Range(0, 1_500_000).Select(i => $"\"t{i}\":1"))}}}}}"
                ),
                (
                    "/api/trainings",
                    $"{{\"part\":\"editor\",\"options\":{{\"data\":[{string.Join(',', Enumerable.Repeat("\"p\"", 1_000_000))}]}}}}"
                ),
            }
        )
        {
            using var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content, Headers = { ExpectContinue = true } };
            using var answer = await server.Client.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }
        Within(server);
    }

    // What was learned with is given back: of two gigabytes that it took, a few hundred megabytes
    // beyond the server's own stay, most of them libtorch itself.
    [Fact]
    public async Task Memory_AfterATraining_IsGivenBack()
    {
        using var server = Serve();
        var before = server.ResidentBytes;
        using var accepted = await server.Client.PostAsJsonAsync(
            "/api/trainings",
            new
            {
                part = "editor",
                id = "mine",
                options = new
                {
                    steps = 10,
                    batch = 32,
                    held_out_count = 32,
                },
            },
            Stop
        );
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        var ended = await server.Until("/api/trainings/mine", t => (string)t["status"]! != "running");
        Assert.Equal("completed", (string)ended["status"]!);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"before {before / 1e6:0} MB, peak {server.PeakBytes / 1e6:0} MB, after {server.ResidentBytes / 1e6:0} MB"
        );
        Assert.InRange(server.ResidentBytes, 1, Gigabyte);
    }

    private static ServerProcess Serve()
    {
        LongChecks.SkipUnlessAsked();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "reads /proc");
        return new("--bundle", Path.Combine(Paths.Repository, "models", "tiny"));
    }

    private static byte[] OneBit(int side) =>
        PngFile.Of(side, side, depth: 1, colour: 0, new byte[side * (side / 8 + 1)], CompressionLevel.SmallestSize);

    private static void Within(ServerProcess server)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"peak {server.PeakBytes / 1e6:0} MB, now {server.ResidentBytes / 1e6:0} MB");
        Assert.InRange(server.PeakBytes, 1, Gigabyte);
    }
}
