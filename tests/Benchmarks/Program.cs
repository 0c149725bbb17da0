// Speed and memory as ratios, the two sides of a ratio measured in one run. Returns 1 when a ratio
// is above what is allowed. From the repository's root:
//   dotnet run -c Release --project tests/Benchmarks [bundle folder, default models/tiny] [names of benchmarks]
using EmuEdit.Benchmarks;
using EmuEdit.Benchmarks.Checkpoints;
using EmuEdit.Benchmarks.Training;

var bundle = args.FirstOrDefault() ?? Path.Combine("models", "tiny");
Dictionary<string, Func<IEnumerable<Measurement>>> benchmarks = new()
{
    ["serve"] = () => ServeBenchmark.Run(bundle),
    ["world"] = () => [WorldBenchmark.Run()],
    ["shards"] = () => [ShardBenchmark.Run()],
    ["thresholding"] = () => [ThresholdingBenchmark.Run()],
    ["edit"] = () => [EditBenchmark.Run(bundle)],
    ["session"] = () => SessionBenchmark.Run(bundle),
    ["orchestration"] = OrchestrationBenchmark.Run,
    ["pairs"] = () => PairsBenchmark.Run(bundle),
    ["train"] = () => TrainingBenchmark.Run(bundle),
    ["memory"] = () => MemoryBenchmark.Run(bundle),
    ["batch"] = BatchBenchmark.Run,
    ["reuse"] = () => ReuseBenchmark.Run(bundle),
    ["checkpoint"] = CheckpointBenchmark.Run,
    ["grounded"] = GroundedBenchmark.Run,
    ["int8"] = Int8Benchmark.Run,
};
// Ten million samples take ten minutes, a pair of 512 x 512 some, a model of full size 4 GB of disk
// and memory: only where they are asked for. Reuse and int8 have no limit to hold.
var names = args.Length > 1 ? args[1..] : [.. benchmarks.Keys.Except(["batch", "checkpoint", "grounded", "reuse", "int8"])];
if (names.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"Unknown benchmark '{unknown}'; allowed: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}
var over = 0;
foreach (var measurement in names.SelectMany(name => benchmarks[name]()))
{
    Console.WriteLine(measurement);
    over += measurement.Holds ? 0 : 1;
}
return Math.Min(over, 1);
