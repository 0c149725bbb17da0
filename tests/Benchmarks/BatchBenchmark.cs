using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EmuEdit.Dataset;
using EmuEdit.Factory;
using EmuEdit.Imaging;
using EmuEdit.Storage;
using EmuEdit.TestKit;
using Microsoft.Data.Sqlite;

namespace EmuEdit.Benchmarks;

/// <summary>
/// A batch of ten million samples whose stages do nothing and whose blobs are in memory: what is
/// left is the orchestration. Along the way, what a shard costs, how large the history of the batch
/// is, the journal, and the memory, go to <c>batch-scale.csv</c> and a picture. None of them may
/// grow with the batch. <c>EMUEDIT_BATCH_SAMPLES</c> sets another size.
/// </summary>
internal static class BatchBenchmark
{
    private const int Points = 40, ShardSize = 64;
    private const double AllowedGrowth = 1.5, Megabyte = 1e6;

    private sealed record Point(
        long Shards,
        double Seconds,
        double MillisecondsAShard,
        long History,
        double JournalMegabytes,
        double ManagedMegabytes
    );

    public static IEnumerable<Measurement> Run()
    {
        var samples = long.Parse(Environment.GetEnvironmentVariable("EMUEDIT_BATCH_SAMPLES") ?? "10000000", CultureInfo.InvariantCulture);
        var points = Measure(new BatchPlan("scale", 1, samples) { ShardSize = ShardSize }).GetAwaiter().GetResult();
        Write(points);
        // The first tenth compiles code and fills caches.
        var (early, late) = (points.Skip(Points / 10).Take(Points / 5).ToList(), points.TakeLast(Points / 5).ToList());
        yield return Compare("a shard", "ms", p => p.Average(x => x.MillisecondsAShard));
        // It grows and shrinks within each generation: what counts is how large it gets.
        yield return Compare("history", "records", p => p.Max(x => x.History));
        yield return Compare("journal", "MB", p => p.Average(x => x.JournalMegabytes));
        yield return Compare("memory", "MB", p => p.Average(x => x.ManagedMegabytes));

        Measurement Compare(string what, string unit, Func<List<Point>, double> value) =>
            new($"batch of {samples}: {what} at its end", value(late), "at its beginning", value(early), unit, AllowedGrowth);
    }

    private static async Task<List<Point>> Measure(BatchPlan plan)
    {
        using var folder = new TemporaryFolder();
        // Records of shards would be files; in memory they would hide what the orchestration needs.
        var blobs = new MemoryBlobStore
        {
            Forgets = name => name.StartsWith(BatchFiles.Folder(plan.Id) + "files/", StringComparison.Ordinal),
        };
        var stages = new NoStages();
        var settings = new FactorySettings { Workers = 2, KeptFinished = TimeSpan.FromSeconds(2) };
        var points = new List<Point>();
        var factory = EmbeddedFactory.Open(folder.Path, _ => stages, new() { Settings = settings, Blobs = blobs });
        await using (factory.ConfigureAwait(false))
        {
            stages.Blobs = blobs;
            var (clock, step) = (Stopwatch.StartNew(), Math.Max(1, plan.Shards / Points));
            await factory.Batches.StartAsync(plan).ConfigureAwait(false);
            for (var (next, before, then) = (step, TimeSpan.Zero, 0L); next <= plan.Shards; next += step)
            {
                while (stages.Written < next)
                    await Task.Delay(5).ConfigureAwait(false);
                var (now, done) = (clock.Elapsed, stages.Written);
                points.Add(
                    new(
                        done,
                        now.TotalSeconds,
                        (now - before).TotalMilliseconds / (done - then),
                        History(folder["journal/journal.db"]),
                        new DirectoryInfo(folder["journal"]).EnumerateFiles().Sum(f => f.Length) / Megabyte,
                        GC.GetTotalMemory(forceFullCollection: true) / Megabyte
                    )
                );
                (before, then) = (now, done);
            }
            await factory.Batches.WaitForEndAsync(plan.Id).ConfigureAwait(false);
        }
        return points;
    }

    private static long History(string journal)
    {
        using var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = journal,
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM history WHERE instance LIKE 'batch.%'";
        return (long)command.ExecuteScalar()!;
    }

