// Speed as ratios, the two times of a ratio measured in one run. From the repository's root:
//   dotnet run -c Release --project tests/Benchmarks [bundle folder, default models/tiny]
using EmuEdit.Benchmarks;

Console.WriteLine(WorldBenchmark.Run());
Console.WriteLine(ThresholdingBenchmark.Run());
Console.WriteLine(EditBenchmark.Run(args.FirstOrDefault() ?? Path.Combine("models", "tiny")));
