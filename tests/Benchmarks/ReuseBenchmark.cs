using EmuEdit.Editing;
using EmuEdit.Onnx;
using EmuEdit.TestKit;
using EmuEdit.World;

namespace EmuEdit.Benchmarks;

/// <summary>
/// What reuse of steps saves and costs: calls of the network that are made, and how far the picture
/// is from that of every call, beside how far one of as many even steps is.
/// </summary>
internal static class ReuseBenchmark
{
    private const int Steps = 50, Edits = 8;

    public static IEnumerable<Measurement> Run(string folder)
    {
        foreach (var model in new[] { folder, GoldenModel.Folder })
        {
            using var bundle = Bundle.Load(model);
            foreach (var limit in new[] { 0.02, 0.05, 0.1, 0.2, 0.4 })
                yield return Measure(bundle, limit);
        }
    }

    private static Measurement Measure(Bundle bundle, double limit)
    {
        var (pipeline, world) = (new EditPipeline(bundle), new WorldDataset(3, bundle.ImageSize));
        var (calls, reused, fewer) = (0, 0.0, 0.0);
        for (var i = 0; i < Edits; i++)
        {
            var sample = world.Sample(i);
            var options = new EditOptions
            {
                Steps = Steps,
                Sampler = "ddim",
                Alpha = 0,
                Seed = i,
                Task = bundle.TaskPredictor is null ? null : sample.Task.Name,
            };
            EditResult Edit(EditOptions with) => pipeline.Edit(sample.Input, sample.Instruction, with);
            var (whole, left) = (Edit(options), Edit(options with { Reuse = limit }));
            calls += left.Calls;
            reused += Distance(whole, left);
            fewer += Distance(whole, Edit(options with { Steps = left.Calls }));
        }
        return new(
            $"reuse {limit} of {bundle.Name}: {(double)calls / Edits:0} of {Steps} calls, distance",
            reused / Edits,
            "of as many even steps",
            fewer / Edits,
            "levels",
            double.PositiveInfinity
        );
    }

    // The mean over pixels and channels, of 255.
    private static double Distance(EditResult a, EditResult b) =>
        a.Image.Pixels.Zip(b.Image.Pixels).Average(p => Math.Abs(p.First - p.Second));
}