    private static void Write(List<Point> points)
    {
        File.WriteAllLines(
            "batch-scale.csv",
            [
                "shards,samples,seconds,milliseconds_a_shard,history_records,journal_megabytes,managed_megabytes",
                .. points.Select(p =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{p.Shards},{p.Shards * ShardSize},{p.Seconds:0.0},{p.MillisecondsAShard:0.000},{p.History},"
                            + $"{p.JournalMegabytes:0.00},{p.ManagedMegabytes:0.00}"
                    )
                ),
            ]
        );
        var plot = Plot.Lines(
            "A batch's orchestration, shard by shard", "million samples", "ms a shard; records of history; MB", [
                ("ms a shard", Line(p => p.MillisecondsAShard)), ("history, records", Line(p => p.History)),
                ("journal, MB", Line(p => p.JournalMegabytes)), ("memory, MB", Line(p => p.ManagedMegabytes))], logY: true);
        File.WriteAllBytes("batch-scale.png", new SkiaCodec().EncodePng(plot));

        IReadOnlyList<(double X, double Y)> Line(Func<Point, double> value) =>
            [.. points.Select(p => (p.Shards * ShardSize / 1e6, value(p)))];
    }

    /// <summary>
    /// Stages that do nothing. A shard's record is forgotten some time after it was written, so
    /// that memory shows the orchestration's own.
    /// </summary>
    private sealed class NoStages : IShardStages
    {
        private const int Remembered = 1000;

        private static readonly byte[] Nothing = [0];
        private static readonly JsonElement Ledger = JsonSerializer.SerializeToElement(new { kept = 1 });
        private long _written;

        public MemoryBlobStore? Blobs { get; set; }

        public long Written => Volatile.Read(ref _written);

        public string BundleName => "none";

        public void Check(BatchPlan plan)
        {
        }

        public Task<ReadOnlyMemory<byte>> WriteInstructionsAsync(ShardPlan shard, CancellationToken cancellationToken) =>
            Task.FromResult<ReadOnlyMemory<byte>>(Nothing);

        public Task<ReadOnlyMemory<byte>> SynthesisePairsAsync(
            ShardPlan shard,
            ReadOnlyMemory<byte> instructions,
            StageFiles files,
            CancellationToken cancellationToken
        ) => Task.FromResult<ReadOnlyMemory<byte>>(Nothing);

        public Task<ReadOnlyMemory<byte>> FilterPairsAsync(
            ShardPlan shard,
            ReadOnlyMemory<byte> candidates,
            StageFiles files,
            CancellationToken cancellationToken
        ) => Task.FromResult<ReadOnlyMemory<byte>>(Nothing);

        public async Task<ShardFiles> WriteShardAsync(
            ShardPlan shard,
            ReadOnlyMemory<byte> instructions,
            ReadOnlyMemory<byte> candidates,
            ReadOnlyMemory<byte> verdicts,
            StageFiles files,
            CancellationToken cancellationToken
        )
        {
            Interlocked.Increment(ref _written);
            if (shard.Number >= Remembered)
                await Blobs!
                    .DeleteAsync($"{BatchFiles.Folder(shard.Batch.Id)}shards/{shard.Number - Remembered:000000}.json", cancellationToken)
                    .ConfigureAwait(false);
            return new(new Dictionary<string, ReadOnlyMemory<byte>> { [$"{shard.Number:000000}.tar"] = Nothing }, [], shard.Count, Ledger);
        }

        public JsonElement MergeLedgers(IReadOnlyList<JsonElement> ledgers) =>
            JsonSerializer.SerializeToElement(new { kept = ledgers.Sum(l => l.GetProperty("kept").GetInt64()) });

        public Task<DatasetPart> WriteGroupAsync(
            ShardGroup group,
            IBlobStore store,
            string prefix,
            CancellationToken cancellationToken
        ) => Task.FromResult(new DatasetPart([], []));

        public Task FinishBatchAsync(
            BatchPlan plan,
            BatchSummary summary,
            DatasetPart files,
            IBlobStore store,
            string prefix,
            CancellationToken cancellationToken
        ) => Task.CompletedTask;
    }
}
