// Speed and memory as ratios, the two sides of a ratio measured in one run. Returns 1 when a ratio is above what is allowed. From the repository's root:
//   dotnet run -c Release --project tests/Benchmarks [bundle folder, default models/tiny]
using EmuEdit.Benchmarks;

var bundle = args.FirstOrDefault() ?? Path.Combine("models", "tiny");
var over = 0;
foreach (var measurement in Measurements())
{
    Console.WriteLine(measurement);
    over += measurement.Holds ? 0 : 1;
}
return Math.Min(over, 1);

IEnumerable<Measurement> Measurements()
{
    foreach (var measurement in ServeBenchmark.Run(bundle))
        yield return measurement;
    yield return WorldBenchmark.Run();
    yield return ShardBenchmark.Run();
    yield return ThresholdingBenchmark.Run();
    yield return EditBenchmark.Run(bundle);
}
