using System.Diagnostics;
using EmuEdit.TestKit;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Factory.Tests;

/// <summary>A batch of many shards.</summary>
public class LongBatchTests(ITestOutputHelper output)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TwentyThousandSamples_HistoryStaysBounded()
    {
        await using var host = new FactoryHost(new() { KeptFinished = TimeSpan.FromSeconds(1) }, new MemoryBlobStore());
        var (most, clock) = (0L, Stopwatch.StartNew());
        host.Stages.Before = (name, shard, _) =>
        {
            if (name == "FilterPairs" && shard % 10 == 0)
                most = Math.Max(most, Count("SELECT count(*) FROM history WHERE instance LIKE 'batch.%'"));
            return Task.CompletedTask;
        };
        var status = await host.Make(FactoryHost.Plan(count: 20_000) with { ShardSize = 64 });
        Assert.Equal((BatchStage.Completed, 313, 20_000, 10_000), (status.Stage, status.ShardsWritten, status.Tried, status.Kept));
        // 64 shards, each begun and ended, and a few steps of the batch itself.
        Assert.InRange(most, 64, 2 * 64 + 10);
        Assert.InRange((await host.Blobs.ListAsync("batches/b/totals/", Stop).CountAsync(Stop)), 1, 2);
        output.WriteLine($"{clock.Elapsed.TotalMilliseconds / 313:0.0} ms a shard, {most} records of history at most");
        await FactoryHost.Until(() => Task.FromResult(Count("SELECT count(*) FROM instances WHERE id LIKE 'shard.%'") == 0));

        long Count(string sql)
        {
            using var journal = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = host.Journal,
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ToString()
            );
            journal.Open();
            using var command = journal.CreateCommand();
            command.CommandText = sql;
            return (long)command.ExecuteScalar()!;
        }
    }
}
