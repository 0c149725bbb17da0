using System.Diagnostics;
using System.Text.Json;
using EmuEdit.Core;
using EmuEdit.Storage;

namespace EmuEdit.Factory.Tests;

/// <summary>What is known of a batch while it runs and afterwards.</summary>
public class BatchQueryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ledger_Anytime_IsTheSumOfTheWrittenShards()
    {
        await using var host = new FactoryHost();
        host.Stages.Before = (_, shard, cancellation) => shard == 4 ? Task.Delay(Timeout.Infinite, cancellation) : Task.CompletedTask;
        await host.Batches.StartAsync(FactoryHost.Plan(count: 40), Stop);
        await FactoryHost.Until(async () => (await host.Batches.GetAsync("b", Stop)).ShardsWritten >= 4);
        var half = await host.Batches.LedgerAsync("b", Stop);
        Assert.Equal((half.Shards * 2, half.Kept), (half.Ledger!.Value.GetProperty("kept").GetInt64(), half.Shards * 2));
        await host.Restart();
        await host.Batches.WaitForEndAsync("b", Stop);
        Assert.Equal(
            (10, 20),
            (await host.Batches.LedgerAsync("b", Stop)) is var l ? (l.Shards, l.Ledger!.Value.GetProperty("kept").GetInt64()) : default
        );
        var manifest = JsonDocument.Parse((await host.Blobs.GetAsync("batches/b/files/manifest.json", Stop)).Content);
        Assert.Equal(20, manifest.RootElement.GetProperty("Ledger").GetProperty("kept").GetInt64());
    }

    [Fact]
    public async Task Samples_PageByPage_AreAllOfThemAndLeadToTheirParts()
    {
        await using var host = new FactoryHost();
        await host.Make(FactoryHost.Plan(count: 22));
        var (keys, token, last) = (new List<string>(), (string?)null, (ListedSample?)null);
        do
        {
            var page = await host.Batches.SamplesAsync("b", token, size: 3, Stop);
            keys.AddRange(page.Samples.Select(s => s.Entry.Key));
            (token, last) = (page.Next, page.Samples[^1]);
        }
        while (token is not null);
        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"{2 * i:000000000}"), keys);
        var text = await host.Batches.ReadPartAsync("b", last.Shard, last.Entry.Key, "json", Stop);
        Assert.Equal(last.Entry.Instruction, JsonSerializer.Deserialize<string>(text.Span));
        await Assert.ThrowsAsync<DocumentException>(() => host.Batches.ReadPartAsync("b", last.Shard, last.Entry.Key, "../secret", Stop));
        await Assert.ThrowsAsync<DocumentException>(() => host.Batches.ReadPartAsync("b", 99, last.Entry.Key, "json", Stop));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Batches.SamplesAsync("b", "x", cancellationToken: Stop));
        await Assert.ThrowsAsync<InvalidInputException>(() => host.Batches.SamplesAsync("b", size: 0, cancellationToken: Stop));
    }

    [Fact]
    public async Task Get_WhileItRuns_KnowsHowLongItTakes()
    {
        await using var host = new FactoryHost(new() { Window = 1 });
        host.Stages.Before = (name, shard, cancellation) =>
            shard == 8 ? Task.Delay(Timeout.Infinite, cancellation) : Task.Delay(name == "FilterPairs" ? 50 : 0, cancellation);
        var clock = Stopwatch.StartNew();
        await host.Batches.StartAsync(FactoryHost.Plan(count: 400), Stop);
        await FactoryHost.Until(async () => (await host.Batches.GetAsync("b", Stop)) is { ShardsWritten: 8 });
        // No shard took less than its pause, or longer than all of them.
        Assert.InRange((await host.Batches.GetAsync("b", Stop)).TimeLeft!.Value.TotalSeconds, 91 * 0.05, 91 * clock.Elapsed.TotalSeconds);
        host.Stages.Before = null;
        await host.Batches.DeleteAsync("b", Stop);
    }
}
