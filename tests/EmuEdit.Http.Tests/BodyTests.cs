using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace EmuEdit.Http.Tests;

public class BodyTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/tasks/import", "text/plain", "application/octet-stream")]
    [InlineData("/api/tasks/import", "application/x-www-form-urlencoded", "application/octet-stream")]
    [InlineData("/api/tasks/import", null, "application/octet-stream")]
    [InlineData("/api/tasks/import", "multipart/form-data; boundary=x", "application/octet-stream")]
    [InlineData("/api/tasks/a/pause", "text/plain", "no body")]
    [InlineData("/api/sessions", "application/x-www-form-urlencoded", "multipart/form-data, image/*")]
    [InlineData("/api/edits", "text/plain", "multipart/form-data, image/*")]
    [InlineData("/api/batches", "text/plain", "application/json")]
    [InlineData("/api/batches", null, "application/json")]
    [InlineData("/api/trainings", "multipart/form-data; boundary=x", "application/json")]
    public async Task Post_OfAnotherType_IsRefused(string path, string? type, string allowed)
    {
        await using var host = await HttpHost.Start(learning: true, factory: true);
        using var body = new ByteArrayContent("""{"count": 1}"""u8.ToArray());
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        using var answer = await host.Send(HttpMethod.Post, path, body);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains(allowed, await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/tasks/import", "application/octet-stream", 1 << 20)]
    [InlineData("/api/batches", "application/json", 1 << 20)]
    [InlineData("/api/edits", "image/png", 32 << 20)]
    public async Task Post_OverTheLimit_IsRefusedAlsoInChunks(string path, string type, int limit)
    {
        await using var host = await HttpHost.Start(learning: true, factory: true);
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new ByteArrayContent(new byte[limit + 1]) { Headers = { ContentType = new(type) } },
            };
            request.Headers.TransferEncodingChunked = chunked;
            // The server may hang up on what it does not read.
            try
            {
                using var answer = await host.Client.SendAsync(request, Stop);
                Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            }
            catch (HttpRequestException) when (!chunked)
            {
            }
        }
    }

    [Theory]
    [InlineData("/api/batches", """{"count": 1, "tasks": {LIST}}""", true)]
    [InlineData("/api/trainings", """{"part": "editor", "options": {"data": [LIST]}}""", false)]
    public async Task Post_JsonOfLongLists_IsRefusedAtOnce(string path, string body, bool names)
    {
        await using var host = await HttpHost.Start(learning: true, factory: true);
        var list = string.Join(',', Enumerable.Range(0, 1001).Select(i => names ? $"\"t{i}\":1" : $"\"p{i}\""));
        using var answer = await host.Send(HttpMethod.Post, path, Json(body.Replace("LIST", list, StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("over 1000 entries", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(17, true)]
    [InlineData(200, true)]
    public void Json_DeeperThanIsMeant_IsRefused(int levels, bool refused)
    {
        var json = Encoding.UTF8.GetBytes(new string('[', levels) + "1" + new string(']', levels));
        Assert.Equal(refused, Record.Exception(() => JsonBounds.Check(json)) is not null);
    }

    [Fact]
    public void Json_OfManyShortLists_Passes() =>
        JsonBounds.Check(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("[1,{\"a\":[2]}]", 1000))}]"));

    [Fact]
    public async Task Uploads_ThatIdle_HoldNoPlaces()
    {
        await using var host = await HttpHost.Start(server: new() { Concurrency = 1, Waiting = 1 });
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 17; i++)
                idle.Add(await Begin(host, "/api/edits"));
            using var form = EmuEdit.TestKit.ServerProcess.Form(HttpHost.Source, ("instruction", "red"));
            using var answer = await host.Client.PostAsync("/api/edits", form, Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        finally
        {
            idle.ForEach(c => c.Dispose());
        }
    }

    [Fact]
    public async Task Upload_ThatTakesTooLong_EndsWith408()
    {
        await using var host = await HttpHost.Start(server: new() { BodyTime = TimeSpan.FromMilliseconds(300) });
        using var client = await Begin(host, "/api/edits");
        using var reader = new StreamReader(client.GetStream());
        Assert.Contains(" 408 ", await reader.ReadLineAsync(Stop), StringComparison.Ordinal);
    }

    // A request whose body does not come.
    private static async Task<TcpClient> Begin(HttpHost host, string path)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, host.Client.BaseAddress!.Port, Stop);
        await client
            .GetStream()
            .WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n\x89PNG"
                ),
                Stop
            );
        return client;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
