using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmuEdit.Core;
using EmuEdit.TestKit;

namespace EmuEdit.Cli.Tests;

/// <summary>The factory with captions, against a server that answers as a language model does, and is paid for every answer.</summary>
public sealed class FactoryLanguageModelTests : IDisposable
{
    private const int Count = 24, Kills = 3;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public FactoryLanguageModelTests()
    {
        new TinyBundle { Size = 64, TextToImage = true }.Write(_folder["bundle"]);
        File.WriteAllLines(_folder["captions.txt"], Enumerable.Range(0, Count).Select(i => $"a red ball and {i} blue cubes"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_KilledAgainAndAgain_PaysForNoRecordedReplyTwice()
    {
        var (asked, recorded, random) = (new ConcurrentQueue<string>(), new HashSet<string>(), new CounterRandom(5));
        await using var server = await ChatServer.Start(async (context, call) =>
        {
            asked.Enqueue(CaptionOf(call));
            await Task.Delay(150, Stop);
            await ChatServer.Say(Reply)(context, call);
        });
        for (var kill = 0; kill < Kills; kill++)
        {
            using (var process = CliProcess.Start(Run(server.Endpoint, "killed")))
            {
                var before = asked.Count;
                await process.Until(() => asked.Count >= before + 3 && Recorded().Any() || process.HasExited);
                await Task.Delay(random.Next(400), Stop);
                process.Kill();
            }
            recorded.UnionWith(Recorded());
            asked.Clear();
        }
        var result = await InProcess.RunAsync(Run(server.Endpoint, "killed"));
        Assert.Equal((0, ""), (result.Code, result.Error));
        Assert.Empty(asked.Intersect(recorded));
        Assert.Equal(Count, asked.Concat(recorded).Distinct().Count());

        Assert.Equal(0, (await InProcess.RunAsync(Run(server.Endpoint, "undisturbed"))).Code);
        var (expected, actual) = (FactoryFixture.Files(_folder["undisturbed"]), FactoryFixture.Files(_folder["killed"]));
        Assert.Equal(expected.Keys, actual.Keys);
        Assert.All(expected, f => Assert.True(f.Value.AsSpan().SequenceEqual(actual[f.Key]), $"{f.Key} differs"));
    }

    [Fact]
    public async Task Run_CountsTokensTheirPriceAndWhatWasMended()
    {
        await using var server = await ChatServer.Start(ChatServer.Say(call => $"```json\n{Reply(call)}\n```"));
        Assert.Equal(0, (await InProcess.RunAsync([.. Run(server.Endpoint, "priced"), "--input-price", "2", "--output-price", "10"])).Code);
        var costs = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["priced"], "costs.json")))!;
        Assert.Equal(
            (Count, 100 * Count, 20 * Count),
            (costs["replies"]!.GetValue<int>(), costs["input_tokens"]!.GetValue<int>(), costs["output_tokens"]!.GetValue<int>())
        );
        Assert.Equal(Count * (100 * 2 + 20 * 10) / 1_000_000m, costs["price"]!.GetValue<decimal>());
        Assert.Equal(Count, costs["repaired"]!["code fence"]!.GetValue<int>());
    }

    [Fact]
    public async Task Run_CardNamesTheLanguageModelItsHostAndEveryOption()
    {
        await using var server = await ChatServer.Start(ChatServer.Say(Reply));
        Assert.Equal(0, (await InProcess.RunAsync([.. Run(server.Endpoint, "named"), "--candidates", "2", "--guidance", "2.5"])).Code);
        var card = File.ReadAllText(Path.Combine(_folder["named"], "README.md"));
        string[] rows =
        [
            $"| instructions by | toy at {server.Endpoint.Host} |",
            "| candidates | 2 |",
            "| shard_size | 6 |",
            "| steps | 4 |",
            "| guidance | 2.5 |",
            "| source | drawn |",
            "| seed | 7 |",
            $"| samples asked for | {Count} |",
            "| mix | color 1 |",
            "| captions | captions/",
            "| pairs per caption | 4 |",
            "| duplicates | rejected within 3 bits",
            "| filter clip_image | any value (color) |",
            "| filter pixel_change | 0.002 to 0.7 (color) |",
        ];
        Assert.All(rows, row => Assert.Contains(row, card, StringComparison.Ordinal));
        Assert.Matches("SHA-256 `[0-9a-f]{64}`", card);
        Assert.DoesNotContain($":{server.Endpoint.Port}", card, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--captions without --endpoint")]
    [InlineData("--endpoint localhost", "--endpoint", "localhost")]
    [InlineData("--endpoint without --model", "--endpoint", "http://localhost:1/v1")]
    [InlineData("the address of the language model", "--endpoint", "ftp://localhost", "--model", "toy")]
    public async Task Run_CaptionsThatNoModelCanBeAskedAbout_SaysWhatToDo(string said, params string[] arguments)
    {
        var result = await InProcess.RunAsync([
            "factory",
            "run",
            "--bundle",
            _folder["bundle"],
            "--captions",
            _folder["captions.txt"],
            "-o",
            _folder["none"],
            .. arguments,
        ]);
        Assert.Equal(2, result.Code);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
    }

    private string[] Run(Uri endpoint, string output) =>
        [
            "factory",
            "run",
            "--bundle",
            _folder["bundle"],
            "--captions",
            _folder["captions.txt"],
            "--endpoint",
            endpoint.ToString(),
            "--model",
            "toy",
            "--task-weight",
            "color=1",
            "--count",
            $"{Count}",
            "--shard-size",
            "6",
            "--steps",
            "4",
            "--seed",
            "7",
            "--quiet",
            "-o",
            _folder[output],
        ];

    private static string CaptionOf(ChatCall call) => JsonNode.Parse(call.Messages[^1].Text)!["caption"]!.GetValue<string>();

    private static string Reply(ChatCall call) =>
        JsonSerializer.Serialize(
            new
            {
                instruction = "turn everything here to shades of grey",
                @object = "",
                output_caption = $"a monochrome picture of {CaptionOf(call)}",
            }
        );

    // The captions of the replies that are on disk.
    private IEnumerable<string> Recorded()
    {
        var replies = Path.Combine(_folder["killed"], ".factory", "blobs", "replies");
        return Directory.Exists(replies)
            ? Directory
                .EnumerateFiles(replies, "*.json", SearchOption.AllDirectories)
                .Select(f =>
                    JsonNode.Parse(JsonNode.Parse(File.ReadAllText(f))!["text"]!.GetValue<string>())!["output_caption"]!.GetValue<string>()[
                        "a monochrome picture of ".Length..
                    ]
                )
                .ToList()
            : [];
    }
}
