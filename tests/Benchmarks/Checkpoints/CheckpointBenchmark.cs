using System.Diagnostics;
using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks.Checkpoints;

/// <summary>
/// A model of full size in diffusers' layout: how long it takes to load, what a step takes, and the
/// most memory that an edit needs.
/// </summary>
internal static class CheckpointBenchmark
{
    private const double AllowedOverRuns = 1.10, MostBytes = 8e9;

    public static IEnumerable<Measurement> Run()
    {
        using var folder = new TemporaryFolder();
        RandomModel.Write(folder.Path);
        var clock = Stopwatch.StartNew();
        using var bundle = Bundle.Load(folder.Path);
        Console.WriteLine(
            $"loaded in {clock.Elapsed.TotalSeconds:0.0} s: "
                + $"{string.Join(", ", bundle.Networks.Select(n => $"{n.Name} {n.Parameters / 1e6:0} million"))}"
        );
        yield return Edit(bundle, "lcm", steps: 4, 1, 1, "4-step edit at 512 x 512, 1 branch");
        yield return Edit(bundle, "dpm++2m", steps: 20, 7.5f, 1.5f, "20-step edit at 512 x 512, 3 branches");
        using var process = Process.GetCurrentProcess();
        yield return new("most memory of an edit", process.PeakWorkingSet64 / 1e6, "allowed", MostBytes / 1e6, "MB", 1);
    }

    private static Measurement Edit(Bundle bundle, string sampler, int steps, float text, float image, string name)
    {
        var (pipeline, input) = (new EditPipeline(bundle), new Image(512, 512));
        new Random(1).NextBytes(input.Pixels);
        var options = new EditOptions { Steps = steps, Sampler = sampler, TextGuidance = text, ImageGuidance = image };
        var before = bundle.TimeInRun;
        var wall = Stopwatches.Time(() => pipeline.Edit(input, "make it sunset", options));
        return new(name, wall, "its ONNX Runtime runs", bundle.TimeInRun - before, AllowedOverRuns);
    }
}
