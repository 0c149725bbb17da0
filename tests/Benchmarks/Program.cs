// Speed as ratios, each measured in one run: dotnet run -c Release --project tests/Benchmarks
using EmuEdit.Benchmarks;

Console.WriteLine(ThresholdingBenchmark.Run());
