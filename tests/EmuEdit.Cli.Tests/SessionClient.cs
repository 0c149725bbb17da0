using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>One session of a server.</summary>
internal sealed class SessionClient(HttpClient server, string path)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Path => path;

    public static async Task<SessionClient> Create(ServerProcess server, EditFixture fixture)
    {
        using var answer = await server.Client.PostAsync("/api/sessions", ServerProcess.Form(File.ReadAllBytes(fixture.Picture)), Stop);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return new(server.Client, answer.Headers.Location!.ToString());
    }

    /// <summary>Has a turn accepted.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> Add(int steps = 20)
    {
        using var answer = await Ask(steps);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    public Task<HttpResponseMessage> Ask(int steps = 20) =>
        server.PostAsJsonAsync(path + "/turns", new { instruction = "red", steps }, Stop);

    /// <summary>Waits for the end of a turn, which must have its picture.</summary>
    public async Task<byte[]> Picture(string turn)
    {
        await Patience.Last(() => Status(turn), status => status is not ("queued" or "running"), Stop);
        return await server.GetByteArrayAsync(turn + "/image", Stop);
    }

    public async Task<string> Status(string turn) => (await server.GetFromJsonAsync<JsonObject>(turn, Stop))!["status"]!.GetValue<string>();

    public async Task<int> Current() => (await server.GetFromJsonAsync<JsonObject>(path, Stop))!["current_turn"]!.GetValue<int>();

    public Task<HttpResponseMessage> Undo() => server.PostAsync(path + "/undo", null, Stop);
}
