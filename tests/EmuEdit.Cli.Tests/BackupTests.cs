using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>A data folder is copied while clients edit, and a server continues with the copy.</summary>
public sealed class BackupTests(EditFixture fixture) : IClassFixture<EditFixture>
{
    private const int Clients = 4, Copies = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backup_WhileTurnsAreMade_HasEveryTurnThatWasAcceptedBefore()
    {
        var (data, copies) = (fixture.NewOutput(), fixture.NewOutput());
        var accepted = new ConcurrentDictionary<string, int>();
        var taken = new List<(string Folder, Dictionary<string, int> Turns)>();
        using (var server = new ServerProcess("--bundle", fixture.Bundle, "--data-folder", data, "--queue", "1000"))
        {
            var done = false;
            var clients =
                Enumerable.Range(0, Clients).Select(_ => EditAsync(server.Client, accepted, () => Volatile.Read(ref done))).ToList();
            for (var i = 0; i < Copies; i++)
            {
                await Patience.Last(
                    () => Task.FromResult(accepted.Values.Sum()), sum => sum >= 3 * Clients * (i + 1), Stop, "turns are accepted"
                );
                var (folder, before) = (Path.Combine(copies, $"{i}"), accepted.ToDictionary());
                var backup = await CliProcess.RunAsync("backup", "--data-folder", data, "--to", folder);
                Assert.Equal((0, ""), (backup.Code, backup.Error));
                taken.Add((folder, before));
            }
            Volatile.Write(ref done, true);
            await Task.WhenAll(clients);
            Assert.Empty(Directory.GetDirectories(Path.Combine(data, "scratch"), "backup-*"));
        }
        foreach (var (folder, turns) in taken)
            await AssertHas(folder, turns);
    }

    [Theory]
    [InlineData("nowhere", "copy", "which is not a data folder")]
    [InlineData("data", "data/copy", "which is in the data folder")]
    [InlineData("data", "data", "which exists")]
    public async Task Backup_OfOrToAWrongFolder_IsRefused(string from, string to, string message)
    {
        var root = fixture.NewOutput();
        Directory.CreateDirectory(Path.Combine(root, "data", "blobs"));
        var result = await InProcess.RunAsync("backup", "--data-folder", Path.Combine(root, from), "--to", Path.Combine(root, to));
        Assert.Equal(2, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    private async Task EditAsync(HttpClient client, ConcurrentDictionary<string, int> accepted, Func<bool> done)
    {
        using var form = ServerProcess.Form(File.ReadAllBytes(fixture.Picture));
        using var session = await client.PostAsync("/api/sessions", form, Stop);
        var path = session.Headers.Location!.ToString();
        for (var turn = 1; !done(); turn++)
        {
            using var answer = await client.PostAsync($"{path}/turns", JsonContent.Create(new { instruction = "red", steps = 50 }), Stop);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
            accepted[path] = turn;
            while (
                JsonNode.Parse(await client.GetStringAsync($"{path}/turns/{turn}", Stop))!["status"]!.GetValue<string>() is not "completed"
            )
                await Task.Delay(10, Stop);
        }
    }

    private async Task AssertHas(string folder, Dictionary<string, int> turns)
    {
        using var server = new ServerProcess("--bundle", fixture.Bundle, "--data-folder", folder);
        foreach (var (path, last) in turns)
        {
            var restored = await server.Until(
                path,
                s => s["turns"]!.AsArray().Count >= last && s["turns"]!.AsArray().All(t => t!["status"]!.GetValue<string>() == "completed"),
                $"the copy has {last} turns of {path}"
            );
            for (var turn = 1; turn <= restored["turns"]!.AsArray().Count; turn++)
                Assert.NotEmpty(await server.Client.GetByteArrayAsync($"{path}/turns/{turn}/image", Stop));
        }
    }
}
