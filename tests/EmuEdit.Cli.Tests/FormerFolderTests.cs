using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>
/// Data folders that earlier versions left open in this one. <c>Folders/VERSION</c> holds one of each: a session with a branch, and a
/// finished data set. With EMUEDIT_WRITE=1, the folder of this version is written if it is missing. One that exists is never written again.
/// </summary>
public sealed class FormerFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Folders => Path.Combine(Paths.Repository, "tests", "EmuEdit.Cli.Tests", "Folders");

    public static TheoryData<string> Versions => [.. Directory.GetDirectories(Folders).Select(f => Path.GetFileName(f)).Order()];

    public FormerFolderTests() => new TinyBundle { TextToImage = true, Size = 64 }.Write(_folder["toy"]);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Serve_FolderOfAVersion_HasItsSessionsAndDataSetsAndContinues(string version)
    {
        Copy(Path.Combine(Folders, version), _folder["data"]);
        using var server = Start();
        var listed = (await server.Client.GetFromJsonAsync<JsonArray>("/api/sessions", Stop))!;
        var id = Assert.Single(listed)!["id"]!.GetValue<string>();
        var session = (await server.Client.GetFromJsonAsync<JsonNode>($"/api/sessions/{id}", Stop))!;
        Assert.Equal(
            [("red", 0), ("red red", 1), ("red", 1)],
            session["turns"]!.AsArray().Select(t => (t!["instruction"]!.GetValue<string>(), t["parent"]!.GetValue<int>()))
        );
        Assert.Equal(3, session["current_turn"]!.GetValue<int>());
        foreach (var turn in new[] { 1, 2, 3 })
            Assert.Equal(
                await File.ReadAllBytesAsync(Path.Combine(_folder["data"], "blobs", "pictures", id, $"{turn}.png"), Stop),
                await server.Client.GetByteArrayAsync($"/api/sessions/{id}/turns/{turn}/image", Stop)
            );
        var batch = await server.Client.GetFromJsonAsync<JsonNode>("/api/batches/former", Stop);
        Assert.Equal(("completed", 4), (batch!["status"]!.GetValue<string>(), batch["progress"]!["tried"]!.GetValue<int>()));

        await AddTurnAsync(server, $"/api/sessions/{id}", "red red red");
        Assert.Equal(4, (await server.Client.GetFromJsonAsync<JsonNode>($"/api/sessions/{id}", Stop))!["current_turn"]!.GetValue<int>());
    }

    [Fact]
    public async Task Folder_OfThisVersion_IsKept()
    {
        var kept = Path.Combine(Folders, ThisVersion());
        if (Environment.GetEnvironmentVariable("EMUEDIT_WRITE") is "1" && !Directory.Exists(kept))
        {
            await WriteAsync();
            Copy(_folder["data"], kept);
        }
        Assert.True(Directory.Exists(kept), $"{kept} is missing; run this test with EMUEDIT_WRITE=1 and commit the folder.");
    }

    private async Task WriteAsync()
    {
        using (var server = Start())
        {
            var png = new EmuEdit.Core.Image(16, 16);
            png.Pixels.AsSpan().Fill(100);
            using var created = await server.Client.PostAsync(
                "/api/sessions", ServerProcess.Form(new EmuEdit.Imaging.SkiaCodec().EncodePng(png)), Stop
            );
            var path = created.Headers.Location!.ToString();
            await AddTurnAsync(server, path, "red");
            await AddTurnAsync(server, path, "red red");
            (await server.Client.PostAsync($"{path}/undo", null, Stop)).EnsureSuccessStatusCode();
            await AddTurnAsync(server, path, "red");
            using var batch = await server.Client.PostAsync(
                "/api/batches", JsonContent.Create(new { id = "former", count = 4, options = new { steps = 2 } }), Stop
            );
            batch.EnsureSuccessStatusCode();
            await server.Until("/api/batches/former", b => b["status"]!.GetValue<string>() is "completed");
        }
        foreach (var left in new[] { "journal/journal.lock", "journal/journal.owner" })
            File.Delete(Path.Combine(_folder["data"], left));
    }

    // For a hundred years, so that the session of the kept folder does not end.
    private ServerProcess Start() => new("--bundle", _folder["toy"], "--data-folder", _folder["data"], "--expire-days", "36500");

    private static async Task AddTurnAsync(ServerProcess server, string session, string instruction)
    {
        using var turn = await server.Client.PostAsync($"{session}/turns", JsonContent.Create(new { instruction, steps = 2 }), Stop);
        Assert.Equal(HttpStatusCode.Accepted, turn.StatusCode);
        await server.Until(turn.Headers.Location!.ToString(), t => t["status"]!.GetValue<string>() is "completed");
    }

    private static string ThisVersion() =>
        typeof(CommandLine).Assembly.GetName().Version!.ToString(3);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
