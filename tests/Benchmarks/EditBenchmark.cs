using EmuEdit.Core;
using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.TestKit;

namespace EmuEdit.Benchmarks;

/// <summary>
/// A 20-step edit of a picture of the bundle's size, against the sum of the ONNX Runtime runs
/// within it.
/// </summary>
internal static class EditBenchmark
{
    private const int Steps = 20, Edits = 5;
    private const double Allowed = 1.10;

    /// <summary>
    /// Measures the bundle of that folder; where there is none, a toy whose networks do next to
    /// nothing, so that its ratio only bounds the overhead.
    /// </summary>
    public static Measurement Run(string folder)
    {
        if (Directory.Exists(folder))
            return Measure(folder, $"{Steps}-step edit, {folder}");
        using var toy = new TemporaryFolder();
        new TinyBundle { Size = 64 }.Write(toy.Path);
        return Measure(toy.Path, $"{Steps}-step edit, toy networks");
    }

    private static Measurement Measure(string folder, string name)
    {
        using var bundle = Bundle.Load(folder);
        var pipeline = new EditPipeline(bundle);
        var input = new Image(bundle.ImageSize, bundle.ImageSize);
        var options = new EditOptions { Steps = Steps, Task = bundle.TaskPredictor is null ? bundle.Tasks.First() : null };
        void Edit() => pipeline.Edit(input, "make the red sphere blue", options);
        Edit();
        var before = bundle.TimeInRun;
        var wall = Stopwatches.Time(() =>
        {
            for (var i = 0; i < Edits; i++)
                Edit();
        });
        return new(name, wall / Edits, "its ONNX Runtime runs", (bundle.TimeInRun - before) / Edits, Allowed);
    }
}
